using 'main.bicep'

param stage = 'dev'
param openToInternet = true
