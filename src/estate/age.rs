//! How old the data is that was judged by: by the time that stands in an export, else by the commit of its file, never by the
//! file's own time, which a checkout makes new.

use super::Estate;
use crate::exempt::days;
use crate::inventory::{FileRecord, FileStatus, Inventory};
use crate::source::{Files, Problem};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::path::Path;

/// The oldest data of which the age is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Oldest {
    /// The file that holds it.
    pub file: String,
    /// Its day, in UTC.
    pub day: Date,
    /// Days up to the one that is judged on.
    pub days: u32,
}

/// How old what was read is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Age {
    /// Among what tells its age, or was asked for it.
    pub oldest: Option<Oldest>,
    /// Files that are older than the settings allow, or of which nobody can tell.
    pub stale: Vec<Problem>,
}

impl Estate {
    /// How old what was read from a place is on a day. Git is asked only for files whose age has a bound.
    pub(super) fn age(&self, files: &dyn Files, inventory: &Inventory, today: Date) -> Age {
        let read = inventory.files().iter().filter(|file| file.status == FileStatus::Read);
        let asked: Vec<&FileRecord> = read.filter(|file| file.exported.is_some() || file.max_age.is_some()).collect();
        let silent: Vec<&Path> =
            asked.iter().filter(|file| file.exported.is_none()).map(|file| Path::new(&file.path)).collect();
        let mut committed = if silent.is_empty() { Vec::new() } else { files.committed(&silent) }.into_iter();
        let mut age = Age::default();
        for file in asked {
            let at = file.exported.or_else(|| committed.next().flatten());
            let known = at.map(|at| known(file, at, today));
            age.stale.extend(file.max_age.and_then(|most| stale(file, most, known.as_ref())));
            if let Some(Ok(known)) = known
                && age.oldest.as_ref().is_none_or(|oldest| oldest.day > known.day)
            {
                age.oldest = Some(known);
            }
        }
        age
    }
}

/// The age of a file's data; or its day, where that is still to come.
fn known(file: &FileRecord, at: Timestamp, today: Date) -> Result<Oldest, Date> {
    let day = TimeZone::UTC.to_datetime(at).date();
    let days = u32::try_from(days(day, today)).map_err(|_| day)?;
    Ok(Oldest { file: file.path.clone(), day, days })
}

fn stale(file: &FileRecord, most: u32, known: Option<&Result<Oldest, Date>>) -> Option<Problem> {
    let bound = format!("`maxAge` allows {most} {}", if most == 1 { "day" } else { "days" });
    let (told, help) = match known {
        Some(Ok(known)) if known.days <= most => return None,
        Some(Ok(Oldest { day, days, .. })) => {
            (format!("its data is of {day}, {days} days ago, and {bound}"), "Export it again")
        }
        Some(Err(day)) => {
            (format!("its data is of {day}, which is still to come, and {bound}"), "Correct the time in it")
        }
        None => (
            format!("nobody can tell how old its data is, and {bound}"),
            "Export it by the script of `uplift queries`, which writes the time into it, or commit it, with all of the history at hand",
        ),
    };
    Some(Problem::new(&*file.path, told).help(help))
}
