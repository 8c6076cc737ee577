//! Which attributes say a path of the platform.

use super::super::draft::{Step, steps};
use super::super::kind::{Attribute, Kind};
use super::super::transform::is_of_each;
use super::Part;

/// An attribute, and how its path lies to the one that is asked for.
#[derive(Clone)]
pub struct Aim {
    /// Its path in azurerm.
    pub name: &'static str,
    /// What it is.
    pub attribute: &'static Attribute,
    /// How they lie.
    pub fit: Fit,
    /// Elements on its way.
    pub stars: usize,
}

/// How the path of an attribute lies to the one that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fit {
    /// They are one.
    Exact,
    /// It leads on to this.
    Below(Vec<Step>),
}

/// The attributes of a type that say a path, or a part of what is there. `child` is the type and the name of the child that
/// the path is in.
pub fn aims(kind: &'static Kind, child: Option<(&str, &str)>, path: &[Part]) -> Vec<Aim> {
    let mut aims = Vec::new();
    for (name, attribute) in &kind.properties {
        let is_in = match (&attribute.child, child) {
            (None, None) => true,
            (Some(own), Some((type_name, name))) => {
                own.type_name.eq_ignore_ascii_case(type_name) && own.name.eq_ignore_ascii_case(name)
            }
            _ => false,
        };
        for to in attribute.to.iter().chain(&attribute.also_to).filter(|_| is_in) {
            let steps = steps(to);
            if let Some(fit) = fit(&steps, path) {
                let stars = steps.iter().filter(|step| **step == Step::Each).count();
                aims.push(Aim { name, attribute, fit, stars });
            }
        }
    }
    aims
}

fn fit(steps: &[Step], path: &[Part]) -> Option<Fit> {
    let is_one = |(step, part): (&Step, &Part)| match (step, part) {
        (Step::Member(one), Part::Member(other)) => one.eq_ignore_ascii_case(other),
        (Step::Each, Part::Index(_)) => true,
        _ => false,
    };
    let (start, rest) = steps.split_at_checked(path.len())?;
    if !start.iter().zip(path).all(is_one) {
        return None;
    }
    Some(if rest.is_empty() { Fit::Exact } else { Fit::Below(rest.to_vec()) })
}

impl Aim {
    /// Whether the last element on its way is a part of its own value, and no block.
    pub fn holds_elements(&self) -> bool {
        let blocks = self.name.split('.').count() - usize::from(self.attribute.block.is_none());
        is_of_each(self.attribute) || self.stars > blocks
    }

    /// The levels of its name that are the blocks which the elements on its way stand for.
    pub fn levels(&self) -> Vec<usize> {
        let names: Vec<&str> = self.name.split('.').collect();
        if !self.attribute.each.is_empty() {
            return self.attribute.each.iter().filter_map(|own| names.iter().position(|name| name == own)).collect();
        }
        let count = names.len() - usize::from(self.attribute.block.is_none());
        let wanted = self.stars - usize::from(self.holds_elements());
        (count.saturating_sub(wanted)..count).collect()
    }
}
