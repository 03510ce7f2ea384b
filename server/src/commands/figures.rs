//! Figures as people read them.

use std::time::Duration;

/// A whole number with its thousands apart: `1,234,567`.
#[must_use]
pub fn whole(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.char_indices() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A rounded figure: whole where it is large, with a place or two where it is small.
#[must_use]
pub fn rounded(figure: f64) -> String {
    match figure {
        _ if figure >= 100.0 => whole(figure.round() as u64),
        _ if figure >= 10.0 => format!("{figure:.1}"),
        _ => format!("{figure:.2}"),
    }
}

/// How many of them a second.
#[must_use]
pub fn a_second(count: u64, elapsed: Duration) -> f64 {
    count as f64 / elapsed.as_secs_f64().max(1e-9)
}

/// Lines of a name and what it is, the second column aligned.
#[must_use]
pub fn columns<'a>(rows: impl IntoIterator<Item = (&'a str, String)> + Clone) -> String {
    let widest = rows.clone().into_iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    rows.into_iter().map(|(name, text)| format!("{name:<widest$}  {text}").trim_end().to_owned() + "\n").collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        let told: Vec<String> = [0, 999, 1_000, 123_456, 1_234_567].map(whole).to_vec();
        assert_eq!(told, ["0", "999", "1,000", "123,456", "1,234,567"]);
    }

    #[test]
    fn small_figures_keep_their_places() {
        let told: Vec<String> = [0.256, 12.34, 123.4, 98_765.4].map(rounded).to_vec();
        assert_eq!(told, ["0.26", "12.3", "123", "98,765"]);
    }

    #[test]
    fn columns_are_aligned() {
        assert_eq!(columns([("a", "one".to_owned()), ("bcd", "two".to_owned())]), "a    one\nbcd  two\n");
    }
}
