//! `uplift fix --interactive`: finding by finding, and what was chosen is what is written.

use super::args::FixArguments;
use super::job::Job;
use super::prompt::ask;
use super::{Failure, parameters, screen, settings, turn_down};
use crate::estate::{Chosen, Judged};
use crate::fix::text::unified_diff;
use crate::fix::{Finding, Fixed, LeftOut, Plan, preview};
use crate::inventory::Resource;
use crate::policy::{Recommendation, Safety};
use crate::report::{Points, harmless, write_diff};
use crate::source::{self, Problem};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, IsTerminal, Write};
use std::path::Path;

/// What may be answered.
const KEYS: &str = "\
y  yes, take this fix
n  no, leave it; a reason makes that last
a  take this and all further fixes of this recommendation
g  take this and all further fixes in this resource group
e  edit a parameter of the recommendation for this run, and look again
q  quit; what was taken so far is written
?  this help
";

/// Questions need someone who answers.
pub(super) fn refuse_no_terminal(arguments: &FixArguments) -> Result<(), Failure> {
    if arguments.interactive && !io::stdin().is_terminal() {
        let problem = Problem::new("", "--interactive asks questions, and standard input is no terminal");
        let help = "Run it in a terminal, or choose with --recommendation, --resource and --exclude-resource";
        return Err(problem.help(help).into());
    }
    Ok(())
}

/// How far the walk is.
struct Walk<'w, 'e> {
    job: &'w Job<'w>,
    /// By the parameters that were edited.
    judged: &'w mut Judged<'e>,
    plan: Plan,
    taken: BTreeSet<Finding>,
    /// Those that were turned down, with the reasons.
    refused: BTreeMap<Finding, String>,
}

/// Asks about every finding that can be fixed, and plans again with those that were taken. `chosen` learns which were
/// not.
pub(super) fn walk(job: &Job<'_>, judged: &mut Judged<'_>, plan: Plan, chosen: &mut Chosen) -> Result<Plan, Failure> {
    let (taken, refused) = (BTreeSet::new(), BTreeMap::new());
    let mut walk = Walk { job, judged, plan, taken, refused };
    while let Some(fixed) = walk.next().cloned() {
        show(&walk, &fixed)?;
        if !answer(&mut walk, chosen, &fixed)? {
            break;
        }
    }
    finish(walk, chosen)
}

impl Walk<'_, '_> {
    /// The first finding that nobody has decided on.
    fn next(&self) -> Option<&Fixed> {
        self.plan.fixed.iter().find(|fixed| self.is_open(fixed.finding))
    }

    fn is_open(&self, finding: Finding) -> bool {
        !self.taken.contains(&finding) && !self.refused.contains_key(&finding)
    }

    fn recommendation(&self, finding: Finding) -> &Recommendation {
        &self.judged.estate.policy.recommendations[finding.recommendation.0]
    }

    fn resource(&self, finding: Finding) -> &Resource {
        self.judged.resource(finding)
    }

    /// Takes all open findings that are like this.
    fn take(&mut self, like: impl Fn(&Self, Finding) -> bool) {
        let found = self.plan.fixed.iter().map(|fixed| fixed.finding);
        let found: Vec<Finding> = found.filter(|&finding| self.is_open(finding) && like(self, finding)).collect();
        self.taken.extend(found);
    }
}

/// One finding: what it is, what it may interrupt, and what would change.
fn show(walk: &Walk<'_, '_>, fixed: &Fixed) -> Result<(), Failure> {
    let mut out = screen::stderr();
    let entry = walk.recommendation(fixed.finding);
    let open = walk.plan.fixed.iter().filter(|fixed| walk.is_open(fixed.finding)).count();
    let place = walk.plan.fixed.len() - open + 1;
    let name = &walk.resource(fixed.finding).name;
    let points = Points::of(&fixed.points);
    let number = walk.plan.fixed.len();
    writeln!(out, "\n{place} of {number}  {}: {} (+{points})", harmless(name), entry.id)?;
    writeln!(out, "{}", harmless(&entry.title))?;
    let mark = if fixed.safety == Safety::Destructive { "Cannot be undone" } else { "To review" };
    if let Some(fix) = entry.fix.as_ref().filter(|_| fixed.safety > Safety::Safe) {
        writeln!(out, "{mark}: {}", harmless(fixed.impact.as_deref().unwrap_or(&fix.impact)))?;
    }
    for file in preview(&walk.judged.inventory, fixed) {
        let document = &walk.judged.inventory.documents()[file.document as usize];
        let (path, _) = source::repository_path(Path::new(document.name()));
        write_diff(&unified_diff(&path, document, &file.edits, &|_| String::new()), &mut out)?;
    }
    Ok(())
}

