//! Generated inventories, Azure-like and the same in every run.

use std::fmt::Write;

/// A plain list of resources, about a kilobyte each.
pub fn estate(resources: usize) -> String {
    let mut text = String::from("[\n");
    let mut random = Random(42);
    for number in 0..resources {
        let comma = if number + 1 < resources { "," } else { "" };
        let _ = writeln!(text, "{}{comma}", resource(&mut random, number));
    }
    text.push_str("]\n");
    text
}

fn resource(random: &mut Random, number: usize) -> String {
    let (type_name, properties) = match random.below(7) {
        0 | 1 => ("Microsoft.Storage/storageAccounts", storage(random)),
        2 => ("Microsoft.KeyVault/vaults", vault(random)),
        3 => ("Microsoft.Web/sites", site(random)),
        4 => ("Microsoft.Network/networkSecurityGroups", network_security_group(random)),
        5 => ("Microsoft.Compute/disks", filler(random, "setting", 12)),
        _ => ("Microsoft.Compute/virtualMachines", filler(random, "setting", 16)),
    };
    format!(
        "  {{\n    \"type\": \"{type_name}\",\n    \"apiVersion\": \"2023-01-01\",\n    \"name\": \"res{number:07}\",\n    \
         \"location\": \"westeurope\",\n    \"tags\": {{\n      \"env\": \"prod\",\n      \"costCenter\": \"cc{}\"\n    }},\n    \
         \"properties\": {{\n{properties},\n{}\n    }}\n  }}",
        random.below(40),
        filler(random, "option", 8),
    )
}

fn storage(random: &mut Random) -> String {
    format!(
        "      \"supportsHttpsTrafficOnly\": {},\n      \"minimumTlsVersion\": \"TLS1_{}\",\n      \
         \"allowBlobPublicAccess\": {},\n      \"networkAcls\": {{\n        \"bypass\": \"AzureServices\",\n        \
         \"defaultAction\": \"{}\"\n      }}",
        random.chance(75),
        random.below(3),
        random.chance(25),
        if random.chance(70) { "Deny" } else { "Allow" },
    )
}

fn vault(random: &mut Random) -> String {
    let (soft, purge) = (random.chance(80), random.chance(70));
    format!("      \"enableSoftDelete\": {soft},\n      \"enablePurgeProtection\": {purge}")
}

fn site(random: &mut Random) -> String {
    let state = ["Disabled", "FtpsOnly", "AllAllowed"][random.below(3)];
    let https = random.chance(75);
    format!("      \"httpsOnly\": {https},\n      \"siteConfig\": {{\n        \"ftpsState\": \"{state}\"\n      }}")
}

fn network_security_group(random: &mut Random) -> String {
    let rules: Vec<String> = (0..2 + random.below(5)).map(|number| rule(random, number)).collect();
    format!("      \"securityRules\": [\n{}\n      ]", rules.join(",\n"))
}

fn rule(random: &mut Random, number: usize) -> String {
    let source = ["10.0.0.0/8", "VirtualNetwork", "AzureLoadBalancer", "Internet"][random.below(4)];
    let port = ["443", "80", "8080", "22", "3389"][random.below(5)];
    format!(
        "        {{\n          \"name\": \"rule{number}\",\n          \"properties\": {{\n            \
         \"direction\": \"Inbound\",\n            \"access\": \"Allow\",\n            \
         \"sourceAddressPrefix\": \"{source}\",\n            \"destinationPortRange\": \"{port}\"\n          }}\n        }}"
    )
}

fn filler(random: &mut Random, name: &str, lines: usize) -> String {
    let line = |number| format!("      \"{name}{number}\": \"value-{:05}\"", random.below(100_000));
    (0..lines).map(line).collect::<Vec<_>>().join(",\n")
}

/// A small generator that gives the same numbers everywhere (SplitMix64).
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % end as u64) as usize
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}
