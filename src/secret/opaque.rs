//! Whether a text looks random, and whether it plainly is something else.

/// Whether a text looks like something that no person chose: long enough, without blanks, and mixed.
pub(super) fn is_opaque(text: &str) -> bool {
    const SHORTEST: usize = 12;
    const BITS: f64 = 2.8;
    let text = text.trim();
    let scheme = text.split_once(' ').filter(|(first, _)| {
        ["bearer", "basic", "token", "sharedaccesssignature"].iter().any(|known| first.eq_ignore_ascii_case(known))
    });
    let text = scheme.map_or(text, |(_, rest)| rest.trim());
    let is_mixed =
        text.bytes().any(|byte| byte.is_ascii_digit()) && text.bytes().any(|byte| byte.is_ascii_alphabetic());
    text.len() >= SHORTEST
        && is_mixed
        && !text.contains(|letter: char| letter.is_whitespace())
        && !is_identity(text)
        && entropy(text) >= BITS
}

/// Shannon's, in bits for each byte.
fn entropy(text: &str) -> f64 {
    let mut counts = [0_u32; 256];
    text.bytes().for_each(|byte| counts[usize::from(byte)] += 1);
    let length = text.len() as f64;
    counts
        .iter()
        .filter(|&&count| count > 0)
        .map(|&count| f64::from(count) / length)
        .map(|part| -part * part.log2())
        .sum()
}

/// Whether a text says where or which something is: a path, an address, a GUID, a digest.
pub(super) fn is_identity(text: &str) -> bool {
    text.starts_with('/') || text.contains("://") || is_guid(text) || is_digest(text)
}

/// Whether a text is a GUID, in braces or not.
pub(super) fn is_guid(text: &str) -> bool {
    let parts: Vec<&str> = text.trim_matches(['{', '}']).split('-').collect();
    parts.len() == 5
        && [8, 4, 4, 4, 12].iter().zip(&parts).all(|(length, part)| part.len() == *length)
        && parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// `sha256:…`, alone or behind the name of an image.
fn is_digest(text: &str) -> bool {
    let digest = text.rsplit_once('@').map_or(text, |(_, digest)| digest);
    digest.split_once(':').is_some_and(|(kind, digits)| {
        kind.starts_with("sha") && digits.len() >= 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

/// Whether a text holds no secret, whatever it is called: nothing, a reference, a placeholder.
pub(super) fn is_bare(text: &str) -> bool {
    let text = text.trim();
    text.is_empty() || is_reference(text) || is_placeholder(text)
}

/// Whether a text is no secret even where one is expected: nothing, a switch, a time, or where one is.
pub(super) fn is_no_secret(text: &str) -> bool {
    is_bare(text) || is_switch(text) || is_time(text) || is_address(text)
}

/// A reference to a vault, or an expression that names a value: `@Microsoft.KeyVault(…)`, `[parameters('x')]`.
fn is_reference(text: &str) -> bool {
    const CALLS: [&str; 6] = ["parameters(", "variables(", "reference(", "listkeys(", "listsecrets(", "format("];
    let lower = text.to_ascii_lowercase();
    let expression = lower.strip_prefix('[').filter(|rest| rest.ends_with(']'));
    let host = lower.strip_prefix("https://").and_then(|rest| rest.split('/').next()).unwrap_or_default();
    lower.starts_with("@microsoft.keyvault(") && lower.ends_with(')')
        || expression.is_some_and(|rest| CALLS.iter().any(|call| rest.starts_with(call)) && !rest.contains("key="))
        || [".vault.azure.", ".managedhsm.azure."].iter().any(|vault| host.contains(vault))
        || lower.starts_with("/subscriptions/")
}

/// What stands where a value will be put, or where one was taken out.
fn is_placeholder(text: &str) -> bool {
    const PAIRS: [(&str, &str); 6] = [("${", "}"), ("$(", ")"), ("{{", "}}"), ("#{", "}#"), ("<", ">"), ("%", "%")];
    const WORDS: [&str; 5] = ["redacted", "(redacted)", "masked", "null", "none"];
    let is_name = |name: &str| {
        let name = name.trim();
        !name.is_empty()
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-: ".contains(&byte))
            && name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
    };
    let between = |(open, close): &(&str, &str)| {
        text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close)).is_some_and(is_name)
    };
    text.bytes().all(|byte| byte == b'*' || byte == b'x' || byte == b'X')
        || text.chars().all(|letter| letter == '•')
        || WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
        || PAIRS.iter().any(between)
}

/// An address that holds no secret itself says where one is.
fn is_address(text: &str) -> bool {
    text.starts_with("https://") && !text.contains(['?', '@', '#'])
}

/// Whether a text is what a setting is: a switch, a number, a period, a day, an identity.
pub(super) fn is_setting(text: &str) -> bool {
    let text = text.trim();
    let only = |allowed: &str| text.chars().all(|letter| letter.is_ascii_digit() || allowed.contains(letter));
    is_switch(text) || only(".:-+ TZ") || is_time(text) || is_identity(text)
}

/// Whether a text is a day, a moment or a period, as no secret is: `2027-01-01T00:00:00Z`, `P90D`, `00:15:00`.
pub(super) fn is_time(text: &str) -> bool {
    let text = text.trim();
    let has_digits = text.bytes().any(|byte| byte.is_ascii_digit());
    let only = |allowed: &str| text.chars().all(|letter| letter.is_ascii_digit() || allowed.contains(letter));
    let is_day = |text: &str| {
        let parts: Vec<&str> = text.split('-').collect();
        let lengths = parts.iter().map(|part| part.len()).eq([4, 2, 2]);
        lengths && parts.concat().bytes().all(|byte| byte.is_ascii_digit())
    };
    text.starts_with('P') && has_digits && only("PYMWDTHS.")
        || text.get(..10).is_some_and(is_day) && (text.len() == 10 || only("-:.+TZ "))
        || text.matches(':').count() == 2 && has_digits && only(":.")
}

/// Whether a text is a word of those that switches have, or that permissions on secrets and keys are.
fn is_switch(text: &str) -> bool {
    const WORDS: [&str; 37] = [
        "true",
        "false",
        "yes",
        "no",
        "on",
        "off",
        "enabled",
        "disabled",
        "allowed",
        "denied",
        "allow",
        "deny",
        "required",
        "optional",
        "always",
        "never",
        "all",
        "get",
        "list",
        "set",
        "delete",
        "backup",
        "restore",
        "recover",
        "purge",
        "create",
        "import",
        "update",
        "sign",
        "verify",
        "wrapkey",
        "unwrapkey",
        "encrypt",
        "decrypt",
        "release",
        "rotate",
        "getrotationpolicy",
    ];
    WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}
