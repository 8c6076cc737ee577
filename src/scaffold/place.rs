//! Names of places, which the platform writes in one way and people in another.

use super::property::Property;

/// Directions that names of places begin with.
const DIRECTIONS: [&str; 4] = ["north", "south", "east", "west"];

/// Whether a setting is where the resource is.
pub(super) fn is_at(property: &Property) -> bool {
    property.path().eq_ignore_ascii_case("location")
}

/// A name as the platform writes it, and as `location(…)` in a check gives it.
pub(super) fn bare(name: &str) -> String {
    name.split_whitespace().collect::<String>().to_lowercase()
}

/// A name as the portal shows it, with a blank behind its direction: `West europe`. `None` where nobody can say how.
pub(super) fn spelt(name: &str) -> Option<String> {
    let (direction, rest) =
        DIRECTIONS.iter().find_map(|direction| Some((*direction, name.strip_prefix(direction)?)))?;
    let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
    let is_word = rest.len() > 3 && rest.bytes().all(|letter| letter.is_ascii_lowercase());
    is_word.then(|| format!("{} {}", capital(direction), capital(rest)))
}
