//! The example of calling uplift from Rust does what it says.

#[path = "../examples/embed.rs"]
#[allow(dead_code)]
mod embed;

#[test]
fn the_example_scans_gates_and_fixes() {
    let [score, verdict, diff] = embed::answers().expect("an estate in memory");
    assert_ne!(score, "nothing");
    assert_eq!(verdict, "Failed");
    let changed: Vec<&str> = diff.lines().filter(|line| line.starts_with(['-', '+'])).skip(2).collect();
    let wanted = ["-      \"supportsHttpsTrafficOnly\": false", "+      \"supportsHttpsTrafficOnly\": true"];
    assert_eq!(changed, wanted, "{diff}");
}
