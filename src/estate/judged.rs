//! A whole estate, judged.

use super::{Conditions, Estate, Stopped};
use crate::assess::{self, ExemptionNumber, Status, Whole};
use crate::check::{Aborted, Checks};
use crate::exempt::{self, Counted, Register, Standing, Usage};
use crate::fix::{self, Finding, Plan};
use crate::inventory::{Inventory, Resource};
use crate::score::{ScopeScore, Score};
use crate::source::Problem;
use jiff::civil::Date;
use std::sync::Arc;

/// An estate with everything that is known of it.
pub struct Judged<'e> {
    /// What it was judged by.
    pub estate: &'e Estate,
    /// Its scripts, with the parameters of this run.
    pub checks: Checks,
    /// The exemptions.
    pub register: Register,
    /// What was read.
    pub inventory: Arc<Inventory>,
    /// As the checks found it.
    pub assessed: Whole,
    /// What could not be read.
    pub errors: Vec<Problem>,
    /// The same of files that are for another program.
    pub foreign: Vec<Problem>,
    /// Whether quick fixes write values into resources themselves where their templates take them from elsewhere.
    pub inline: bool,
    threads: usize,
}

impl Estate {
    /// Reads and judges all that there is. Nothing but outcomes is told.
    ///
    /// # Errors
    /// Ill-formed exemptions, and the deadline.
    pub fn judge(&self, conditions: &Conditions) -> Result<Judged<'_>, Stopped> {
        self.judge_under(self.register(conditions.today)?, conditions, false)
    }

    /// The same with other exemptions, and with the details of every finding where they are wanted.
    ///
    /// # Errors
    /// The deadline.
    pub fn judge_under(&self, register: Register, on: &Conditions, detail: bool) -> Result<Judged<'_>, Stopped> {
        let (inventory, missing) = self.read(on.threads);
        let (foreign, failed) = self.failed(&inventory);
        let errors = missing.into_iter().chain(failed).collect();
        Ok(Judged { errors, foreign, ..self.judge_inventory(inventory, register, on, detail)? })
    }

    /// Judges what was read already.
    ///
    /// # Errors
    /// The deadline.
    pub fn judge_inventory(
        &self,
        inventory: Arc<Inventory>,
        register: Register,
        conditions: &Conditions,
        detail: bool,
    ) -> Result<Judged<'_>, Stopped> {
        let checks = self.checks.on(conditions.today);
        let assessed = judge(&checks, &inventory, &register, conditions, detail)?;
        let (errors, foreign, threads) = (Vec::new(), Vec::new(), conditions.threads);
        Ok(Judged { estate: self, checks, register, inventory, assessed, errors, foreign, inline: false, threads })
    }
}

fn judge(
    checks: &Checks,
    inventory: &Arc<Inventory>,
    register: &Register,
    conditions: &Conditions,
    detail: bool,
) -> Result<Whole, Aborted> {
    let options = assess::Options {
        detail: &|_, _| detail,
        exempts: &|inventory, resource, recommendation| register.find(inventory, resource, recommendation),
        deadline: conditions.deadline,
        ..assess::Options::plain(conditions.threads)
    };
    assess::assess(checks, inventory, &options)
}

impl Judged<'_> {
    /// The same estate by other parameters.
    ///
    /// # Errors
    /// The deadline.
    pub fn judge_again(&mut self, checks: Checks, conditions: &Conditions) -> Result<(), Stopped> {
        self.assessed = judge(&checks, &self.inventory, &self.register, conditions, false)?;
        self.checks = checks;
        Ok(())
    }

    /// What counts.
    pub fn counted(&self) -> Counted<'_> {
        exempt::count(&self.assessed, &self.register)
    }

    /// Its score.
    pub fn score(&self) -> Score {
        self.estate.score(&self.counted())
    }

    /// What each exemption is good for.
    pub fn usage(&self) -> Vec<Usage> {
        exempt::usage(&self.assessed, &self.inventory, &self.register)
    }

    /// The exemptions in use that end within so many days, and the score without each of them.
    pub fn ending(&self, usage: &[Usage], today: Date, within: u32) -> Vec<(ExemptionNumber, ScopeScore)> {
        let entries = (0..).zip(self.register.entries()).zip(usage);
        let soon = entries.filter(|((_, entry), usage)| {
            let days = entry.expires_on.map(|end| exempt::days(today, end));
            usage.standing == Standing::Counts
                && usage.findings > 0
                && days.is_some_and(|days| days <= i64::from(within))
        });
        let then = |number| exempt::count_without(&self.assessed, &self.inventory, &self.register, number);
        soon.map(|((number, _), _)| (number, self.estate.score(&then(number)).estate)).collect()
    }

    /// The resource of a finding.
    pub fn resource(&self, finding: Finding) -> &Resource {
        self.inventory.resource(finding.resource)
    }

    /// All unhealthy findings, exempt ones too, in order.
    pub fn unhealthy(&self) -> Vec<Finding> {
        let unhealthy = self.assessed.assessments.iter().filter(|each| each.status == Status::Unhealthy);
        unhealthy.map(|assessment| Finding::of(&self.assessed, assessment)).collect()
    }

    /// How many assessments nobody can decide, exempt ones too.
    pub fn undecided(&self) -> u64 {
        self.assessed.assessments.iter().filter(|each| each.status == Status::Unknown).count() as u64
    }

    /// What quick fixes are planned from.
    pub fn request<'r>(&'r self, findings: &'r [Finding]) -> fix::Request<'r> {
        let request = self.estate.request(&self.inventory, &self.assessed, &self.register, findings, self.threads);
        fix::Request { checks: &self.checks, inline: self.inline, ..request }
    }

    /// Proven patches for the findings.
    ///
    /// # Errors
    /// The deadline.
    pub fn plan(&self, findings: &[Finding]) -> Result<Plan, Stopped> {
        Ok(fix::plan(&self.request(findings))?)
    }
}
