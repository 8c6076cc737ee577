//! Errors of files that cannot be read.

use super::{READS, everything, said};
use crate::harness::Estate;

#[test]
fn errors_of_broken_files_show_no_secret() {
    let broken = [
        ("a.json", "[{\"adminPassword\": \"hunter2hunter2\", bad}]", "[{\"adminPassword\": ***, bad}]"),
        ("b.json", "{\"secrets\": [\n    \"hunter2hunter2\" bad\n]}", "2 |     ***"),
        ("c.yaml", "name: x\npassword: hunter2hunter2\n  tls: [", "tls: ["),
        ("d.yaml", "a: { pwd: hunter2hunter2, tls: {", ""),
        ("e.json", "{\"url\": \"https://me:hunter2hunter2@host/\", bad}", "https://***@host/"),
        ("f.json", "{\"adminPassword\": {\"value\": \"hunter2hunter2\"}, bad}", "{\"value\": ***}, bad}"),
        (
            "g.ndjson",
            "{\"parameters\": {\"adminPassword\": {\"value\": \"hunter2hunter2\"}}, bad}",
            "{\"value\": ***}}, bad}",
        ),
        ("h.yaml", "{name: a, password: hunter2hunter2, b: ]}", "{name: a, password: ***, b: ]}"),
        ("i.json", "[{\n \"password\"\n :\n \"hunter2hunter2\" bad\n}]", "4 |  ***"),
        (
            "j.json",
            "[{\n  \"value\": \"hunter2hunter2\" bad,\n  \"name\": \"DB_PASSWORD\"\n}]",
            "2 |   \"value\": *** bad,",
        ),
        ("k.bicep", "param adminPassword string = 'hunter2hunter2' bad\n", "param adminPassword string = *** bad"),
        ("l.bicep", "@secure()\nparam word string = 'it\\'s hunter2hunter2' bad\n", "param word string = *** bad"),
        ("u.bicep", "@secure()\n@description('x')\nparam word string =\n  'hunter2hunter2\n", "4 |   ***"),
        ("m.bicep", "var apiToken = '''hunter2hunter2''' bad\n", "var apiToken = *** bad"),
        ("n.bicep", "var x = {\n  adminPassword: 'hunter2hunter2' bad\n}\n", "adminPassword: *** bad"),
        ("p.bicep", "param region string = 'weu' bad\n", "param region string = 'weu' bad"),
        (
            "q.json",
            "{\"parameters\": {\"word\": {\"defaultValue\": \"hunter2hunter2\", \"type\": \"secureString\"}}, bad}",
            "{\"defaultValue\": ***, \"type\": \"secureString\"}}, bad}",
        ),
        ("r.tf", "variable \"admin_password\" {\n  default = \"hunter2hunter2\" bad\n}\n", "default = ***"),
        ("s.tf", "variable \"word\" {\n  default = \"hunter2hunter2\" bad\n  sensitive = true\n}\n", "default = ***"),
        ("v.json", "{\n  password hunter2hunter2\n}\n", "2 |   password ***"),
        ("t.tf", "locals {\n  api_token = \"hunter2hunter2\" bad\n}\n", "api_token = ***"),
    ];
    for (name, text, shown) in broken {
        let estate = Estate::empty();
        estate.add("rules/reads.yaml", READS.as_bytes());
        estate.add(&format!("estate/{name}"), text.as_bytes());
        let said = everything(&estate);
        for (place, text) in &said {
            assert!(!text.contains("hunter2"), "{name} in {place}\n{text}");
        }
        assert!(said.iter().any(|(_, text)| text.contains(shown)), "{name}");
    }
    let estate = Estate::empty();
    estate.add("rules/reads.yaml", READS.as_bytes());
    estate.add("estate/m.tf", b"variable \"word\" {\n  sensitive = true\n}\nresource \"azurerm_storage_account\" \"a\" {\n  name = \"a\"\n}\n");
    estate.add("estate/terraform.tfvars", b"word = \"hunter2hunter2\" \"bad\"\n");
    let said = everything(&estate);
    assert!(said.iter().all(|(_, text)| !text.contains("hunter2")), "{said:?}");
    assert!(said.iter().any(|(_, text)| text.contains("word = ***")), "{said:?}");
    let settings: [&[(&str, &str)]; 3] = [
        &[("uplift.yaml", "snapshot: { clientSecret: hunter2hunter2 }\n")],
        &[("uplift.yaml", "snapshot: { clientSecret: { value: hunter2hunter2 } }\n")],
        &[("uplift.yaml", "exemptions: [e.yaml]\n"), ("e.yaml", "- {id: a, adminPassword: {v: hunter2hunter2}}\n")],
    ];
    for files in settings {
        let estate = Estate::empty();
        files.iter().for_each(|(name, text)| estate.add(&format!("estate/{name}"), text.as_bytes()));
        estate.add("rules/reads.yaml", READS.as_bytes());
        for (place, text) in everything(&estate) {
            assert!(!text.contains("hunter2"), "{place}\n{text}");
        }
    }
}

/// What a variable is given may be declared sensitive in another file.
#[test]
fn errors_of_broken_values_show_none() {
    let values = [
        ("prod.tfvars", "word = \"hunter2hunter2\" \"bad\"\n", "word = ***"),
        ("prod.tfvars.old.json", "{\n  \"word\": \"hunter2hunter2\" bad\n}\n", "\"word\": ***"),
        ("prod.TFVARS", "word = \"hunter2hunter2\" \"bad\"\n", "word = ***"),
        ("terraform.tfvars.json", "{\n  \"word\": \"hunter2hunter2\" bad\n}\n", "\"word\": ***"),
        ("terraform.tfvars.json", "{ \"wo\\\"rd\": \"hunter2hunter2\" bad }\n", "{ \"wo\\\"rd\": ***"),
        ("prod.auto.tfvars.JSON", "{\n  \"word\":\n    \"hunter2hunter2\" bad\n}\n", "3 |     ***"),
        ("prod.tfvars.json", "{\n  \"words\": [ \"hunter2hunter2\" bad ]\n}\n", "\"words\": ***"),
    ];
    for (name, text, shown) in values {
        let estate = Estate::empty();
        estate.add("rules/reads.yaml", READS.as_bytes());
        estate.add("estate/m.tf", b"variable \"word\" {\n  sensitive = true\n}\n");
        estate.add(&format!("estate/{name}"), text.as_bytes());
        let file = format!("estate/{name}");
        let said = said(&estate, &["scan", "estate", "--control", "c", "--parameters", &file]);
        assert!(said.iter().all(|(_, text)| !text.contains("hunter2")), "{name}: {said:?}");
        assert!(said.iter().any(|(_, text)| text.contains(shown)), "{name}: {said:?}");
    }
}
