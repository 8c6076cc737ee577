use super::*;
use crate::source::Document;

fn masked(name: &str, text: &str) -> String {
    let document = Document::parse(name, text.as_bytes().to_vec()).expect("a document");
    let secrets = Secrets::of(&document, &[]);
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
        (
            r#"{"columns": [{"name": "a"}, {"name": "password"}], "rows": [["x1", "y2"], [1, {"c": "z3"}], ["d"]]}"#,
            r#"{"columns": [{"name": "a"}, {"name": "password"}], "rows": [["x1", ***], [1, {"c": ***}], ["d"]]}"#,
        ),
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
        ("protectedSettings.a.b", Meaning::Secret),
        ("environmentVariables[name=TOKEN].secureValue", Meaning::Secret),
        ("functionKeys.default", Meaning::Secret),
        ("keys.default", Meaning::Key),
        ("SMTP_CREDS", Meaning::Secret),
        ("DBPWD", Meaning::Secret),
        ("secret_id", Meaning::Secret),
        ("secretId", Meaning::Nothing),
        ("tokenizer", Meaning::Nothing),
        ("turkey", Meaning::Nothing),
        ("maxTokens", Meaning::Setting),
        ("passwordMinimumAge", Meaning::Nothing),
        ("permissions.secrets", Meaning::Secrets),
        ("keys.main", Meaning::Key),
        ("keys.kty", Meaning::Nothing),
        ("keys[0].main", Meaning::Key),
        ("tokens", Meaning::Secrets),
        ("tokens.main", Meaning::Secret),
        ("passwordPolicy", Meaning::Hint),
        ("DBPASS", Meaning::Secret),
        ("properties.appSettings[name=DB_PASSWORD].value", Meaning::Key),
        ("properties.appSettings[name=DB_PASSWORD].slotSetting", Meaning::Nothing),
        ("properties[\"a.password\"]", Meaning::Secret),
    ];
    for (path, expected) in cases {
        assert_eq!(Meaning::Nothing.of_path(path), expected, "{path}");
    }
}

/// Of Terraform.
const TERRAFORM: [(&[&str], &str, &str); 16] = [
    (&["variable \"admin_password\" {"], "  default = \"x1\" bad", "  default = ***"),
    (&["variable \"word\" {"], "  default = \"x1\" bad", "  default = ***"),
    (&["variable word {"], "  default = \"x1\" bad", "  default = ***"),
    (&["  variable \"word\" {"], "default = \"x1\" bad", "default = ***"),
    (&["  type = string", "variable \"word\" {"], "  default   = 12 bad", "  default   = ***"),
    (&[], "variable \"word\" { default = \"x1\" bad }", "variable \"word\" { default = ***"),
    (&["  default = {", "variable \"words\" {"], "    a = \"x1\" bad", "    ***"),
    (&["    b = {", "  default = {", "variable \"words\" {"], "      a = \"x1\"", "      ***"),
    (&["  default = \"x1\"", "variable \"word\" {"], "  type = strin g", "  type = strin g"),
    (&["variable \"word\" {"], "  default = true", "  default = true"),
    (&["output \"word\" {"], "  value = \"x1\" bad", "  value = ***"),
    (&["resource \"a\" \"b\" {"], "  value = \"x1\" bad", "  value = \"x1\" bad"),
    (&["resource \"a\" \"b\" {"], "  by_default = \"x1\" bad", "  by_default = \"x1\" bad"),
    (&["locals {"], "  x = sensitive(\"x1\") bad", "  x = sensitive(***"),
    (&["locals {"], "  x = sensitive(var.a) bad", "  x = sensitive(var.a) bad"),
    (&["locals {"], "  x = nonsensitive(\"x1\") bad", "  x = nonsensitive(\"x1\") bad"),
];

