//! Every branch of every script of the library is reached by its test cases.

use std::process::Command;

#[test]
fn cases_reach_every_branch() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_uplift"));
    let command = command.args(["test", "--no-embedded", "policies", "--coverage", "--threshold", "100"]);
    let output = command.current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}
