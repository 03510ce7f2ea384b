//! Finding scripts in a lesson: fenced blocks whose language is `smr`.

/// The lines of all `smr` blocks of a Markdown text, each with its number in the text. A blank line stands between two
/// blocks.
#[must_use]
pub fn script_lines(text: &str) -> Vec<(usize, &str)> {
    let mut lines = Vec::new();
    let mut fence: Option<(&str, bool)> = None;
    for (number, line) in (1..).zip(text.lines()) {
        let trimmed = line.trim_start();
        match fence {
            Some((closing, script))
                if trimmed.starts_with(closing) && trimmed.trim_end_matches(['`', '~', ' ']).is_empty() =>
            {
                if script {
                    lines.push((number, ""));
                }
                fence = None;
            }
            Some((_, true)) => lines.push((number, line)),
            Some((_, false)) => {}
            None => fence = opening(trimmed),
        }
    }
    lines
}

/// The fence that a line opens, and whether it opens a script.
fn opening(line: &str) -> Option<(&str, bool)> {
    let sign = line.chars().next().filter(|sign| matches!(sign, '`' | '~'))?;
    let length = line.len() - line.trim_start_matches(sign).len();
    let language = line[length..].split_whitespace().next();
    (length >= 3).then(|| (&line[..length], language == Some("smr")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_blocks_of_the_language_are_scripts() {
        let text = "# A\n```rust\nlet no;\n```\n```smr\ncluster\nstep\n```\ntext\n~~~smr seed\nheal\n~~~\n";
        assert_eq!(script_lines(text), [(6, "cluster"), (7, "step"), (8, ""), (11, "heal"), (12, "")]);
    }

    #[test]
    fn a_block_without_an_end_goes_to_the_end() {
        assert_eq!(script_lines("````smr\n```\nstep"), [(2, "```"), (3, "step")]);
    }
}
