//! The prompt: history, and completion of the resource's properties and of functions.

use super::{Failure, TryArguments, ask};
use crate::estate::{Subject, Suggestion as Word};
use crate::report::harmless;
use reedline::{
    ColumnarMenu, Completer, DefaultPrompt, DefaultPromptSegment, Emacs, FileBackedHistory, KeyCode, KeyModifiers,
    MenuBuilder, Reedline, ReedlineEvent, ReedlineMenu, Signal, Span, Suggestion, default_emacs_keybindings,
};

/// Expressions that are kept, until the program ends.
const KEPT: usize = 1_000;
const MENU: &str = "completion";

/// Asks for expressions until the terminal is closed.
pub(super) fn run(arguments: &TryArguments, subject: &Subject) -> Result<(), Failure> {
    let mut keys = default_emacs_keybindings();
    let complete = ReedlineEvent::UntilFound(vec![ReedlineEvent::Menu(MENU.to_owned()), ReedlineEvent::MenuNext]);
    keys.add_binding(KeyModifiers::NONE, KeyCode::Tab, complete);
    let history = FileBackedHistory::new(KEPT).map_err(std::io::Error::other)?;
    let mut editor = Reedline::create()
        .with_completer(Box::new(Words(subject.clone())))
        .with_menu(ReedlineMenu::EngineCompleter(Box::new(ColumnarMenu::default().with_name(MENU))))
        .with_quick_completions(true)
        .with_partial_completions(true)
        .with_edit_mode(Box::new(Emacs::new(keys)))
        .with_history(Box::new(history))
        .with_ansi_colors(std::env::var_os("NO_COLOR").is_none_or(|set| set.is_empty()));
    let name = harmless(&subject.resource().name).into_owned();
    let prompt = DefaultPrompt::new(DefaultPromptSegment::Basic(name), DefaultPromptSegment::Empty);
    loop {
        match editor.read_line(&prompt)? {
            Signal::Success(line) if line.trim().is_empty() => {}
            Signal::Success(line) => {
                ask(arguments, subject, line.trim(), false)?;
            }
            Signal::CtrlC => {}
            _ => return Ok(()),
        }
    }
}

/// What can stand before the cursor.
struct Words(Subject);

impl Completer for Words {
    fn complete(&mut self, line: &str, cursor: usize) -> Vec<Suggestion> {
        let before = line.get(..cursor).unwrap_or_default();
        let suggest = |Word { start, text, about }: Word| Suggestion {
            value: text,
            description: Some(harmless(&about).into_owned()),
            span: Span::new(start, cursor),
            ..Suggestion::default()
        };
        self.0.suggestions(before).into_iter().map(suggest).collect()
    }
}