#[test]
fn lines_of_broken_files_are_masked_by_their_keys() {
    let cases: [(&[&str], &str, &str); 34] = [
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
        // What is opened in the line itself.
        (&[], r#"{"adminPassword": {"value": "x1"}, bad}"#, r#"{"adminPassword": {"value": ***}, bad}"#),
        (&[], r#"{"password": ["x1", "y2"], "tls": 1, bad}"#, r#"{"password": [***, ***], "tls": 1, bad}"#),
        (
            &[],
            r#"{"a": {"credentials": {"b": {"c": "x1"}}}, "d": "e", bad}"#,
            r#"{"a": {"credentials": {"b": {"c": ***}}}, "d": "e", bad}"#,
        ),
        (
            &[],
            r#"{"keys": [{"keyName": "key1", "value": "x1"}], bad}"#,
            r#"{"keys": [{"keyName": "key1", "value": ***}], bad}"#,
        ),
        (&[], "- {id: a, adminPassword: {v: x1}, b: c}", "- {id: a, adminPassword: {v: ***}, b: c}"),
        (&[], "{name: a, password: x1, b: ]}", "{name: a, password: ***, b: ]}"),
        (&[], "{a: ], sharedKey: x1}", "{a: ], sharedKey: ***}"),
        (&[], "{credentials: {a: ], b: x1}, c: d}", "{credentials: {a: ], b: ***}, c: d}"),
        (&[], r#""tls": true, "password": "x1""#, r#""tls": true, "password": ***"#),
        (&[], "a: b: password: x1", "a: b: password: ***"),
        (&[], "password: no, x1", "password: ***"),
        // Over lines.
        (&["    :", "    \"password\""], "    \"x1\" bad", "    *** bad"),
        (&["  \"password\": \"x1"], "  y2\" bad", "  *** bad"),
        (&["password: 'x1"], "  y2' : ]", "  *** : ]"),
        (&["? password"], ": x1 : ]", ": ***"),
        (&["password: x1"], "  and more", "  ***"),
        (&["  - a: 1", "credentials:"], "  - b: x1", "  - b: ***"),
        (&["  \"a\": {", "\"credentials\": {"], "    \"b\": \"x1\" bad", "    \"b\": ***"),
        (&["  \"a\": 1,", "{"], "  \"value\": \"x1\" bad,", "  \"value\": *** bad,"),
        // Of Bicep.
        (&["using 'k.bicep'"], "param adminPassword = 'x1' bad", "param adminPassword = *** bad"),
        (&["@description('a')", "@secure()"], "param word string = 'it\\'s x1' bad", "param word string = *** bad"),
        (&["param a string", "@secure()"], "param word string = 'x1' bad", "param word string = 'x1' bad"),
        (&[], "var apiToken = '''x1''' bad", "var apiToken = *** bad"),
        (&["var a = {"], "  adminPassword: 'x1' bad", "  adminPassword: *** bad"),
        (&[], "param adminPassword string = x1", "param adminPassword string = ***"),
        (&["  \"value\": 1,", "  \"name\": \"region\","], "  \"value\": \"x1\" bad,", "  \"value\": \"x1\" bad,"),
    ];
    for (above, line, expected) in cases.into_iter().chain(TERRAFORM) {
        let above: Vec<String> = above.iter().map(|line| (*line).to_owned()).collect();
        assert_eq!(Line::of_broken("a.json", line, &above).shown(), expected, "{line}");
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

#[test]
fn what_a_text_shows_by_itself_is_hidden_to_its_end() {
    let hidden = [
        "Server=x;Password=a&bS3CRET;Encrypt=True",
        "Server=x;Password=a<bS3CRET;Encrypt=True",
        "Server=x;Password=a\"bS3CRET;Encrypt=True",
        "Server=x;Password=a,bS3CRET;Encrypt=True",
        "Driver=x;Pwd={a;bS3CRET};Encrypt=True",
        "Server=x; Password=corr horse S3CRET staple;Encrypt=True",
        "Server=x;Password=[xS3CRET;Encrypt=True",
        "https://user:p@ssS3CRET@host/a",
        "https://user:pa/ssS3CRET@host/a",
        "https://user:pa#S3CRET@host/a",
        "https://user:pa?S3CRET@host/a",
        "dbPassword=S3CRET",
        "mysqlpassword=S3CRET",
        "https://h/a?token=S3CRET",
        "api_token=S3CRET",
        "https://h/a?key=S3CRET&b=c",
        "https://h/a?subscription-key=S3CRET",
        "password: S3CRET",
        "password: two S3CRET # words",
        "user: sa, password: S3CRET1, and more",
        "| user | Password |\n|------|:--------:|\n| sa | S3CRET | \n| b | S3CRET, too |\n",
        "user,dbPassword,tls\nsa,\"S3CRET\",1\r\nb,S3CRET,0",
        "user\ttoken\nsa\tS3CRET",
        "login --password S3CRET",
        "curl -u me:S3CRET https://h/a",
        "curl -sSume:S3CRET https://h/a",
        "curl --proxy-user 'me:S3CRET' https://h/a",
        "sqlcmd -S tcp:db,1433 -U sa -P S3CRET -Q 'select 1; go'",
        "sqlcmd -Usa -PS3CRET",
        "redis-cli -h cache -p 6380 --tls -a S3CRET ping",
        "openssl pkcs12 -in a.pfx -passin pass:S3CRET -nodes",
        "openssl rsa -passout 'pass:S3CRET'",
        "machine h.example login me password S3CRET",
        "machine h.example\n  login me\n  password S3CRET\n",
        "default login me password S3CRET",
        "PGPASSWORD=S3CRET psql -h db",
        "x-functions-key: S3CRET",
        "{\"password\":\"S3CRET\"}",
        "users:\n- name: x\n  user:\n    token: S3CRET\n",
        "{\"auths\":{\"h\":{\"auth\":\"S3CRETS3CRETS3CRET\"}}}",
    ];
    for text in hidden {
        let shown = redacted(text);
        assert!(!shown.contains("S3CRET") && shown.contains(MASKED), "{text}\n{shown}");
    }
    let kept = ["Server=x", "Encrypt=True", "https://", "@host/a", "&b=c"];
    for (text, part) in
        hidden.iter().flat_map(|text| kept.iter().filter(|part| text.contains(**part)).map(move |part| (text, part)))
    {
        assert!(redacted(text).contains(*part), "{text}\n{}", redacted(text));
    }
}

#[test]
fn keys_and_tokens_are_known_by_what_they_look_like() {
    let key = "MII".to_owned() + "EvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj";
    assert_eq!(redacted(&key), MASKED);
    let pat = "a7k2".to_owned() + "mzq5xw3hdu6tn4vbg2ycf7rpk5jse6lqo3ixw4mzt2hb7nag";
    assert_eq!(redacted(&format!("remote: {pat} of x")), "remote: *** of x");
    for name in ["contentHash = ", "sha256-", "digest: "] {
        let text = format!("{name}{pat}");
        assert_eq!(redacted(&text), text);
    }
}

#[test]
fn what_a_text_shows_that_is_no_secret_stays() {
    let shown = [
        "https://host:8443/path@x",
        "System.Data, PublicKeyToken=b77a5c561934e089",
        "https://h/a?$skiptoken=abcdef123456",
        "the password: it is too short",
        "the password: 12 letters at least, password: a word",
        "password, token\nand, others are rotated",
        "| setting | value |\n|---|---|\n| password | required |\n",
        "| password |\n| none |\n",
        "token\tperiod\n***\tP90D\nrequired\t\n",
        "password=${DB_PASSWORD}",
        "password=[parameters('x')]",
        "sqlcmd -S db -U sa -P $(password) -i a.sql",
        "curl -u me: https://host:8443/a",
        "a virtual machine has a login and a password of its own",
        "openssl rsa -passin env:PASSIN",
        "ls -a /b",
        "MIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBaMQswCQYDVQQGEwJJ",
    ];
    for text in shown {
        assert_eq!(redacted(text), text);
    }
}

#[test]
fn times_periods_and_permissions_are_shown_under_any_name() {
    for text in ["2026-01-01T00:00:00Z", "2026-01-01", "P90D", "PT1H", "00:15:00", "all", "get"] {
        assert!(!hides_text(Meaning::Secret, text), "{text}");
    }
    for text in ["20260101", "2026-01-01x", "P", "15:00", "123456789"] {
        assert!(hides_text(Meaning::Secret, text), "{text}");
    }
}
