//! The rules against ways around them, each in a small program of its own.

use crate::code::{Code, Sources};
use crate::rules::Line;
use crate::{circles, reading, rules};
use std::collections::BTreeSet;

const LINE: Line<'_> = &[&["source"], &["policy", "inventory"], &["check"], &["score"], &["report"], &["cli"]];

const OWNED: [(&str, &str); 8] = [
    ("std::fs", "source"),
    ("std::process", "source"),
    ("std::process::ExitCode", "cli"),
    ("std::env", "cli"),
    ("std::println!", "cli"),
    ("std::dbg!", "nobody"),
    ("std::include!", "policy"),
    ("rhai", "check"),
];

/// A program that keeps all rules, and comes close to breaking some.
const PROGRAM: [(&str, &str); 15] = [
    (
        "lib.rs",
        "pub mod check; pub mod cli; pub mod inventory; pub mod policy; pub mod report; pub mod score; pub mod source;",
    ),
    ("main.rs", "fn main() -> std::process::ExitCode { uplift::cli::run(std::env::args_os()) }"),
    (
        "source.rs",
        "use std::{fs, process::Command}; pub use std::fs as disk; pub struct Node; fn f() { fs::read(Command) }",
    ),
    ("policy.rs", "use crate::source::Node; include!(concat!(env!(\"OUT_DIR\"), \"/embedded.rs\")); pub fn fs() {}"),
    ("inventory.rs", "pub use crate::source::{self, Node}; mod fs { pub fn read() {} } fn f() { fs::read() }"),
    ("check.rs", "use rhai::Engine; pub fn run(_: &Engine, rhai: &str) { policy(rhai) } fn policy(_: &str) {}"),
    ("score/mod.rs", "mod count; mod rank; pub use rank::Rank; pub struct Options; #[cfg(test)] mod tests;"),
    ("score/rank.rs", "use super::Options; pub struct Rank; fn f(env: Options) { g(env); h(vec![env]) }"),
    ("score/count.rs", "use super::Rank; use crate::policy::*; pub fn count(_: Rank) { fs() }"),
    ("score/tests.rs", "use crate::report::Points; fn f() { std::fs::read(); println!() }"),
    (
        "report/mod.rs",
        "pub mod view; pub use view::*; pub use crate::score::Rank; macro_rules! points { () => { Points } }",
    ),
    ("report/view/mod.rs", "mod points; pub use self::points::Points; pub fn show() { points::Points.show() }"),
    ("report/view/points.rs", "use super::show; pub struct Points; #[cfg(test)] mod tests { use crate::cli; }"),
    ("cli/mod.rs", "mod page; use std::env; pub fn run() { println!(\"{}\", page::Page); env::vars() }"),
    ("cli/page.rs", "use crate::{report::{Points as P, view}, score}; pub struct Page; type Row = score::Rank;"),
];

/// What the rules say of the program with texts behind some of its files.
fn said(added: &[(&str, &str)]) -> BTreeSet<String> {
    let mut sources = Sources::new();
    for (file, text) in PROGRAM.iter().chain(added) {
        *sources.entry((*file).to_owned()).or_default() += &format!("{text}\n");
    }
    of(&reading::read(&sources))
}

fn of(code: &Code) -> BTreeSet<String> {
    let imports = circles::imports(code);
    let circles = circles::circles(&imports).into_iter().map(|circle| circle.join(" <-> "));
    let rules = [rules::line, rules::places].map(|rule| rule(code, LINE));
    let rules = rules.into_iter().chain([rules::owned(code, &OWNED), rules::understood(code)]);
    rules.flatten().chain(circles).collect()
}

/// Looks whether the rules say this of something behind `score/rank.rs`.
#[track_caller]
fn caught(added: &str, expected: &str) {
    caught_in("score/rank.rs", added, expected);
}

#[track_caller]
fn caught_in(file: &str, added: &str, expected: &str) {
    caught_among(&[(file, added)], expected);
}

#[track_caller]
fn caught_among(added: &[(&str, &str)], expected: &str) {
    let said = said(added);
    assert!(said.iter().any(|said| said.contains(expected)), "`{expected}` is not among {said:#?}");
}

const REPORT: &str = "score/rank.rs: `score` must not import `report`";
const FILES: &str = "score/rank.rs: only `source` may use `std::fs`";

#[test]
fn what_keeps_the_rules_is_left_alone() {
    assert_eq!(said(&[]), BTreeSet::new());
}

#[test]
fn the_way_of_an_import_makes_no_difference() {
    for added in [
        "use super::super::report::Points as _;",
        "use crate::report;",
        "use crate::{policy, report::{view::Points}};",
        "use crate::report::*;",
        "use {crate::{self as all}}; fn g() { all::report::view::show() }",
        "use crate as c; use c::report as r; fn g(_: r::Points) {}",
        "use super::super as up; fn g() -> up::report::Points {}",
        "fn g() { super::super::report::view::show() }",
        "fn g() { use crate::report::Points; }",
        "fn g() { struct Here; mod inner { fn h(_: crate::report::Points) {} } }",
        "mod inner { mod deeper { use super::super::super::super::report::Points; } }",
        "mod inner { pub use super::super::super::*; } fn g() { inner::report::view::show() }",
        "use crate::r#report::Points;",
        "impl From<crate::report::Points> for Rank {}",
        "fn g<T: Into<Vec<crate::report::Points>>>(_: T) {}",
        "fn g() { match 1 { crate::report::Points => {} } }",
        "pub(in crate::report) struct Seen;",
    ] {
        caught(added, REPORT);
    }
}

