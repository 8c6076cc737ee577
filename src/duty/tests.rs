//! Days that count, owners of paths, and rules that are for findings.

use super::*;
use jiff::civil::{Date, date};

fn day(month: i8, day: i8) -> Date {
    date(2027, month, day)
}

fn version(since: Since, within: Option<u32>) -> Version {
    Version { since, within, is_unknown: false }
}

#[test]
fn days_count_from_the_later_of_finding_and_rule() {
    let (old, new) = (Since::on(day(1, 1)), Since::on(day(3, 1)));
    let due = |found, versions: &[Version]| term(found, versions.to_vec()).map(|term| (term.from, term.due));
    assert_eq!(due(old, &[version(new, Some(14))]), Some((day(3, 1), Since::on(day(3, 15)))));
    assert_eq!(due(new, &[version(old, Some(14))]), Some((day(3, 1), Since::on(day(3, 15)))));
    assert_eq!(due(new, &[version(old, None)]), None);
    // The same days under older rules were adopted with these.
    let older = Since::on(day(2, 1));
    let (as_now, fewer) =
        ([version(new, Some(14)), version(older, Some(14))], [version(new, Some(14)), version(older, Some(7))]);
    assert_eq!(due(old, &as_now), Some((day(2, 1), Since::on(day(2, 15)))));
    assert_eq!(due(old, &fewer), Some((day(2, 1), Since::on(day(2, 15)))));
    // Fewer days than before give nobody more time: neither here, nor where the former end comes later.
    assert_eq!(due(old, &[version(new, Some(14)), version(older, Some(30))]), Some((day(2, 1), Since::on(day(3, 3)))));
    assert_eq!(due(old, &[version(new, Some(1)), version(older, Some(90))]), Some((day(3, 1), Since::on(day(3, 2)))));
    // What was not for the finding for a time begins anew.
    let gap = [version(new, Some(14)), version(older, None), version(old, Some(14))];
    assert_eq!(due(old, &gap), Some((day(3, 1), Since::on(day(3, 15)))));
}

#[test]
fn what_may_be_older_is_never_young() {
    let (known, at_latest) = (Since::on(day(3, 1)), Since::at_latest(day(2, 1)));
    let timing = |found, since, today| {
        let term = term(found, [version(since, Some(14))]).expect("a term");
        term.timing(today, 7)
    };
    // The rule came later than the day since which the finding is there at the latest: the day is known.
    assert_eq!(timing(at_latest, known, day(3, 2)), Timing::OnTime);
    // The finding came later than the rule at its latest.
    assert_eq!(timing(known, at_latest, day(3, 15)), Timing::DueSoon);
    assert_eq!(timing(known, at_latest, day(3, 16)), Timing::Overdue);
    assert_eq!(timing(Since::at_latest(day(3, 1)), Since::on(day(1, 1)), day(3, 2)), Timing::Unknown);
    // At the latest it was due on that day, so that it is overdue whatever its age.
    assert_eq!(timing(Since::at_latest(day(3, 1)), Since::on(day(1, 1)), day(3, 16)), Timing::Overdue);
    // Whether a rule was for it before nobody can tell.
    let unknown = Version { since: at_latest, within: None, is_unknown: true };
    let open = |found| term(found, [version(known, Some(14)), unknown]).expect("a term").timing(day(3, 2), 7);
    assert_eq!((open(at_latest), open(known)), (Timing::Unknown, Timing::OnTime));
}

#[test]
fn the_last_day_is_on_time() {
    let term = term(Since::on(day(3, 1)), [version(Since::on(day(1, 1)), Some(14))]).expect("a term");
    let at = |today| term.timing(today, 7);
    assert_eq!(
        [at(day(3, 7)), at(day(3, 8)), at(day(3, 15)), at(day(3, 16))],
        [Timing::OnTime, Timing::DueSoon, Timing::DueSoon, Timing::Overdue]
    );
}

#[test]
fn the_last_line_that_matches_owns_a_path() {
    let text = "# who\n* @all\n*.bicep @bicep # remark\n/infra/ @infra @all\ninfra/open\ndocs/* d@example.com\n\
                apps/ @apps\n/a\\ b.json @space\n**/logs @logs\n{x}.json @braces\n!no @x\na[b] @y\n";
    let owners = CodeOwners::parse("CODEOWNERS", text);
    let cases = [
        ("a.json", "@all"),
        ("x/main.bicep", "@bicep"),
        ("infra/main.bicep", "@infra @all"),
        ("infra/open/a.json", ""),
        ("docs/a.json", "d@example.com"),
        ("docs/x/a.json", "@all"),
        ("x/apps/a.json", "@apps"),
        ("apps", "@all"),
        ("a b.json", "@space"),
        ("x/logs/a.json", "@logs"),
        ("y/{x}.json", "@braces"),
        ("y/x.json", "@all"),
    ];
    for (path, expected) in cases {
        assert_eq!(owners.of(path).join(" "), expected, "{path}");
    }
    let lines: Vec<_> = owners.warnings.iter().map(|warning| warning.position.map(|place| place.line)).collect();
    assert_eq!(lines, [Some(11), Some(12)]);
}

#[test]
fn sections_own_each_for_themselves() {
    let text = "* @all\n[Network][2] @net\n/net/\n/net/dmz/ @dmz\n^[Docs]\n*.md @docs\n";
    let owners = CodeOwners::parse("CODEOWNERS", text);
    let cases = [("net/a.json", "@all @net"), ("net/dmz/a.json", "@all @dmz"), ("net/a.md", "@all @net @docs")];
    for (path, expected) in cases {
        assert_eq!(owners.of(path).join(" "), expected, "{path}");
    }
    assert!(owners.warnings.is_empty());
    assert!(CodeOwners::parse("CODEOWNERS", "").of("a").is_empty());
}
