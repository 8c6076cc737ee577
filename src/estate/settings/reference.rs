//! References of Bicep's files to modules of registries and to template specs, and where those are at hand.

use crate::source::{Document, Node};

/// What stands for Microsoft's own registry unless a file of Bicep's settings says otherwise.
const PUBLIC: (&str, &str) = ("mcr.microsoft.com", "bicep");

/// A reference, with its alias resolved.
struct Reference<'w> {
    is_spec: bool,
    /// The registry, or the subscription and the resource group of a template spec.
    place: String,
    /// What is called there.
    path: String,
    /// The tag or digest.
    version: &'w str,
}

impl<'w> Reference<'w> {
    /// What is written; `config` are Bicep's own settings.
    fn of(written: &'w str, config: Option<&Document>) -> Option<Self> {
        let is_spec = written.starts_with("ts");
        let rest = written.get(3..)?;
        let (name, version) = rest.rsplit_once('@').or_else(|| rest.rsplit_once(':'))?;
        if written.as_bytes()[2] == b'/' {
            let (alias, path) = name.split_once(':')?;
            let (place, above) = aliased(is_spec, alias, config)?;
            let path = [above.as_str(), path].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/");
            return Some(Self { is_spec, place, path, version });
        }
        let cut = if is_spec { name.rfind('/')? } else { name.find('/')? };
        Some(Self { is_spec, place: name[..cut].to_owned(), path: name[cut + 1..].to_owned(), version })
    }

    /// The same without an alias and without its version.
    fn whole(&self) -> String {
        format!("{}:{}/{}", if self.is_spec { "ts" } else { "br" }, self.place, self.path)
    }

    /// Where Bicep's own cache has it.
    fn in_cache(&self) -> String {
        let (place, version) = (self.place.to_lowercase().replace(':', "$"), self.version);
        if self.is_spec {
            return format!("ts/{place}/{}/{}/main.json", self.path.to_lowercase(), version.to_lowercase());
        }
        let version = if version.contains(':') { version.replace(':', "#") } else { encoded(version) };
        format!("br/{place}/{}/{version}/main.json", self.path.replace('/', "$"))
    }
}

/// What an alias stands for: a registry and a path in it, or a subscription with a group.
fn aliased(is_spec: bool, alias: &str, config: Option<&Document>) -> Option<(String, String)> {
    let kind = if is_spec { "ts" } else { "br" };
    let root = config.map(|config| config.root()).and_then(|root| root.item(0));
    let entry = root.and_then(|root| root.get("moduleAliases")?.get(kind)?.get(alias));
    let text = |key: &str| entry.and_then(|entry| entry.get(key)).and_then(Node::text);
    if is_spec {
        return Some((format!("{}/{}", text("subscription")?, text("resourceGroup")?), String::new()));
    }
    match text("registry") {
        Some(registry) => Some((registry.into_owned(), text("modulePath").unwrap_or_default().into_owned())),
        None => (alias == "public").then(|| (PUBLIC.0.to_owned(), PUBLIC.1.to_owned())),
    }
}

/// A tag as the name of a directory, where case may not count: which of its letters are large is written behind it, the first
/// one as the lowest bit.
fn encoded(tag: &str) -> String {
    let large: Vec<bool> = tag.chars().map(char::is_uppercase).collect();
    let digits: String = large
        .chunks(4)
        .map(|bits| bits.iter().rev().fold(0, |digit, is_large| digit * 2 + u32::from(*is_large)))
        .map(|digit| char::from_digit(digit, 16).unwrap_or('0'))
        .rev()
        .collect();
    format!("{tag}${}", digits.trim_start_matches('0'))
}

