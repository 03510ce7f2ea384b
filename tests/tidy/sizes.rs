//! A file can be read in one sitting, a function on one screen.

use std::fs;

use crate::{files, nothing_in, shown};

const LONGEST_FILE: usize = 400;
const LONGEST_FUNCTION: usize = 70;

#[test]
fn no_file_is_longer_than_one_sitting() {
    let mut complaints = Vec::new();
    for path in files(".rs") {
        let lines = fs::read_to_string(&path).unwrap().lines().count();
        if lines > LONGEST_FILE {
            complaints.push(format!("{}: {lines} lines; split it", shown(&path)));
        }
    }
    nothing_in(&complaints);
}

#[test]
fn no_function_is_longer_than_one_screen() {
    let mut complaints = Vec::new();
    for path in files(".rs") {
        let text = fs::read_to_string(&path).unwrap();
        for (line, length) in functions(&text) {
            if length > LONGEST_FUNCTION {
                complaints.push(format!("{}:{line}: {length} lines; split it", shown(&path)));
            }
        }
    }
    nothing_in(&complaints);
}

/// The first line and the length of each function. rustfmt puts the closing brace at the column of the `fn`'s line, so
/// indentation is enough.
fn functions(text: &str) -> Vec<(usize, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let code = line.trim_start();
        let is_function = code.split('(').next().is_some_and(|head| {
            // A function has a name; the type of one, as in `run: fn(u64)`, has none.
            let mut words = head.split_whitespace().skip_while(|word| *word != "fn");
            words.nth(1).is_some() && !head.contains("//") && !head.contains('"')
        });
        if !is_function || code.ends_with(';') || code.ends_with('}') {
            continue;
        }
        let closing = format!("{}}}", &line[..line.len() - code.len()]);
        let length = lines[start..].iter().position(|line| *line == closing);
        found.extend(length.map(|length| (start + 1, length + 1)));
    }
    found
}

#[test]
fn the_length_of_a_function_includes_its_braces() {
    let text = "struct A;\n\nimpl A {\n    pub fn one(\n        &self,\n    ) {\n        let _ = 1;\n    }\n}\n\nfn two() {\n}\n\nstruct B {\n    run: fn(u8) -> u8,\n}\n";
    assert_eq!(functions(text), [(4, 5), (11, 2)]);
}
