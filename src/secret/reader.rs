//! Lines of JSON and YAML, read as far as one can without the rest of the file: which keys a value stands below.
//!
//! What is open in a line stays open in the next: brackets, what a key leaves to the lines that are indented deeper, and a
//! quote. Where two readings are possible, a value counts in both.

use super::Meaning;
use super::name::held;
use std::ops::Range;

/// Keys under which the elements of a list have their names.
pub(super) const NAMES: [&str; 3] = ["name", "id", "key"];

/// What stands below a key, or an element of a list; the first is what all lines stand in.
#[derive(Default)]
struct Object {
    parent: usize,
    key: Option<String>,
    /// What it says that it is called.
    names: Vec<String>,
    /// Which of its members are secret, by what it says that it is.
    held: &'static [&'static str],
}

/// A scalar of the last line.
pub(super) struct Scalar<'l> {
    object: usize,
    /// From where to where it may go.
    pub place: Range<usize>,
    /// What it surely is, with its quotes.
    pub text: &'l str,
}

/// Lines as they were read so far.
pub(super) struct Reader<'l> {
    objects: Vec<Object>,
    /// Brackets that are open, with what closes them.
    open: Vec<(usize, char)>,
    /// What is written by indentation.
    blocks: Vec<(usize, usize)>,
    /// The key whose value comes next.
    pending: Option<usize>,
    /// A key that the line above has left without a value.
    awaited: Option<usize>,
    /// The last key of a line without brackets, and how far its line is indented.
    last: Option<(usize, usize)>,
    /// A quote that is open, and what it is the value of.
    quote: Option<(char, usize)>,
    /// A text at the end of a line, which may be a key.
    loose: Option<String>,
    /// Whether the next declaration is one of a secret, as its decorators say.
    is_secure: bool,
    scalars: Vec<Scalar<'l>>,
}

impl<'l> Reader<'l> {
    /// Reads lines, and a last one whose scalars are wanted.
    pub fn of(above: &'l [String], line: &'l str) -> Self {
        let objects = vec![Object::default()];
        let (open, blocks, scalars) = (Vec::new(), Vec::new(), Vec::new());
        let (pending, awaited, last, quote, loose) = (None, None, None, None, None);
        let is_secure = false;
        let mut reader = Self { objects, open, blocks, pending, awaited, last, quote, loose, is_secure, scalars };
        for line in above.iter().rev().map(String::as_str).chain([line]) {
            reader.scalars.clear();
            reader.line(line);
        }
        reader
    }

    /// The scalars of the last line, with what the names say of each. In a broken file a `value` whose object says no name may
    /// say one behind it.
    pub fn scalars(self, is_broken: bool) -> impl Iterator<Item = (Meaning, Scalar<'l>)> {
        let mut meanings: Vec<(Meaning, Meaning)> = Vec::with_capacity(self.objects.len());
        for (place, object) in self.objects.iter().enumerate() {
            let above = if place == 0 { Meaning::Nothing } else { meanings[object.parent].1 };
            let around = &self.objects[object.parent];
            let is_nameless = around.key.is_none() && around.names.is_empty();
            let is_held = |key: &String| around.held.iter().any(|held| key.eq_ignore_ascii_case(held));
            let own = match &object.key {
                Some(key) if is_held(key) => Meaning::Secret,
                Some(key) if is_broken && is_nameless && key.eq_ignore_ascii_case("value") => Meaning::Key,
                Some(key) => above.below(key),
                None if above == Meaning::Secrets => Meaning::Secret,
                None => above,
            };
            let named = object.names.iter().fold(own, |meaning, name| match meaning {
                Meaning::Secret | Meaning::Secrets => meaning,
                _ => meaning.below_element(name),
            });
            meanings.push((own, named));
        }
        self.scalars.into_iter().map(move |scalar| (meanings[scalar.object].1, scalar))
    }

    fn line(&mut self, line: &'l str) {
        if let Some((quote, object)) = self.quote.take() {
            let (start, end) = (line.len() - line.trim_start().len(), line.find(quote));
            self.scalars.push(Scalar { object, place: start..end.map_or(line.len(), |end| end + 1), text: line });
            self.quote = if end.is_none() { Some((quote, object)) } else { None };
        }
        let start = match self.open.is_empty() {
            true => self.declared(line).unwrap_or_else(|| self.indented(line)),
            false => 0,
        };
        let mut words = Words { reader: self, line, at: start, opened: 0, is_explicit: false, hash: None };
        while words.next().is_some() {}
        if self.open.is_empty() {
            self.awaited = self.pending.take();
        }
    }

