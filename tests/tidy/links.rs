//! A link in a document leads somewhere.

use std::fs;

use crate::{files, nothing_in, shown};

#[test]
fn every_relative_link_in_a_document_leads_somewhere() {
    let mut complaints = Vec::new();
    for path in files(".md") {
        let text = fs::read_to_string(&path).unwrap();
        let folder = path.parent().unwrap();
        for link in links(&text) {
            let file = link.split('#').next().unwrap_or_default();
            let elsewhere = link.contains("://") || link.starts_with("mailto:") || link.starts_with('/');
            if !elsewhere && !file.is_empty() && !folder.join(file).exists() {
                complaints.push(format!("{}: {link} leads nowhere", shown(&path)));
            }
        }
    }
    nothing_in(&complaints);
}

/// The targets of `[text](target)` outside of fenced blocks.
fn links(text: &str) -> Vec<&str> {
    let mut fenced = false;
    let mut found = Vec::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        }
        if fenced {
            continue;
        }
        let targets = line.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
        found.extend(targets.filter_map(|(target, _)| target.split_whitespace().next()));
    }
    found
}

#[test]
fn links_are_found_outside_of_code() {
    let text = "[a](b.md) and ![c](d.png \"title\")\n```\n[no](no.md)\n```\n[e](f#g)";
    assert_eq!(links(text), ["b.md", "d.png", "f#g"]);
}
