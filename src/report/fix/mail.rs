//! Texts as mail carries them.

use textwrap::core::Word;
use textwrap::{Options, WordSeparator, WordSplitter};

/// The value of a header: as it is when that is safe, else as encoded words of RFC 2047, folded.
pub(super) fn header(text: &str) -> String {
    /// Bytes of one encoded word, which may have 75 characters and takes up to three for each byte.
    const BYTES: usize = 18;
    let plain = text.bytes().all(|byte| matches!(byte, b' '..=b'~')) && !text.contains("=?") && text.len() < 200;
    if plain {
        return text.to_owned();
    }
    let mut words: Vec<String> = vec![String::new()];
    let mut bytes = 0;
    for letter in text.chars() {
        if bytes + letter.len_utf8() > BYTES {
            words.push(String::new());
            bytes = 0;
        }
        bytes += letter.len_utf8();
        let word = words.last_mut();
        let encoded = letter.to_string().bytes().map(encoded_byte).collect::<String>();
        word.into_iter().for_each(|word| word.push_str(&encoded));
    }
    let words: Vec<String> = words.iter().map(|word| format!("=?UTF-8?q?{word}?=")).collect();
    words.join("\n ")
}

/// Columns of a line.
const COLUMNS: usize = 72;

/// A line of a body in lines of at most 72 columns, as mail programs and `git log` show them; those that follow are indented, so that
/// none begins like a header or a diff.
pub(super) fn wrapped(line: &str) -> String {
    let indent = " ".repeat(line.len() - line.trim_start_matches(' ').len() + 2);
    let options = Options::new(COLUMNS)
        .subsequent_indent(&indent)
        .word_separator(WordSeparator::Custom(words))
        .word_splitter(WordSplitter::NoHyphenation);
    textwrap::fill(line, options)
}

/// The words of a line; one that is too long, such as a path, has an end behind each of its steps too.
fn words(line: &str) -> Box<dyn Iterator<Item = Word<'_>> + '_> {
    /// Columns that are left of a line behind its indent.
    const LONGEST: usize = COLUMNS - 4;
    let parts = |text: &str| text.split_inclusive(['/', '.', ',', ':']).count();
    let mut rest = line;
    let words = WordSeparator::AsciiSpace.find_words(line).flat_map(move |word| {
        let (own, behind) = rest.split_at(word.word.len() + word.whitespace.len());
        rest = behind;
        let is_long = word.word.chars().count() > LONGEST && parts(own) > 1;
        let pieces: Vec<Word<'_>> =
            if is_long { own.split_inclusive(['/', '.', ',', ':']).map(Word::from).collect() } else { vec![word] };
        pieces
    });
    Box::new(words)
}

fn encoded_byte(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("={byte:02X}") }
}

/// A body in lines that every mail program and `git am` leave as they are: `quoted-printable`, of RFC 2045. Line feeds
/// end lines; carriage returns are encoded, since `git am` would take them away.
pub(super) fn quoted_printable(text: &str) -> String {
    /// Characters of a line, its last `=` left out.
    const WIDTH: usize = 75;
    let mut encoded = String::with_capacity(text.len() + text.len() / 8);
    for line in text.split_inclusive('\n') {
        let (line, end) = line.strip_suffix('\n').map_or((line, ""), |line| (line, "\n"));
        let mut width = 0;
        let last = line.len().wrapping_sub(1);
        for (place, byte) in line.bytes().enumerate() {
            let begins = width == 0 || width == WIDTH;
            // A line `From …` would begin another mail, and blanks at the end get lost.
            let literal = matches!(byte, b' '..=b'~' | b'\t')
                && byte != b'='
                && !(place == last && matches!(byte, b' ' | b'\t'))
                && !(begins && byte == b'F');
            let size = if literal { 1 } else { 3 };
            if width + size > WIDTH {
                encoded.push_str("=\n");
                width = 0;
            }
            width += size;
            if literal { encoded.push(char::from(byte)) } else { encoded.push_str(&format!("={byte:02X}")) }
        }
        encoded.push_str(end);
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn decoded(text: &str) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut rest = text.as_bytes();
        while let Some((&byte, after)) = rest.split_first() {
            rest = match (byte, after) {
                (b'=', [b'\n', after @ ..]) => after,
                (b'=', [high, low, after @ ..]) => {
                    let hex = String::from_utf8_lossy(&[*high, *low]).into_owned();
                    bytes.push(u8::from_str_radix(&hex, 16).expect("two digits"));
                    after
                }
                _ => {
                    bytes.push(byte);
                    after
                }
            };
        }
        bytes
    }

    #[test]
    fn headers_hold_one_line_each() {
        assert_eq!(header("[PATCH 1/2] Quick fix: a"), "[PATCH 1/2] Quick fix: a");
        assert_eq!(header("é\nX: y"), "=?UTF-8?q?=C3=A9=0AX=3A=20y?=");
        assert!(header(&"é".repeat(100)).lines().all(|line| line.len() <= 76));
    }

    #[test]
    fn lines_are_cut_between_words() {
        let [a, b, c, d] = ["a-b".repeat(10), "b".repeat(30), format!("x/{}", "c".repeat(63)), "d".repeat(90)];
        let expected =
            format!("  Resources: {a},\n    {b}, x/\n    {}/end\n    {}\n    {}", &c[2..], &d[..68], &d[68..]);
        assert_eq!(wrapped(&format!("  Resources: {a}, {b}, {c}/end {d}")), expected);
        assert_eq!(wrapped("* short: a.b.c"), "* short: a.b.c");
    }

    proptest! {
        #[test]
        fn what_is_sent_arrives(text in "(?s)[\\x00-\\x7fé=\r\n\tF ]{0,300}") {
            let encoded = quoted_printable(&text);
            prop_assert_eq!(decoded(&encoded), text.as_bytes());
            for line in encoded.split('\n') {
                prop_assert!(line.len() <= 76 && !line.ends_with(' ') && !line.starts_with('F'));
            }
        }
    }
}
