using 'main.bicep'

param stage = 'prod'
param openToInternet = false
param minimumTls = 'TLS1_2'
