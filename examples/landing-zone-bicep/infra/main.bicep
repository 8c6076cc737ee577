@allowed(['dev', 'prod'])
param stage string
param minimumTls string = 'TLS1_0'
param openToInternet bool
param vaults array = [
  { name: 'app', purge: true }
  { name: 'ops', purge: false }
]

var prefix = 'lz${stage}'

resource logs 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: '${prefix}logs'
  location: resourceGroup().location
  sku: { name: 'Standard_ZRS' }
  kind: 'StorageV2'
  properties: {
    supportsHttpsTrafficOnly: true
    minimumTlsVersion: minimumTls
    allowBlobPublicAccess: false
    networkAcls: {
      // Closed for every stage that is not meant to be open.
      defaultAction: openToInternet ? 'Allow' : 'Deny'
      bypass: 'AzureServices'
    }
  }
}

module vault 'modules/vault.bicep' = [for vault in vaults: {
  name: 'vault-${vault.name}'
  params: {
    name: '${prefix}${vault.name}'
    purge: vault.purge
  }
}]

module web 'modules/web.bicep' = {
  name: 'web'
  params: {
    name: '${prefix}-shop'
    ftps: 'AllAllowed'
  }
}
