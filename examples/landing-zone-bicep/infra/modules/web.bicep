param name string
param ftps string = 'FtpsOnly'

resource site 'Microsoft.Web/sites@2023-12-01' = {
  name: name
  kind: 'app'
  location: resourceGroup().location
  properties: {
    httpsOnly: true
    siteConfig: {
      minTlsVersion: '1.2'
      ftpsState: ftps
    }
  }
}
