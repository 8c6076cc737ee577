//! The words that names of secrets are told by.

/// Parts of names of secrets, wherever they stand in a name.
pub(super) const SECRET: [&str; 26] = [
    "password",
    "passwd",
    "passphrase",
    "passcode",
    "secret",
    "token",
    "credential",
    "connectionstr",
    "accesskey",
    "accountkey",
    "privatekey",
    // Containers of the platform that are secret as a whole.
    "protectedsettings",
    "securevalue",
    "customdata",
    "userdata",
    "functionkeys",
    "hostkeys",
    "systemkeys",
    "pfxblob",
    "connstr",
    "dbpass",
    "sqlpass",
    "kubeconfig",
    "mnemonic",
    "passwort",
    "kennwort",
];

/// Words that name a secret only when they stand alone: `pass`, and not `passed`.
pub(super) const SECRET_WORDS: [&str; 6] = ["pwd", "pass", "psk", "pw", "cred", "creds"];

/// Last words of names of things that are often secret.
pub(super) const HINTS: [&str; 15] = [
    "pat",
    "authorization",
    "auth",
    "signature",
    "sig",
    "sas",
    "pfx",
    "jwt",
    "bearer",
    "cookie",
    "key",
    "apikey",
    "azurewebjobsstorage",
    "seed",
    "keytab",
];

/// Last words of names of keys that say which one it is, or how it is written.
pub(super) const QUALIFIERS: [&str; 15] = [
    "primary",
    "secondary",
    "old",
    "new",
    "current",
    "previous",
    "prod",
    "dev",
    "test",
    "lite",
    "base",
    "pem",
    "text",
    "raw",
    "value",
];

/// Words of settings about secrets, such as `disablePasswordAuthentication`.
pub(super) const SETTINGS: [&str; 14] = [
    "disable",
    "enable",
    "allow",
    "require",
    "expir",
    "polic",
    "authentication",
    "permission",
    "rotation",
    "days",
    "public",
    "lifetime",
    "retention",
    "perminute",
];

/// Last words of names of what is no secret: where one is, what it is called, how it is made.
pub(super) const ABOUT: [&str; 64] = [
    "name",
    "names",
    "id",
    "ids",
    "uri",
    "uris",
    "url",
    "urls",
    "version",
    "versions",
    "type",
    "types",
    "source",
    "endpoint",
    "endpoints",
    "thumbprint",
    "fingerprint",
    "algorithm",
    "size",
    "length",
    "format",
    "location",
    "ref",
    "reference",
    "identifier",
    "identity",
    "kind",
    "user",
    "username",
    "login",
    "vault",
    "scope",
    "scopes",
    "audience",
    "issuer",
    "count",
    "limit",
    "period",
    "interval",
    "status",
    "state",
    "provider",
    "store",
    "owner",
    "mode",
    "path",
    "file",
    "age",
    "date",
    "expiry",
    "permission",
    "permissions",
    "time",
    "validity",
    "ttl",
    "timeout",
    "hours",
    "claims",
    "audiences",
    "refs",
    "selection",
    // What a key is for, and of what kind.
    "kty",
    "crv",
    "alg",
];

/// What last words of names of rules begin with: what is below them is a word of the rule, unless it looks random.
pub(super) const RULES: [&str; 7] = ["polic", "permission", "rotation", "retention", "complex", "history", "reuse"];

/// First words of names of bounds: numbers below them are shown.
pub(super) const BOUNDS: [&str; 4] = ["max", "maximum", "min", "minimum"];

/// Words with the letters of a secret's or a key's in them.
pub(super) const OTHERS: [&str; 14] = [
    "tokeniz",
    "tokenis",
    "monkey",
    "turkey",
    "whiskey",
    "hotkey",
    "donkey",
    "jockey",
    "hockey",
    "turnkey",
    "keypad",
    "passthrough",
    // Whom an identity trusts.
    "federatedidentitycredential",
    "federatedcredential",
];

/// What stands before `key` in names of keys that are no secrets.
pub(super) const OPEN_KEYS: [&str; 30] = [
    "public",
    "partition",
    "shard",
    "sort",
    "row",
    "range",
    "routing",
    "foreign",
    "unique",
    "cache",
    "idempotency",
    "instrumentation",
    "tag",
    "label",
    "index",
    "registry",
    "map",
    "search",
    "business",
    "dimension",
    "lookup",
    "filter",
    "groupby",
    "composite",
    "message",
    "config",
    "keyvault",
    "cipher",
    "active",
    "which",
];

/// Names that stand between a name and its value.
pub(super) const TRANSPARENT: [&str; 6] = ["value", "values", "default", "defaultvalue", "properties", "pem"];