    /// Where the value begins that a line of Bicep declares.
    fn declared(&mut self, line: &str) -> Option<usize> {
        let own = line.trim_start();
        self.is_secure |= own.starts_with("@secure(") || own.starts_with("@sys.secure(");
        let kind = ["param ", "var "].iter().find(|kind| own.starts_with(**kind))?;
        let name = own[kind.len()..].split(|letter: char| letter.is_whitespace() || letter == '=').next()?;
        let is_secure = std::mem::take(&mut self.is_secure);
        let value = line.find('=')? + 1;
        self.blocks.clear();
        self.key(if is_secure { "secureValue".to_owned() } else { name.to_owned() });
        Some(value)
    }

    /// Finds what a line is in by its indentation, and where it begins behind its dashes.
    fn indented(&mut self, line: &str) -> usize {
        let mut indent = line.len() - line.trim_start().len();
        let is_element = |at: usize| line[at..].starts_with("- ") || &line[at..] == "-";
        while self.blocks.last().is_some_and(|(at, _)| *at > indent) {
            self.blocks.pop();
        }
        match self.last {
            Some((at, object)) if at < indent || at == indent && is_element(indent) => {
                self.blocks.push((indent, object))
            }
            _ if self.blocks.last().is_none_or(|(at, _)| *at < indent) => self.blocks.push((indent, self.top())),
            _ => {}
        }
        while is_element(indent) {
            let object = self.add(self.top(), None);
            indent += 1 + line[indent + 1..].len() - line[indent + 1..].trim_start().len();
            self.blocks.push((indent, object));
        }
        indent
    }

    fn top(&self) -> usize {
        self.open.last().map(|(object, _)| *object).or(self.blocks.last().map(|(_, object)| *object)).unwrap_or(0)
    }

    fn add(&mut self, parent: usize, key: Option<String>) -> usize {
        self.objects.push(Object { parent, key, ..Object::default() });
        self.objects.len() - 1
    }

    fn key(&mut self, name: String) {
        self.awaited = None;
        let object = self.add(self.pending.unwrap_or(self.top()), Some(name));
        self.pending = Some(object);
        if self.open.is_empty() {
            self.last = Some((self.blocks.last().map_or(0, |(indent, _)| *indent), object));
        }
    }

    /// The key that a value comes behind, when there is one.
    fn wanted(&mut self) -> Option<usize> {
        let awaited = self.awaited.take();
        self.pending.take().or(awaited)
    }

    fn value(&mut self, place: Range<usize>, text: &'l str) -> usize {
        let object = self.wanted().unwrap_or(self.top());
        let Object { parent, key, .. } = &self.objects[object];
        let (parent, is_name) =
            (*parent, key.as_ref().is_some_and(|key| NAMES.iter().any(|name| key.eq_ignore_ascii_case(name))));
        let said = text.trim_matches(['"', '\'']);
        let held = key.as_ref().and_then(|key| held(key, said));
        self.objects[parent].held = held.unwrap_or(self.objects[parent].held);
        if is_name {
            self.objects[parent].names.push(said.to_owned());
        }
        self.scalars.push(Scalar { object, place, text });
        object
    }
}

/// A line, word by word.
struct Words<'r, 'l> {
    reader: &'r mut Reader<'l>,
    line: &'l str,
    at: usize,
    /// Brackets that this line has opened and not closed.
    opened: usize,
    /// Whether a key comes next, behind `?`.
    is_explicit: bool,
    /// Where the next comment begins, as far as that was looked for.
    hash: Option<usize>,
}

