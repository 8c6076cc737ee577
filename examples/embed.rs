//! Scan, gate and fix from Rust, from files in memory: `cargo run --example embed`.

use std::sync::Arc;
use uplift::estate::{Conditions, Ends, Estate, Sides, Sources, Stopped, Terms, Together};
use uplift::report::file_patch;
use uplift::source::Memory;

/// A storage account with a setting.
fn account(setting: &str) -> Memory {
    let text = format!(
        r#"[
  {{
    "type": "Microsoft.Storage/storageAccounts",
    "name": "stshop",
    "properties": {{
      "supportsHttpsTrafficOnly": {setting}
    }}
  }}
]
"#
    );
    Memory::of([("infra/storage.json", text)])
}

/// The score, the verdict and the diff.
pub fn answers() -> Result<[String; 3], Stopped> {
    let conditions = Conditions::on(jiff::civil::date(2027, 1, 1));
    let (before, after) = (Arc::new(account("true")), Arc::new(account("false")));

    // Scan.
    let estate = Estate::open(after.clone(), &Sources::default(), &["infra".into()])?;
    let judged = estate.judge(&conditions)?;
    let figures = judged.score().estate.figures;
    let score = figures.map_or_else(|| "nothing".to_owned(), |figures| figures.current.to_string());

    // Gate.
    let mut answers = Vec::new();
    let sides = Sides::between(&Ends::of(before, after), &Sources::default(), &["infra".into()])?;
    for sides in &sides {
        answers.push(sides.judge(&Terms { rules: &sides.estate.rules(&[])?, all: false, conditions })?);
    }
    let verdict = format!("{:?}", Together::of(&answers).verdict);

    // Fix.
    let is_https = |index: usize| estate.policy.recommendations[index].id == "storage-secure-transfer";
    let https = judged.unhealthy().into_iter().filter(|finding| is_https(finding.recommendation.0));
    let plan = judged.plan(&https.collect::<Vec<_>>())?;
    let name = |document: u32| judged.inventory.documents()[document as usize].name();
    let patch = |file| file_patch(&plan, file, &estate.policy, &judged.inventory, name(file.document));
    Ok([score, verdict, plan.files.iter().map(patch).collect()])
}

#[allow(clippy::print_stdout)]
fn main() -> Result<(), Stopped> {
    let [score, verdict, diff] = answers()?;
    println!("score: {score}\nverdict: {verdict}\n{diff}");
    Ok(())
}
