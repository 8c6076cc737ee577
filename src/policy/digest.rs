//! One hash over everything that can change a verdict or a score.

use super::{Control, Recommendation, Scoring};

/// The digest as 32 hexadecimal digits. Enabled or not, preview or not, severity and membership count; titles, texts for
/// people, fixes and test cases do not.
pub(super) fn of(controls: &[Control], recommendations: &[Recommendation], scoring: &Scoring) -> String {
    let mut digest = Digest(OFFSET);
    digest.add(&format!("{scoring:?} {}", controls.len()));
    for control in controls {
        digest.add(&control.id);
        digest.add(&control.max_score.to_string());
    }
    for recommendation in recommendations {
        add_recommendation(&mut digest, recommendation);
    }
    format!("{:032x}", digest.0)
}

fn add_recommendation(digest: &mut Digest, recommendation: &Recommendation) {
    let Recommendation { id, controls, severity, preview, enabled, exemptable, resource_types, .. } = recommendation;
    digest.add(id);
    digest.add(&format!("{controls:?} {severity:?} {preview} {enabled} {exemptable} {resource_types:?}"));
    digest.add(recommendation.applies_to.as_ref().map_or("", |script| &script.text));
    digest.add(&recommendation.check.text);
    for parameter in &recommendation.parameters {
        digest.add(&parameter.name);
        digest.add(&parameter.value.as_ref().map_or_else(String::new, ToString::to_string));
    }
}

/// FNV-1a over 128 bits: the hash of the standard library may differ between releases. Each text counts with its length,
/// so that no two lists of texts run together.
struct Digest(u128);

const OFFSET: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;

impl Digest {
    fn add(&mut self, text: &str) {
        let length = (text.len() as u64).to_le_bytes();
        for byte in length.iter().chain(text.as_bytes()) {
            self.0 = (self.0 ^ u128::from(*byte)).wrapping_mul(PRIME);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_fnv_1a() {
        let mut digest = Digest(OFFSET);
        for byte in b"foobar" {
            digest.0 = (digest.0 ^ u128::from(*byte)).wrapping_mul(PRIME);
        }
        assert_eq!(format!("{:032x}", digest.0), "343e1662793c64bf6f0d3597ba446f18");
    }
}
