//! Secrets never leave the check room.

/// What stands in a report instead of a secret.
pub(super) const MASKED: &str = "\"***\"";

/// Parts of property names under which everything is secret.
const SECRET: [&str; 9] = [
    "password",
    "passwd",
    "secret",
    "token",
    "credential",
    "connectionstring",
    "accesskey",
    "accountkey",
    "privatekey",
];

/// Whether `path` leads to or through a password, secret, key, token or connection string.
pub fn is_secret(path: &str) -> bool {
    let plain = |step: &str| step.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_ascii_lowercase();
    let steps = path.split(['.', '[', ']']).map(plain).filter(|step| !step.is_empty());
    let mut last = String::new();
    for step in steps {
        if SECRET.iter().any(|part| step.contains(part)) && !is_setting(&step) {
            return true;
        }
        last = step;
    }
    // `apiKey`, `key1` and `primaryKey` hold keys; `keySource` and `keyVaultUri` hold settings.
    let last = last.trim_end_matches(|c: char| c.is_ascii_digit());
    (last.ends_with("key") || last.ends_with("keys") || last.ends_with("keyvalue")) && !is_setting(last)
}

/// Settings about secrets, such as `disablePasswordAuthentication`, which say nothing secret.
fn is_setting(step: &str) -> bool {
    [
        "disable",
        "enable",
        "allow",
        "require",
        "expir",
        "polic",
        "authentication",
        "permissions",
        "rotation",
        "days",
        "public",
    ]
    .iter()
    .any(|word| step.contains(word))
}

/// What stands for a message that would show part of a secret.
const WITHHELD: &str = "the check's message is withheld, since it would show part of a secret";

/// Characters in a row that give a secret away.
const TELLING: usize = 5;

/// Characters of a secret that are looked for; nobody spells a longer one.
const LOOKED_FOR: usize = 1024;

/// `text` without any of `secrets`. A whole one is replaced; where a script has cut one or changed its case, nothing of
/// the text is shown.
pub(super) fn clear(text: String, secrets: &[String]) -> String {
    let cleared = secrets
        .iter()
        .filter(|secret| secret.len() > 3)
        .fold(text, |text, secret| text.replace(secret.as_str(), "***"));
    let folded = cleared.to_lowercase();
    let shows = |secret: &String| {
        let letters: Vec<char> = secret.to_lowercase().chars().take(LOOKED_FOR).collect();
        letters.windows(TELLING).any(|part| folded.contains(&part.iter().collect::<String>()))
    };
    if secrets.iter().any(shows) { WITHHELD.to_owned() } else { cleared }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_about_secrets_are_shown() {
        let shown = [
            "properties.disablePasswordAuthentication",
            "[Microsoft.Web/sites/basicPublishingCredentialsPolicies/ftp].properties.allow",
            "properties.keySource",
        ];
        let masked = ["properties.adminPassword", "properties.credentials.user", "properties.apiKey", "keys.key1"];
        assert!(shown.iter().all(|path| !is_secret(path)));
        assert!(masked.iter().all(|path| is_secret(path)));
    }
}
