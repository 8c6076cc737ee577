//! The guided walks: every command in an example's README prints what the README shows.
//!
//! `TRYCMD=overwrite cargo test --test examples` writes the outputs anew.

use std::path::Path;

#[test]
fn readmes_show_what_the_commands_print() {
    for example in ["contoso", "apply-system-updates", "landing-zone"] {
        let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(example);
        // The walks are made from inside the example, as a reader would.
        std::env::set_current_dir(directory).expect("the example's directory");
        trycmd::TestCases::new().case("README.md").run();
    }
}