/// Where a module may be, the place that counts first: where the settings say that modules of this beginning are, the longest
/// beginning first, then in the cache.
pub(super) fn places<'m>(
    written: &str,
    config: Option<&Document>,
    mapped: impl Iterator<Item = (&'m String, &'m String)>,
    cache: Option<&str>,
) -> Vec<String> {
    let Some(reference) = Reference::of(written, config) else { return Vec::new() };
    let (whole, version) = (reference.whole(), reference.version);
    let named = written.strip_suffix(version).map_or(written, |name| &name[..name.len().saturating_sub(1)]);
    let mut found: Vec<(usize, String, &str)> = mapped
        .filter_map(|(start, at)| {
            let rest = behind(start, named).or_else(|| behind(start, &whole))?;
            Some((start.len(), rest.to_owned(), at.trim_end_matches('/')))
        })
        .collect();
    found.sort_by(|one, other| other.0.cmp(&one.0).then_with(|| one.2.cmp(other.2)));
    let mut places = Vec::new();
    for (_, path, at) in found {
        if path.is_empty() && [".bicep", ".json"].iter().any(|end| at.ends_with(end)) {
            places.push(at.to_owned());
            continue;
        }
        let base = if path.is_empty() { at.to_owned() } else { format!("{at}/{path}") };
        let names = [format!("{base}/{version}/main"), format!("{base}/main"), base];
        places.extend(names.iter().flat_map(|name| [format!("{name}.bicep"), format!("{name}.json")]));
    }
    places.extend(cache.map(|cache| format!("{}/{}", cache.trim_end_matches('/'), reference.in_cache())));
    places
}

/// What follows a beginning that ends where a segment does.
fn behind<'n>(start: &str, name: &'n str) -> Option<&'n str> {
    let rest = name.strip_prefix(start)?;
    let ends = |text: &str| text.ends_with(['/', ':']);
    match rest.strip_prefix(['/', ':']) {
        Some(rest) => Some(rest),
        None => (rest.is_empty() || ends(start)).then_some(rest),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_lead_to_where_the_compiler_restores_them() {
        let config = r#"{ "moduleAliases": { "br": { "own": { "registry": "Contoso.azurecr.io", "modulePath": "bicep/v1" } },
            "ts": { "specs": { "subscription": "SUB", "resourceGroup": "rg" } } } }"#;
        let config = Document::parse("bicepconfig.json", config.into()).expect("it is JSON");
        let cases = [
            ("br/public:avm/res/web/site:0.9.0", "br/mcr.microsoft.com/bicep$avm$res$web$site/0.9.0$/main.json"),
            ("br/own:web:V1b", "br/contoso.azurecr.io/bicep$v1$web/V1b$1/main.json"),
            ("br:localhost:5000/a/b:abcdE", "br/localhost$5000/a$b/abcdE$10/main.json"),
            ("br:a.azurecr.io/r@sha256:0f", "br/a.azurecr.io/r/sha256#0f/main.json"),
            ("ts:S/RG/Spec:V1", "ts/s/rg/spec/v1/main.json"),
            ("ts/specs:store:v2", "ts/sub/rg/store/v2/main.json"),
        ];
        for (written, expected) in cases {
            assert_eq!(places(written, Some(&config), std::iter::empty(), Some("c/")), [format!("c/{expected}")]);
        }
        for written in ["br", "br:", "br/gone:a:1", "br:host:1", "ts:a:1", "ts/gone:a:1", "br:host/a"] {
            assert!(places(written, Some(&config), std::iter::empty(), Some("c")).is_empty(), "{written}");
        }
    }

    #[test]
    fn the_longest_beginning_that_ends_with_a_segment_counts_first() {
        let mapped = [
            ("br:a.io/bicep".to_owned(), "all".to_owned()),
            ("br:a.io/bicep/web".to_owned(), "web/main.bicep".to_owned()),
            ("br/public:".to_owned(), "public".to_owned()),
        ];
        let at = |written: &str| places(written, None, mapped.iter().map(|(start, at)| (start, at)), None);
        assert_eq!(at("br:a.io/bicep/web:1")[..2], ["web/main.bicep", "all/web/1/main.bicep"]);
        assert_eq!(at("br:a.io/bicep/webs:1")[0], "all/webs/1/main.bicep");
        assert_eq!(
            at("br/public:x/y:2")[2..],
            ["public/x/y/main.bicep", "public/x/y/main.json", "public/x/y.bicep", "public/x/y.json"]
        );
        assert!(at("br:b.io/bicep/web:1").is_empty());
    }
}
