//! Places in a text, as the browser counts them: in units of UTF-16.

/// The part of a text before a place.
pub fn before(text: &str, place: u32) -> &str {
    let mut units = 0;
    let end = text.char_indices().find(|(_, letter)| {
        let is_there = units >= place as usize;
        units += letter.len_utf16();
        is_there
    });
    end.map_or(text, |(index, _)| &text[..index])
}

/// The place of a line and a column, both counted from 1.
pub fn of(text: &str, line: usize, column: usize) -> u32 {
    let whole: usize = text.split('\n').take(line.saturating_sub(1)).map(|line| line.encode_utf16().count() + 1).sum();
    let rest = text.split('\n').nth(line.saturating_sub(1)).unwrap_or_default();
    let within: usize = rest.chars().take(column.saturating_sub(1)).map(char::len_utf16).sum();
    u32::try_from(whole + within).unwrap_or(u32::MAX)
}

/// The word that is begun at the end of a text.
pub fn begun(before: &str) -> &str {
    before.rsplit([' ', '\n']).next().unwrap_or_default()
}

/// The line and the column at the end of a text, counted from 0.
pub fn end(before: &str) -> (usize, usize) {
    let line = before.rsplit('\n').next().unwrap_or_default();
    (before.matches('\n').count(), line.chars().count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found_and_told() {
        let text = "a𝄞b\ncrash r1";
        assert_eq!(before(text, 3), "a𝄞");
        assert_eq!(before(text, 99), text);
        assert_eq!(of(text, 1, 3), 3);
        assert_eq!(before(text, of(text, 2, 7)), "a𝄞b\ncrash ");
        assert_eq!(begun("crash fo"), "fo");
        assert_eq!(begun("crash\n"), "");
        assert_eq!(end("a\ncra"), (1, 3));
    }
}
