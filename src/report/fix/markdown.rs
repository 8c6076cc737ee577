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

/// A text between others, of which no address becomes a link either. It is not for the start of a line.
pub(in crate::report) fn plain(text: &str) -> String {
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
        assert_eq!(code("a``b"), "```a``b```");
        assert_eq!(code("`"), "`` ` ``");
        assert_eq!(fence("+````"), "`````");
        assert_eq!(html("<b>&\""), "&lt;b&gt;&amp;&quot;");
    }
}
