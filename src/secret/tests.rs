use super::*;
use crate::source::Document;

fn masked(name: &str, text: &str) -> String {
    let document = Document::parse(name, text.as_bytes().to_vec()).expect("a document");
    let secrets = Secrets::of(&document);
    let lines = (1..).zip(text.lines()).map(|(number, line)| secrets.masked(number, line));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn secrets_are_found_wherever_they_stand() {
    let cases = [
        (r#"{"name": "a", "password": "p", "tls": 1}"#, r#"{"name": "a", "password": ***, "tls": 1}"#),
        (
            r#"{"é": "ü", "secrets": {"a": "x1", "b": [1, null]}}"#,
            r#"{"é": "ü", "secrets": {"a": ***, "b": [***, null]}}"#,
        ),
        (r#"[{"name": "DB_PASSWORD", "value": "x1"}]"#, r#"[{"name": "DB_PASSWORD", "value": ***}]"#),
        (
            r#"[{"name": "kv-secret", "type": "A.B/c", "tls": 1}]"#,
            r#"[{"name": "kv-secret", "type": "A.B/c", "tls": 1}]"#,
        ),
        (r#"{"keySource": "Microsoft.Storage", "key1": "x1"}"#, r#"{"keySource": "Microsoft.Storage", "key1": ***}"#),
        ("{\"secret\":\n\"x1\"\n}", "{\"secret\":\n***\n}"),
        ("{\"a\": 1 // password: x1\n}", "{\"a\": 1 // password: ***\n}"),
    ];
    for (text, expected) in cases {
        assert_eq!(masked("a.json", text), expected);
    }
}

#[test]
fn blocks_and_aliases_are_followed() {
    let text = "base: &b hunter2\npassword: |\n  one\n  two\ntoken: *b\nname: x\n";
    assert_eq!(masked("a.yaml", text), "base: &b ***\npassword: ***\n***\n***\ntoken: *b\nname: x");
}

#[test]
fn names_say_what_values_are() {
    let cases = [
        ("properties.adminPassword", Meaning::Secret),
        ("properties.disablePasswordAuthentication", Meaning::Setting),
        ("[Microsoft.Web/sites/basicPublishingCredentialsPolicies/ftp].properties.allow", Meaning::Nothing),
        ("[Microsoft.KeyVault/vaults/secrets/x].properties.value", Meaning::Key),
        ("properties.keySource", Meaning::Nothing),
        ("properties.credentials.token", Meaning::Secret),
        ("properties.credentials.user", Meaning::Nothing),
        ("properties.credentials.a[0].b", Meaning::Secret),
        ("properties.apiKey", Meaning::Key),
        ("keys[0].value", Meaning::Key),
        ("keys[0].permissions", Meaning::Nothing),
        ("publicKey", Meaning::Nothing),
        ("publicKeyPassword", Meaning::Setting),
        ("tokenExpiryKey", Meaning::Setting),
        ("GITHUB_PAT", Meaning::Hint),
        ("path", Meaning::Nothing),
        ("wifi-psk", Meaning::Secret),
        ("compass", Meaning::Nothing),
        ("properties.appSettings[name=DB_PASSWORD].value", Meaning::Key),
        ("properties.appSettings[name=DB_PASSWORD].slotSetting", Meaning::Nothing),
        ("properties[\"a.password\"]", Meaning::Secret),
    ];
    for (path, expected) in cases {
        assert_eq!(Meaning::Nothing.of_path(path), expected, "{path}");
    }
}

#[test]
fn lines_of_broken_files_are_masked_by_their_keys() {
    let cases: [(&[&str], &str, &str); 8] = [
        (&[], r#"[{"adminPassword": "hunter2hunter2", bad}]"#, r#"[{"adminPassword": ***, bad}]"#),
        (&[], "  password: hunter2, x # c", "  password: *** # c"),
        (&[], "{ pwd: a1, tls: b2 }", "{ pwd: ***, tls: b2 }"),
        (
            &[],
            r#"{"value": "x1", "name": "DB_PASSWORD", "tls": 1"#,
            r#"{"value": ***, "name": "DB_PASSWORD", "tls": 1"#,
        ),
        (&["  \"secrets\": ["], "    \"hunter2\" bad", "    ***"),
        (&["  other: 1", "- name: DB_PASSWORD"], "  value: hunter2", "  value: ***"),
        (&["  tls: ["], "    \"hunter2\" bad", "    \"hunter2\" bad"),
        (&[], "url: https://me:x1y2@host/a?b=c", "url: https://***@host/a?b=c"),
    ];
    for (above, line, expected) in cases {
        let above: Vec<String> = above.iter().map(|line| (*line).to_owned()).collect();
        assert_eq!(Line::of(line, &above).shown(), expected);
    }
}

#[test]
fn of_a_message_only_what_is_made_from_the_secret_is_hidden() {
    let script = "unhealthy(\"the password is too short: \" + x)";
    let secrets = ["Password123!".to_owned()];
    let cases = [
        ("the password is too short", Some("the password is too short"), "the password is too short"),
        ("is Password123! now", Some("is Cnffjbeq678# now"), "is *** now"),
        ("is P-a-s-s-w now", Some("is C-n-f-f-j now"), "is *** now"),
        ("is 321drow now", Some("is 876qebj now"), "is *** now"),
        ("is 50617373 now", Some("is 436e6666 now"), "is *** now"),
        ("other", None, "other"),
        ("it is P.a.s.s-word.12", None, "the text holds a secret"),
        ("it is 50617373", None, "the text holds a secret"),
        ("short, too short", Some("long, too short"), "short, too short"),
    ];
    for (message, second, expected) in cases {
        assert_eq!(cleared(message, second, &secrets, script), expected);
    }
}