#[test]
fn macros_hide_no_import() {
    for added in [
        "fn g() { assert_eq!(1, crate::report::Points.len()) }",
        "macro_rules! points { () => { $crate::report::view::show() } }",
        "thread_local! { static A: u8 = { use crate::{policy, report::{self, view}}; 1 } }",
        "#[derive(serde::Serialize)] struct S { #[serde(with = \"crate::report::view\")] s: u8 }",
        "#[derive(crate::report::Shown)] struct S;",
        "#[crate::report::shown] struct S;",
    ] {
        caught(added, REPORT);
    }
}

#[test]
fn what_a_room_hands_on_stays_whose_it_is() {
    caught_in("score/mod.rs", "pub(in crate::score) use crate::report::Points;", "score/mod.rs: `score` must not");
    caught_in("score/mod.rs", "use crate::report as names;", "score/mod.rs: `score` must not import `report`");
    caught_in(
        "policy.rs",
        "pub use crate::source; use crate::inventory::source::Node;",
        "`policy` must not import `inventory`",
    );
    caught_in("inventory.rs", "use super::policy;", "`inventory` must not import `policy`");
    caught_among(&[("lib.rs", "pub use report::Points;"), ("score/rank.rs", "use crate::Points;")], REPORT);
    caught_among(&[("lib.rs", "pub struct Own;"), ("cli/page.rs", "use crate::Own;")], "`lib` is no room of the line");
    caught_in("lib.rs", "pub mod extra { pub struct Own; }", "the room `extra` has no place");
}

#[test]
fn the_way_to_what_is_owned_makes_no_difference() {
    for added in [
        "use std::{fs, env};",
        "use ::std::fs::read;",
        "use std::fs::*;",
        "use std as s; fn g() { s::fs::read() }",
        "use std::*; fn g() { fs::read() }",
        "fn g() { std::fs::read() }",
        "fn g() { ::std::r#fs::read() }",
        "fn g(_: Box<dyn Fn(std::fs::File)>) {}",
        "fn g() { crate::source::disk::read() }",
        "use crate::source::disk as d; fn g() { d::read() }",
        "mod inner { use crate::source::*; fn g() { disk::read() } }",
        "fn g() { format!(\"{}\", std::fs::read()) }",
        "fn g() { vec![{ use std::{env, fs::read}; }] }",
    ] {
        caught(added, FILES);
    }
    caught("use std::{fs, env};", "only `cli` may use `std::env`");
    caught("fn g() { std::process::Command::new() }", "only `source` may use `std::process`");
    caught("use std::process as p; fn g() -> p::ExitCode {}", "only `cli` may use `std::process::ExitCode`");
    caught("fn g() { ::rhai::Engine::new() }", "only `check` may use `rhai`");
    caught_in("cli/page.rs", "use rhai as language;", "only `check` may use `rhai`");
    caught_in("main.rs", "use std::fs;", "main.rs: only `source` may use `std::fs`");
}

#[test]
fn printing_is_found_by_any_name() {
    for added in [
        "fn g() { println!() }",
        "fn g() { std::println!() }",
        "use std::println as say; fn g() { say!() }",
        "fn g() { vec![println!()] }",
        "macro_rules! say { () => { ::std::println!() } }",
        "use std::{self as s}; fn g() { s::println!() }",
    ] {
        caught(added, "only `cli` may use `std::println!`");
    }
    caught_in("cli/mod.rs", "fn g() { dbg!(1) }", "only `nobody` may use `std::dbg!`");
}

#[test]
fn nothing_leads_around_modules() {
    caught("#[path = \"../report/mod.rs\"] mod stolen;", "`#[path]` hides");
    caught("#[cfg_attr(unix, path = \"../report/mod.rs\")] mod stolen;", "`#[path]` hides");
    caught("mod elsewhere;", "the module `elsewhere` is elsewhere");
    caught("extern crate std as s; fn g() { s::fs::read() }", "`extern crate`");
    caught("extern crate self as uplift;", "`extern crate`");
    caught("include!(\"../report/mod.rs\");", "only `policy` may use `std::include!`");
    caught("#[macro_export] macro_rules! points { () => {} }", "`#[macro_export]` hides");
    caught("use crate::reports::Points;", "it leads nowhere");
    caught_in("score/lost.rs", "use crate::report;", "score/lost.rs: no module");
    caught("fn {", "score/rank.rs: ");
}

#[test]
fn circles_are_found_behind_facades() {
    let circle = "score/count.rs <-> score/rank.rs";
    caught("use super::count::count;", circle);
    caught("fn g() { super::count::count(Rank) }", circle);
    caught("use super::*; fn g() { vec![count::count(Rank)] }", circle);
    caught("use crate::score::count as c; fn g() { c::count(Rank) }", circle);
    caught_among(
        &[
            ("report/view/points.rs", "pub use super::other::Other;"),
            ("report/view/mod.rs", "mod other;"),
            ("report/view/other.rs", "use super::*; pub struct Other(Points);"),
        ],
        "report/view/other.rs <-> report/view/points.rs",
    );
}
