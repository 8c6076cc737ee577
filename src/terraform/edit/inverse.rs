//! Values of the platform as azurerm writes them.

use super::super::kind::{As, Attribute};
use serde_json::Value as Json;

/// What azurerm writes for a value of the platform; `is_same` where the spelling means the same as the platform does.
///
/// # Errors
///
/// With the reason why it cannot be said.
pub fn inverse(attribute: &Attribute, is_same: bool, value: &Json) -> Result<Json, String> {
    match &attribute.r#as {
        None => Ok(value.clone()),
        Some(_) if is_same => Ok(value.clone()),
        Some(As::Words(words)) => words_of(words, value),
        Some(As::Rule(rule)) => by_rule(rule, value),
    }
}

fn words_of(words: &std::collections::BTreeMap<String, Json>, value: &Json) -> Result<Json, String> {
    let same = |own: &Json| match (own.as_str(), value.as_str()) {
        (Some(one), Some(other)) => one.eq_ignore_ascii_case(other),
        _ => own == value,
    };
    let of_word = |word: &str| match word {
        "true" => Json::Bool(true),
        "false" => Json::Bool(false),
        word => word.into(),
    };
    match words.iter().find(|(_, own)| same(own)) {
        Some((word, _)) => Ok(of_word(word)),
        // What has no word is sent as it is, where words are no booleans.
        None if value.is_string() && !words.contains_key("true") && !words.contains_key("false") => Ok(value.clone()),
        None => Err(format!("azurerm has no word for {value}")),
    }
}

fn by_rule(rule: &str, value: &Json) -> Result<Json, String> {
    let text = value.as_str().unwrap_or_default();
    let known = match rule {
        "enabledDisabled" if text.eq_ignore_ascii_case("enabled") => Some(true.into()),
        "enabledDisabled" if text.eq_ignore_ascii_case("disabled") => Some(false.into()),
        "inverted" => value.as_bool().map(|is_on| (!is_on).into()),
        "onlyTrue" => value.as_bool().map(Json::Bool),
        "string" => value.as_str().map(|text| {
            serde_json::from_str(&text.to_ascii_lowercase()).ok().filter(Json::is_boolean).unwrap_or(text.into())
        }),
        "identityType" => value.as_str().map(Json::from),
        "join(\", \")" => value.as_str().map(|text| text.split(',').map(|part| Json::from(part.trim())).collect()),
        "keysOfMap" => value.as_object().map(|members| members.keys().map(|key| Json::from(key.as_str())).collect()),
        rule if rule.starts_with("eachString") => Some(value.clone()),
        _ => None,
    };
    known.ok_or_else(|| format!("azurerm writes {value} in a way that a fix cannot give back"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_rule_is_taken_back_or_refused() {
        let of = |rule: &str, value: Json| by_rule(rule, &value);
        assert_eq!(of("enabledDisabled", json!("Disabled")), Ok(json!(false)));
        assert_eq!(of("inverted", json!(true)), Ok(json!(false)));
        assert_eq!(of("string", json!("False")), Ok(json!(false)));
        assert_eq!(of("string", json!("1.2")), Ok(json!("1.2")));
        assert_eq!(of("join(\", \")", json!("Logging, Metrics")), Ok(json!(["Logging", "Metrics"])));
        assert!(of("keyVaultKeyId", json!({})).is_err());
        assert!(of("enabledDisabled", json!("SecuredByPerimeter")).is_err());
    }

    #[test]
    fn words_are_taken_back() {
        let words = [("private".to_owned(), json!("None")), ("true".to_owned(), json!("Basic"))].into();
        assert_eq!(words_of(&words, &json!("none")), Ok(json!("private")));
        assert_eq!(words_of(&words, &json!("Basic")), Ok(json!(true)));
        assert!(words_of(&words, &json!("Other")).is_err());
    }
}
