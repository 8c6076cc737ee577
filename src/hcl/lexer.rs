//! As much of HCL's words as tells where something ends.

/// What was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token {
    LineEnd,
    Comment,
    Other,
}

/// What is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Open {
    /// Brackets in which line ends mean nothing.
    Loose,
    /// Braces of blocks and objects.
    Brace,
    /// A text in quotes.
    Quote,
}

/// Reads a text word by word.
pub struct Lexer<'t> {
    text: &'t str,
    at: usize,
    open: Vec<Open>,
    /// Texts of many lines that never ended: each was looked for to the very end.
    unended: usize,
    /// Behind the last end of a comment of several lines: what begins one after that never ends, and is none.
    last_end: usize,
}

/// As many are looked for.
const MOST_UNENDED: usize = 20;

impl<'t> Lexer<'t> {
    /// Begins at a byte.
    pub fn new(text: &'t str, at: usize) -> Self {
        let last_end = memchr::memmem::rfind(text.as_bytes(), b"*/").map_or(0, |end| end + 2);
        Self { text, at, open: Vec::new(), unended: 0, last_end }
    }

    /// Goes on at a byte where nothing is open.
    pub fn begin(&mut self, at: usize) {
        self.at = at;
        self.open.clear();
    }

    /// Where it is.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Goes to the end of the line on which nothing is open any more; whether there is one, or the text ends so.
    pub fn skip_to_line_end(&mut self) -> bool {
        loop {
            let before = self.at;
            match self.next() {
                None => return self.open.is_empty(),
                Some(Token::LineEnd) if self.open.is_empty() => {
                    self.at = before;
                    return true;
                }
                Some(_) => {}
            }
        }
    }

    fn next(&mut self) -> Option<Token> {
        let rest = &self.text.as_bytes()[self.at..];
        let first = *rest.first()?;
        if self.open.last() == Some(&Open::Quote) {
            self.in_quotes(rest);
            return Some(Token::Other);
        }
        let mut length = 1;
        let mut token = Token::Other;
        match (first, rest.get(1)) {
            (b'\n', _) => token = Token::LineEnd,
            (b'#' | b'/', _) if self.comment(self.at).is_some() => {
                token = Token::Comment;
                length = self.comment(self.at).unwrap_or(1);
            }
            (b'<', Some(b'<')) if self.unended < MOST_UNENDED => {
                length = heredoc(&self.text[self.at..]).unwrap_or_else(|| {
                    self.unended += 1;
                    2
                });
            }
            (b'"', _) => self.open.push(Open::Quote),
            (b'(' | b'[', _) => self.open.push(Open::Loose),
            (b'{', _) => self.open.push(if is_for(&self.text[self.at + 1..]) { Open::Loose } else { Open::Brace }),
            (b')' | b']' | b'}', _) => drop(self.open.pop()),
            _ => {}
        }
        self.at += length;
        Some(token)
    }

    /// The length of a comment that begins at a byte.
    fn comment(&self, at: usize) -> Option<usize> {
        let rest = self.text.as_bytes().get(at..)?;
        match (rest.first()?, rest.get(1)) {
            (b'#', _) | (b'/', Some(b'/')) => Some(memchr::memchr(b'\n', rest).unwrap_or(rest.len())),
            (b'/', Some(b'*')) if at < self.last_end => memchr::memmem::find(&rest[2..], b"*/").map(|end| end + 4),
            _ => None,
        }
    }

    /// The first byte from another one on that is neither blank nor in a comment.
    pub fn skip_blank(&self, mut at: usize) -> usize {
        loop {
            let rest = &self.text[at..];
            at += rest.len() - rest.trim_start().len();
            match self.comment(at) {
                Some(length) => at += length,
                None => return at,
            }
        }
    }

    /// A text ends with its line at the latest, whether or not its quotes do.
    fn in_quotes(&mut self, rest: &[u8]) {
        match (rest[0], rest.get(1), rest.get(2)) {
            (b'\\', Some(b'\n'), _) => self.at += 1,
            (b'\\', Some(_), _) => self.at += 2,
            (b'$', Some(b'$'), Some(b'{')) | (b'%', Some(b'%'), Some(b'{')) => self.at += 3,
            (b'$' | b'%', Some(b'{'), _) => {
                self.open.push(Open::Loose);
                self.at += 2;
            }
            (b'"', ..) => {
                self.open.pop();
                self.at += 1;
            }
            (b'\n', ..) => drop(self.open.pop()),
            _ => self.at += 1,
        }
    }
}

/// The length of a text that begins so and goes to a line of its own word; `None` for what is none.
fn heredoc(text: &str) -> Option<usize> {
    let behind = text.strip_prefix("<<")?;
    let behind = behind.strip_prefix('-').unwrap_or(behind);
    let (word, _) = behind.split_once('\n')?;
    let word = word.trim();
    let is_word = !word.is_empty() && word.chars().all(|letter| letter.is_alphanumeric() || "_-".contains(letter));
    let mut at = text.find('\n')? + 1;
    for line in text[at..].split_inclusive('\n').filter(|_| is_word) {
        if line.trim() == word {
            return Some(at + line.trim_end().len());
        }
        at += line.len();
    }
    None
}

/// Whether what is in braces is made of a list.
fn is_for(inside: &str) -> bool {
    let inside = inside.trim_start();
    inside.strip_prefix("for").is_some_and(|rest| rest.starts_with(char::is_whitespace))
}

/// The same text, as long, with blanks for line ends and comments that stand in brackets; `None` where there are none.
pub fn unwrapped(text: &str) -> Option<String> {
    let mut bytes = text.as_bytes().to_vec();
    let (mut lexer, mut is_changed) = (Lexer::new(text, 0), false);
    loop {
        let before = lexer.at;
        let is_loose = lexer.open.last() == Some(&Open::Loose);
        let Some(token) = lexer.next() else { break };
        if is_loose && matches!(token, Token::LineEnd | Token::Comment) {
            bytes[before..lexer.at.min(text.len())].fill(b' ');
            is_changed = true;
        }
    }
    String::from_utf8(bytes).ok().filter(|_| is_changed)
}