impl<'l> Words<'_, 'l> {
    fn rest(&self) -> &'l str {
        &self.line[self.at..]
    }

    /// Reads one word.
    fn next(&mut self) -> Option<()> {
        let rest = self.rest();
        let first = rest.chars().next()?;
        let second = rest.chars().nth(1);
        match first {
            '{' | '[' => self.begin(if first == '{' { '}' } else { ']' }),
            '}' | ']' => self.end(first),
            '"' | '\'' => return self.quoted(first),
            ':' => self.colon(),
            ',' => self.reader.pending = None,
            '#' => self.reader.pending = None,
            '/' if second == Some('/') => self.reader.pending = None,
            '?' if second == Some(' ') => self.is_explicit = true,
            '-' | '+' if second.is_none_or(char::is_whitespace) => {}
            '&' | '!' => self.at += rest.find(char::is_whitespace).unwrap_or(rest.len()) - 1,
            _ if first.is_whitespace() => {}
            _ => return self.plain(),
        }
        self.at += first.len_utf8();
        Some(())
    }

    fn begin(&mut self, closer: char) {
        let object = match self.reader.wanted() {
            Some(object) => object,
            None => self.reader.add(self.reader.top(), None),
        };
        let object = if closer == ']' { self.reader.add(object, None) } else { object };
        self.reader.open.push((object, closer));
        self.opened += 1;
    }

    /// What closes nothing is passed over.
    fn end(&mut self, closer: char) {
        self.reader.pending = None;
        if self.reader.open.last().is_some_and(|(_, own)| *own == closer) {
            self.reader.open.pop();
            self.opened = self.opened.saturating_sub(1);
        }
    }

    /// A colon behind its key, which is in the line above.
    fn colon(&mut self) {
        match self.reader.loose.take() {
            Some(key) => self.reader.key(key),
            None if self.reader.pending.is_none() => self.reader.pending = self.reader.last.map(|(_, object)| object),
            None => {}
        }
    }

    fn quoted(&mut self, quote: char) -> Option<()> {
        let (start, rest) = (self.at, self.rest());
        let end = closing(rest, quote);
        let whole = &rest[..end.unwrap_or(rest.len())];
        self.at += whole.len();
        let text = || serde_json::from_str(whole).unwrap_or_else(|_| whole.trim_matches(quote).to_owned());
        let behind = self.rest().trim_start();
        if behind.starts_with(':') {
            self.at = self.line.len() - behind.len() + 1;
            self.reader.key(text());
            return Some(());
        }
        self.reader.loose = behind.is_empty().then(text);
        if std::mem::take(&mut self.is_explicit) {
            self.reader.key(text());
        }
        let object = self.reader.value(start..self.at, whole);
        self.reader.quote = end.is_none().then_some((quote, object));
        Some(())
    }

    /// A text without quotes. It ends at a comma only between brackets of its own line; but what stands behind one is read.
    fn plain(&mut self) -> Option<()> {
        let (start, rest) = (self.at, self.rest());
        let is_blank = |at: usize| rest[..at].ends_with(char::is_whitespace);
        let is_comment = |at: usize| is_blank(at) && (rest[at..].starts_with('#') || rest[at..].starts_with("//"));
        let ends_key = |at: usize| {
            let next = rest[at..].chars().nth(1);
            rest[at..].starts_with(':')
                && (next.is_none_or(|next| next.is_whitespace() || "\"'".contains(next))
                    || self.opened > 0 && next != Some('/'))
        };
        let stops = |at: usize| rest[at..].starts_with([',', '}', ']']) || is_comment(at) || ends_key(at);
        let places = || rest.char_indices().map(|(at, _)| at);
        let stop = places().find(|at| stops(*at)).unwrap_or(rest.len());
        let word = rest[..stop].trim_end();
        let is_key = rest[stop..].starts_with(':') || std::mem::take(&mut self.is_explicit);
        self.at += stop;
        if !is_key || self.reader.pending.is_some() {
            // Looked for once, as a line may hold many words.
            let hash = self.hash.filter(|hash| *hash >= start).unwrap_or_else(|| {
                let hash = places().find(|at| is_blank(*at) && rest[*at..].starts_with('#'));
                start + hash.unwrap_or(rest.len())
            });
            self.hash = Some(hash);
            let far = if self.opened > 0 { stop } else { hash - start };
            let far = rest[..far].trim_end().trim_end_matches(',');
            let is_exact = self.opened > 0 || self.line[..start].trim_end().ends_with("\":");
            let pending = self.reader.pending;
            if !word.starts_with(['*', '|', '>']) || word.len() > 3 && !word.starts_with('*') {
                self.reader.value(start..start + far.len(), if is_exact { word } else { far });
            }
            self.reader.pending = pending.filter(|_| is_key);
        }
        if is_key {
            let name = word.rsplit(|letter: char| !(letter.is_alphanumeric() || "_.$-".contains(letter))).next();
            self.reader.key(name.unwrap_or_default().to_owned());
            self.at += usize::from(rest[stop..].starts_with(':'));
        }
        Some(())
    }
}

/// Where a text in quotes ends. Bicep escapes single quotes, and writes three of them around texts of many lines; YAML takes a
/// backslash before one for itself, so that where both can be meant the longer text is.
fn closing(text: &str, quote: char) -> Option<usize> {
    const MANY: &str = "'''";
    if let Some(rest) = text.strip_prefix(MANY) {
        return rest.find(MANY).map(|end| end + 2 * MANY.len());
    }
    let (mut is_escaped, mut last) = (false, None);
    for (at, letter) in text.char_indices().skip(1) {
        if letter == quote {
            last = Some(at + 1);
            if !is_escaped {
                return last;
            }
        }
        is_escaped = letter == '\\' && !is_escaped;
    }
    last.filter(|_| quote == '\'')
}
