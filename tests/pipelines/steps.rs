//! Steps of pipelines, taken from their YAML and run as the runners do.

use serde_yaml::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};

/// A file of this repository, parsed.
pub fn yaml(name: &str) -> Value {
    serde_yaml::from_str(&text(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// A file of this repository.
pub fn text(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// Runs a script in a shell without any variable but `PATH`, `HOME` and the given ones.
pub fn shell(program: &[&str], script: &str, directory: &Path, variables: &BTreeMap<String, String>) -> Output {
    let mut command = Command::new(program[0]);
    command.args(&program[1..]).arg(script).current_dir(directory).env_clear();
    // Nothing of the settings of whoever runs the test.
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    command.envs(["PATH", "HOME", "LANG"].into_iter().filter_map(|name| Some((name, std::env::var_os(name)?))));
    command.envs(variables).output().expect("the shell is installed")
}

/// The built program.
pub const UPLIFT: &str = env!("CARGO_BIN_EXE_uplift");

/// What `${{ … }}` in a text stands for. Knows what action.yml uses: names, literals in single quotes, `||`, `&&`, `==`,
/// `!=` and `always()`.
pub fn expand(text: &str, names: &dyn Fn(&str) -> String) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${{") {
        let (expression, after) = after.split_once("}}").expect("the end of an expression");
        out += before;
        out += &evaluate(expression, names);
        rest = after;
    }
    out + rest
}

/// The value of an expression; a comparison gives `true` or nothing.
pub fn evaluate(expression: &str, names: &dyn Fn(&str) -> String) -> String {
    let holds = |yes: bool| if yes { "true".to_owned() } else { String::new() };
    let expression = expression.trim();
    if let Some((left, right)) = expression.split_once("||") {
        let left = evaluate(left, names);
        return if left.is_empty() { evaluate(right, names) } else { left };
    }
    if let Some((left, right)) = expression.split_once("&&") {
        let left = evaluate(left, names);
        return if left.is_empty() { left } else { evaluate(right, names) };
    }
    if let Some((left, right)) = expression.split_once("==") {
        return holds(evaluate(left, names) == evaluate(right, names));
    }
    if let Some((left, right)) = expression.split_once("!=") {
        return holds(evaluate(left, names) != evaluate(right, names));
    }
    match expression.strip_prefix('\'').and_then(|text| text.strip_suffix('\'')) {
        Some(text) => text.to_owned(),
        None if expression == "always()" => holds(true),
        None => names(expression),
    }
}
