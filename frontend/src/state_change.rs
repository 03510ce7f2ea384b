//! What changed in a State, part by part, for an eye that wants to see it.

/// States list their parts like this.
const BETWEEN: &str = ", ";

/// A State in parts, each with whether it is new since another State; the first State there is, is new to nobody.
pub fn parts(before: &str, now: &str) -> Vec<(String, bool)> {
    let known: Vec<&str> = before.split(BETWEEN).collect();
    let is_new = |part: &str| !before.is_empty() && !known.contains(&part);
    now.split(BETWEEN).map(|part| (part.to_owned(), is_new(part))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(before: &str, now: &str) -> Vec<String> {
        parts(before, now).into_iter().filter(|(_, is_new)| *is_new).map(|(part, _)| part).collect()
    }

    #[test]
    fn only_what_is_new_has_changed() {
        assert_eq!(changed("5", "6"), ["6"]);
        assert_eq!(changed("a: 1, b: 2", "a: 1, b: 3"), ["b: 3"]);
        assert_eq!(changed("a: 1", "a: 1, c: 4"), ["c: 4"]);
        assert!(changed("a: 1, b: 2", "b: 2").is_empty());
        assert!(changed("", "7").is_empty());
    }
}