/// Does what is answered; `false` ends the walk.
fn answer(walk: &mut Walk<'_, '_>, chosen: &mut Chosen, fixed: &Fixed) -> Result<bool, Failure> {
    let finding = fixed.finding;
    loop {
        let Some(key) = ask("Take this fix? [y,n,a,g,e,q,?]")? else { return Ok(false) };
        match key.to_ascii_lowercase().as_str() {
            "y" | "yes" => walk.take(|_, other| other == finding),
            "n" | "no" => {
                let file = settings::file(&walk.judged.estate.part_of(walk.resource(finding)).settings);
                let entry = (walk.resource(finding), walk.recommendation(finding));
                let reason = turn_down::ask_reason(&file, entry.0, entry.1)?;
                walk.refused.insert(finding, reason);
            }
            "a" => walk.take(|_, other| other.recommendation == finding.recommendation),
            "g" => walk.take(|walk, other| is_same_group(walk.resource(other), walk.resource(finding))),
            "e" if !edit(walk, chosen, finding)? => continue,
            "e" => {}
            "q" | "quit" => return Ok(false),
            _ => {
                write!(screen::stderr(), "{KEYS}")?;
                continue;
            }
        }
        return Ok(true);
    }
}

fn is_same_group(one: &Resource, other: &Resource) -> bool {
    let lower = |name: &Option<std::sync::Arc<str>>| name.as_deref().map(str::to_ascii_lowercase);
    lower(&one.subscription) == lower(&other.subscription) && lower(&one.resource_group) == lower(&other.resource_group)
}

/// Another value for a parameter: everything is judged and planned again. `false` when nothing was edited.
fn edit(walk: &mut Walk<'_, '_>, chosen: &mut Chosen, finding: Finding) -> Result<bool, Failure> {
    let entry = &walk.judged.checks.recommendations()[finding.recommendation.0];
    let Some((name, value)) = parameters::ask_value(entry)? else { return Ok(false) };
    let told = format!("{}: {}", name, value);
    let checks = walk.judged.checks.with_parameters(finding.recommendation, &BTreeMap::from([(name, value)]));
    walk.judged.judge_again(checks, &walk.job.conditions)?;
    *chosen = walk.job.choose(walk.judged)?;
    walk.plan = walk.job.choice().plan_only(walk.judged, chosen)?;
    let id = &walk.recommendation(finding).id;
    let mut out = screen::stderr();
    writeln!(
        out,
        "For this run. To keep it: `recommendations: {{ {id}: {{ params: {{ {told} }} }} }}` in uplift.yaml"
    )?;
    if walk.taken.iter().any(|other| other.recommendation == finding.recommendation) {
        writeln!(out, "The fixes of {id} that were taken already get the new value too")?;
    }
    if !walk.plan.fixed.iter().any(|fixed| fixed.finding == finding) {
        let left = walk.plan.left_out.iter().find(|left| left.finding == finding);
        let reason = left.map_or("with that value the resource is not unhealthy", |left| &left.reason);
        writeln!(out, "No longer offered: {}", harmless(reason))?;
    }
    Ok(true)
}

/// The plan of what was taken. What could not be fixed stays told, and what was not taken is set aside.
fn finish(mut walk: Walk<'_, '_>, chosen: &mut Chosen) -> Result<Plan, Failure> {
    let open: Vec<Finding> =
        walk.plan.fixed.iter().map(|fixed| fixed.finding).filter(|finding| walk.is_open(*finding)).collect();
    let undecided = open.into_iter().map(|finding| (finding, "not asked about".to_owned()));
    let refused = std::mem::take(&mut walk.refused);
    let declined: BTreeSet<Finding> = refused.keys().copied().collect();
    let aside = refused.into_iter().chain(undecided);
    chosen.set_aside.extend(aside.map(|(finding, reason)| LeftOut { finding, reason }));
    // What follows from other fixes is no finding yet.
    chosen.findings = walk.taken.iter().copied().collect();
    chosen.findings.sort();
    let mut plan = walk.job.choice().plan_only(walk.judged, chosen)?;
    tell_healed(&walk, &plan, &declined)?;
    plan.left_out.append(&mut walk.plan.left_out);
    Ok(plan)
}

/// Says which findings turn healthy by what was taken, though they were turned down.
fn tell_healed(walk: &Walk<'_, '_>, plan: &Plan, declined: &BTreeSet<Finding>) -> Result<(), Failure> {
    let mut out = screen::stderr();
    for (fix, healed) in &plan.beside {
        for finding in healed.iter().filter(|finding| declined.contains(finding)) {
            let name = harmless(&walk.judged.inventory.full_name(finding.resource)).into_owned();
            let (own, by) = (&walk.recommendation(*finding).id, &walk.recommendation(*fix).id);
            writeln!(out, "\n{name}: {own} turns healthy though it was turned down, through {by}")?;
        }
    }
    Ok(())
}
