//! Texts that mean themselves in Markdown, whatever they hold.

use crate::report::harmless;

/// A text between others: nothing in it is a mark, a link, a mention or an element.
pub(in crate::report) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for letter in harmless(text).chars() {
        match letter {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            // An empty comment keeps `@name` and `#1` from becoming links.
            '@' | '#' => {
                escaped.push('\\');
                escaped.push(letter);
                escaped.push_str("<!-- -->");
            }
            '\\' | '`' | '*' | '_' | '[' | ']' | '(' | ')' | '!' | '|' | '~' | '{' | '}' | '$' => {
                escaped.push('\\');
                escaped.push(letter);
            }
            _ => escaped.push(letter),
        }
    }
    escaped
}

/// A text that may also begin a line: it makes no list, heading or code there, and no address in it becomes a link.
pub(in crate::report) fn plain(text: &str) -> String {
    let text = unlinked(text.trim_start_matches(' '));
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    match text.as_bytes().get(digits) {
        Some(b'.') if digits > 0 => format!("{}\\{}", &text[..digits], &text[digits..]),
        Some(b'-' | b'+' | b'=') if digits == 0 => format!("\\{text}"),
        _ => text,
    }
}

/// A text between others in which no address becomes a link.
pub(in crate::report) fn unlinked(text: &str) -> String {
    escaped(text).replace("://", ":<!-- -->//").replace("www.", "www<!-- -->.").replace("GH-", "GH<!-- -->-")
}

/// A text as code, in a line.
pub(in crate::report) fn code(text: &str) -> String {
    let text = harmless(text);
    let marks = "`".repeat(longest_run(&text) + 1);
    // A blank beside a mark keeps the two apart, and is not shown.
    let pad = if text.is_empty() || text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) { " " } else { "" };
    format!("{marks}{pad}{text}{pad}{marks}")
}

/// A text in an element of HTML.
pub(in crate::report) fn html(text: &str) -> String {
    harmless(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The line that begins and ends a block of code with this text.
pub(in crate::report) fn fence(text: &str) -> String {
    "`".repeat((longest_run(text) + 1).max(3))
}

fn longest_run(text: &str) -> usize {
    text.split(|letter| letter != '`').map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_becomes_a_mark() {
        assert_eq!(escaped("a*b_c\n<img> @me #1"), r"a\*b\_c\\n&lt;img&gt; \@<!-- -->me \#<!-- -->1");
        let starts = ["- a", "12. a", "=", "    a", "https://a.b"].map(plain);
        assert_eq!(starts, [r"\- a", r"12\. a", r"\=", "a", "https:<!-- -->//a.b"]);
        assert_eq!(code("a``b"), "```a``b```");
        assert_eq!(code("`"), "`` ` ``");
        assert_eq!(fence("+````"), "`````");
        assert_eq!(html("<b>&\""), "&lt;b&gt;&amp;&quot;");
    }
}
