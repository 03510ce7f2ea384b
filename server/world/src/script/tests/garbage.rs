//! Whatever is typed, nothing falls over: what can be read is written and read again the same, the rest is an error
//! that can be shown.

use crate::script::condition::FACTS;
use crate::script::reference::complete;
use crate::script::{Script, verbs};
use smr::execute::MachineKind;

/// Lines that once were, or might have been, trouble.
const CORPUS: &str = include_str!("corpus.txt");

/// A small generator of its own, so that the test does not depend on the world's.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound.max(1)
    }
}

fn survives(text: &str) {
    match Script::parse(text) {
        Ok(script) => {
            let written = script.to_string();
            let again = Script::parse(&written);
            let again = again.unwrap_or_else(|wrong| panic!("{text:?} -> {written:?}: {}", wrong[0].message));
            assert_eq!(again.to_string(), written, "{text:?}");
        }
        Err(wrong) => {
            for diagnostic in wrong {
                assert!(!diagnostic.message.is_empty());
                assert!(diagnostic.render("garbage", false).contains("error"));
            }
        }
    }
    text.lines().for_each(|line| {
        let _ = complete(line, &MachineKind::default());
    });
}

#[test]
fn the_corpus_is_survived() {
    CORPUS.lines().for_each(survives);
    survives(CORPUS);
    survives(&"(".repeat(1_990));
    survives(&format!("expect {}quiet", "not ".repeat(400)));
    survives(&format!("expect {}", "(".repeat(1_900)));
    survives(&"x".repeat(100_000));
    survives(&"\n".repeat(30_000));
}

#[test]
fn examples_with_letters_changed_are_survived() {
    let examples: Vec<&str> = verbs::all().map(|verb| verb.example).collect();
    let letters: Vec<char> = "ab19 \"#|=<>()!:,.-*%/µ\t\u{0}é\u{1f600}".chars().collect();
    let mut dice = Dice(7);
    for _ in 0..20_000 {
        let mut line: Vec<char> = match dice.below(3) {
            0 => format!("expect {}", FACTS[dice.below(FACTS.len())].example).chars().collect(),
            _ => examples[dice.below(examples.len())].chars().collect(),
        };
        for _ in 0..=dice.below(3) {
            let at = dice.below(line.len() + 1);
            match dice.below(3) {
                0 if at < line.len() => line[at] = letters[dice.below(letters.len())],
                1 if at < line.len() => drop(line.remove(at)),
                _ => line.insert(at.min(line.len()), letters[dice.below(letters.len())]),
            }
        }
        survives(&line.into_iter().collect::<String>());
    }
}

#[test]
fn words_in_any_order_are_survived() {
    let mut words: Vec<&str> = verbs::all().flat_map(|verb| verb.example.split(' ')).collect();
    words.extend(FACTS.iter().flat_map(|fact| fact.example.split(' ')));
    let mut dice = Dice(11);
    for _ in 0..20_000 {
        let line: Vec<&str> = (0..dice.below(8)).map(|_| words[dice.below(words.len())]).collect();
        survives(&line.join(" "));
    }
}
