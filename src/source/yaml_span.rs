//! Where YAML values really begin and end: the parser's spans leave out indicators and take in blank lines.

/// The first of `wanted` between `from` and `to` that stands outside comments, anchors and tags, with nothing but
/// other indicators before it.
pub(super) fn indicator(text: &str, from: usize, to: usize, wanted: &[u8]) -> Option<usize> {
    let bytes = text.as_bytes().get(..to.min(text.len()))?;
    let mut at = from;
    loop {
        let byte = *bytes.get(at)?;
        let rest = bytes.get(at..)?;
        at = match byte {
            _ if wanted.contains(&byte) => return Some(at),
            b'#' => at + memchr::memchr2(b'\n', b'\r', rest)?,
            b'&' | b'!' => at + rest.iter().position(u8::is_ascii_whitespace)?,
            b':' | b'-' | b'?' | b',' | b'[' | b'{' | b'.' => at + 1,
            _ if byte.is_ascii_whitespace() => at + 1,
            _ => return None,
        };
    }
}

/// The end of a block scalar's last line that holds anything; where the header asks to keep blank lines, `end`.
pub(super) fn block_end(text: &str, start: usize, end: usize) -> usize {
    let Some(block) = text.get(start..end) else {
        return end;
    };
    let header = block.lines().next().unwrap_or_default();
    if header.as_bytes().iter().skip(1).take(2).any(|&byte| byte == b'+') {
        return end;
    }
    let filled = block.trim_end().len();
    let rest = block.get(filled..).unwrap_or_default();
    start + filled + memchr::memchr2(b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len())
}

/// One past the colon that follows a key, or `at` itself where none does.
pub(super) fn after_colon(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    if rest.as_bytes().get(blanks) == Some(&b':') { at + blanks + 1 } else { at }
}
