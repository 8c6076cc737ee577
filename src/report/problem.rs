//! Problems with the line that shows them, as compilers print them.

use super::harmless;
use crate::secret::{Line, without};
use crate::source::Problem;
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use std::io::{self, BufWriter, Write};
use std::ops::Range;

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gravity {
    /// Something could not be read or judged.
    Error,
    /// It may be a mistake.
    Warning,
    /// It is still to be done.
    Note,
}

/// Writes problems, each with its place, its line and the next step, with colours as escape sequences: the writer takes
/// them out where they are not wanted.
///
/// # Errors
/// Those of the writer.
pub fn write_problems(problems: &[Problem], gravity: Gravity, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let renderer = Renderer::styled().decor_style(DecorStyle::Ascii).term_width(width);
    let mut out = BufWriter::new(out);
    // An entry has several problems in one line, and to find its secrets takes longer than all else.
    let mut last: Option<(&Problem, Option<Line<'_>>)> = None;
    for problem in problems {
        let stands_alike =
            |(other, _): &(&Problem, _)| other.excerpt == problem.excerpt && other.above == problem.above;
        let (_, line) = match last.take().filter(stands_alike) {
            Some(known) => last.insert(known),
            None => last.insert((problem, own_line(problem))),
        };
        writeln!(out, "{}\n", render(problem, line.as_ref(), gravity, &renderer))?;
    }
    out.flush()
}

/// The line that a problem shows.
fn own_line(problem: &Problem) -> Option<Line<'_>> {
    problem.excerpt.as_deref().map(|line| Line::of_broken(&problem.file, line, &problem.above))
}

fn render(problem: &Problem, own: Option<&Line<'_>>, gravity: Gravity, renderer: &Renderer) -> String {
    let level = match gravity {
        Gravity::Error => Level::ERROR,
        Gravity::Warning => Level::WARNING,
        Gravity::Note => Level::NOTE,
    };
    let (message, help) = words_beside(problem, own);
    let (message, file) = (harmless(&message), harmless(&problem.file));
    let help = help.as_deref().map(harmless);
    let line = own.and_then(|own| excerpt(problem, own));
    let title = level.primary_title(message);
    let title = match problem.code {
        Some(code) => title.id(code.to_string()),
        None => title,
    };
    let mut group = Group::with_title(title);
    group = match (&line, problem.position) {
        (Some((line, marked)), Some(position)) => {
            let annotation = AnnotationKind::Primary.span(marked.clone());
            let snippet = Snippet::source(line.as_str()).line_start(position.line as usize);
            group.element(snippet.path(file).annotation(annotation))
        }
        (None, Some(position)) if !file.is_empty() => {
            let origin = Origin::path(file).line(position.line as usize);
            group.element(origin.char_column(position.column as usize))
        }
        _ if !file.is_empty() => group.element(Origin::path(file)),
        _ => group,
    };
    let rendered = renderer.render(&[group.elements(help.map(|help| Level::HELP.message(help)))]);
    // Without a line number to stand under, the rest stands where it does below numbers of one digit.
    if line.is_some() { rendered } else { rendered.replace('\n', "\n ") }
}

/// The longest line that is shown, in characters: minified files hold everything in one.
const LONGEST_LINE: usize = 1_000;

/// A problem's message and help without secrets: what they are by themselves, and what the keys of its line call so.
pub(super) fn words(problem: &Problem) -> (String, Option<String>) {
    words_beside(problem, own_line(problem).as_ref())
}

fn words_beside(problem: &Problem, own: Option<&Line<'_>>) -> (String, Option<String>) {
    let secrets: Vec<String> = own.iter().flat_map(|own| own.secrets()).map(str::to_owned).collect();
    let shown = |text: &String| without(text, &secrets);
    (shown(&problem.message), problem.help.as_ref().map(shown))
}

/// The line of a problem without its secrets, and the bytes of it to mark. Harmful characters become others one by one, so that the column
/// stays right; tabs stay, since they are shown as spaces. `None` when there is no such place to show.
fn excerpt(problem: &Problem, own: &Line<'_>) -> Option<(String, Range<usize>)> {
    let column = problem.position?.column.checked_sub(1)? as usize;
    let whole = problem.excerpt.as_ref()?;
    let length = whole.chars().take(LONGEST_LINE + 1).count();
    if length > LONGEST_LINE || column > length {
        return None;
    }
    let shown = own.shown();
    let column = whole.char_indices().nth(column).map_or(whole.len(), |(start, _)| start);
    let column = shown.get(..own.offset(column)).map_or(0, |before| before.chars().count());
    let line: String = shown.chars().map(visible).collect();
    let start = line.char_indices().nth(column).map_or(line.len(), |(start, _)| start);
    let rest = &line[start..];
    let word = rest.find(|character: char| !(character.is_alphanumeric() || "_-".contains(character)));
    let first = rest.chars().next().map_or(0, char::len_utf8);
    let end = start + word.unwrap_or(rest.len()).max(first);
    Some((line, start..end))
}

fn visible(character: char) -> char {
    let mut bytes = [0; 4];
    let text: &str = character.encode_utf8(&mut bytes);
    if character == '\t' || harmless(text) == text { character } else { '\u{fffd}' }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Position;

    fn shown(problem: &Problem) -> String {
        let mut out = Vec::new();
        write_problems(std::slice::from_ref(problem), Gravity::Error, 80, &mut out).unwrap();
        anstream::adapter::strip_str(&String::from_utf8(out).unwrap()).to_string()
    }

    fn problem() -> Problem {
        Problem::new("infra/app.json", "this brace is never closed").help("Close it")
    }

    #[test]
    fn a_problem_shows_its_line() {
        let problem = problem().at(Position { line: 12, column: 5 }).showing("\té: name {");
        let expected = "\
error: this brace is never closed
  --> infra/app.json:12:5
   |
12 |     é: name {
   |        ^^^^
   |
   = help: Close it

";
        assert_eq!(shown(&problem), expected);
    }

    #[test]
    fn a_problem_without_a_line_shows_its_place() {
        let expected = "\
error: this brace is never closed
 --> infra/app.json:3:7
  = help: Close it

";
        assert_eq!(shown(&problem().at(Position { line: 3, column: 7 })), expected);
        let minified = "[".repeat(5_000);
        assert_eq!(shown(&problem().at(Position { line: 3, column: 7 }).showing(minified)), expected);
        assert_eq!(shown(&problem().at(Position { line: 3, column: 7 }).showing("[")), expected);
    }

    #[test]
    fn a_problem_with_no_file_is_a_message() {
        assert_eq!(shown(&Problem::new("", "nothing to read")), "error: nothing to read\n\n");
        let file = Problem::new("a b.json", "no such file");
        assert_eq!(shown(&file), "error: no such file\n --> a b.json\n\n");
    }

    #[test]
    fn what_a_file_holds_cannot_steer_the_terminal() {
        let problem = Problem::new("a\u{1b}[2J.json", "bad \u{1b}[31mname").at(Position { line: 1, column: 3 });
        let shown = shown(&problem.showing("\u{1b}\u{9b}x\u{202e}"));
        assert!(!shown.contains(['\u{1b}', '\u{9b}', '\u{202e}']), "{shown}");
        assert!(shown.contains("a\\u{1b}[2J.json:1:3"), "{shown}");
    }

    #[test]
    fn the_end_of_a_line_can_be_marked() {
        let shown = shown(&problem().at(Position { line: 1, column: 4 }).showing("{ a"));
        assert!(shown.contains("1 | { a\n  |    ^"), "{shown}");
    }
}
