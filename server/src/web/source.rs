//! The source that runs: `GET /source/ORDERING` has, for each line of the pseudo-code, the functions in which it is lit.
//!
//! Where a line of the paper runs, the code names it, as `lines::PREPARE`: so the page is made from the code that was compiled,
//! and cannot tell of another.

use super::{Lab, errors, handout};
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Response};
use lessons::html::escape;
use smr::order::Line;
use world::orders::{self, Order};

/// Before the name of an ordering in the address of its source.
pub const SOURCE: &str = "/source/";

/// The files of the orderings, by their paths.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/orderings.rs"));

/// A function in which a line is lit.
#[derive(Debug, PartialEq, Eq)]
struct Place {
    file: &'static str,
    /// The number of its first line in the file, from one.
    first: usize,
    /// Which of its lines light the line of pseudo-code, from zero.
    lit: Vec<usize>,
    code: Vec<&'static str>,
}

/// The source of an ordering, or the page that says that nothing is there.
pub async fn answer(State(lab): State<Lab>, Path(order): Path<String>, headers: HeaderMap) -> Response<Body> {
    match orders::named(&order) {
        Some(order) => handout::told("text/html; charset=utf-8", page(order, lab.bundle.icon())),
        None => errors::not_found(lab.bundle, &headers),
    }
}

fn page(order: &Order, icon: &str) -> String {
    let lines: String = order.lines.iter().enumerate().map(|(index, line)| section(order, index, line)).collect();
    let name = order.name;
    let introduction = format!(
        "<p>{}. Each line of its pseudo-code, and the functions of this lab in which it is lit.</p>\n",
        escape(order.says)
    );
    let ways = "<a href=\"/\">To the lab</a>";
    handout::document(&format!("{name}: the source that runs"), ways, icon, &(introduction + &lines))
}

fn section(order: &Order, index: usize, line: &Line) -> String {
    let places: String = places(order, index, line).iter().map(shown).collect();
    let (name, says) = (escape(line.name), escape(line.says));
    let id = name.replace(' ', "-");
    format!("<section id=\"{id}\">\n<h2><code>{name}</code></h2>\n<p>{says}</p>\n{places}</section>\n")
}

fn shown(place: &Place) -> String {
    let line = |(index, code): (usize, &&str)| {
        let code = escape(code);
        if place.lit.contains(&index) { format!("<mark>{code}</mark>\n") } else { format!("{code}\n") }
    };
    let code: String = place.code.iter().enumerate().map(line).collect();
    format!("<h3>{}, line {}</h3>\n<pre><code>{code}</code></pre>\n", place.file, place.first)
}

/// The folder of an ordering. The two algorithms of the generals share one.
fn folder(order: &Order) -> String {
    let own = order.name.replace('-', "_");
    let has_own = FILES.iter().any(|(path, _)| path.starts_with(&format!("{own}/")));
    let family = own.split('_').next().unwrap_or_default().to_owned();
    if has_own { own } else { family }
}

/// Where a line of an ordering is lit.
fn places(order: &Order, index: usize, line: &Line) -> Vec<Place> {
    let folder = folder(order) + "/";
    let files = || FILES.iter().filter(|(path, _)| path.starts_with(&folder));
    let list = files().find(|(path, _)| path.ends_with("/lines.rs")).map_or("", |(_, text)| text);
    let Some(name) = constant(list, index, line) else { return Vec::new() };
    let mut found: Vec<Place> = Vec::new();
    for (file, text) in files() {
        let code: Vec<&str> = text.lines().collect();
        for lit in (0..code.len()).filter(|at| code.get(*at).is_some_and(|row| lights(row, name, list, line))) {
            let (first, last) = function(&code, lit);
            match found.last_mut().filter(|place| place.file == *file && place.first == first + 1) {
                Some(place) => place.lit.push(lit - first),
                None => {
                    let code = code.get(first..=last).unwrap_or_default().to_vec();
                    found.push(Place { file, first: first + 1, lit: vec![lit - first], code });
                }
            }
        }
    }
    found
}

/// The constant that stands for a line in the code: it is named beside the line, or, where two algorithms have the same lines in
/// the same places, beside the place.
fn constant(list: &'static str, index: usize, line: &Line) -> Option<&'static str> {
    let named = format!(" = \"{}\":", line.name);
    let placed = format!(": usize = {index};");
    list.lines().find_map(|row| {
        let before = row.split_once(&named).or_else(|| row.split_once(&placed))?.0;
        before.split(' ').next_back()
    })
}

/// Whether a line of the code lights this one: it names the constant, and if it names a list, the one that this is in.
fn lights(code: &str, name: &str, list: &str, line: &Line) -> bool {
    if code.trim_start().starts_with("//") {
        return false;
    }
    code.match_indices("lines::").any(|(at, prefix)| {
        let named = code.get(at + prefix.len()..).unwrap_or_default();
        let rest = named.strip_prefix(name);
        let is_named = rest.is_some_and(|rest| !rest.starts_with(|next: char| next.is_alphanumeric() || next == '_'));
        let before = code.get(..at).unwrap_or_default().strip_suffix('[').unwrap_or_default();
        let of_list = before.rsplit_once("lines::").map(|(_, of)| of);
        is_named && of_list.is_none_or(|of| holds(list, of, line))
    })
}

/// Whether a list of lines has one of this name.
fn holds(list: &str, of: &str, line: &Line) -> bool {
    let after = list.split_once(&format!("pub const {of}: ")).map_or("", |(_, after)| after);
    let own = after.split("];").next().unwrap_or_default();
    own.contains(&format!("name: {:?}", line.name))
}

/// The first and the last line of the function around a line, what is written above it included. The code is indented as
/// rustfmt does it.
fn function(code: &[&str], at: usize) -> (usize, usize) {
    let indent = |row: &str| row.len() - row.trim_start().len();
    let begins = |row: &str| {
        let row = row.trim_start();
        ["fn ", "pub fn ", "pub(", "const fn ", "pub const fn "].iter().any(|start| row.starts_with(start))
            && row.contains("fn ")
    };
    let head = (0..=at).rev().find(|index| code.get(*index).is_some_and(|row| begins(row))).unwrap_or(at);
    let depth = code.get(head).map_or(0, |row| indent(row));
    let is_end = |row: &str| row.trim_start() == "}" && indent(row) == depth;
    let last = (at..code.len()).find(|index| code.get(*index).is_some_and(|row| is_end(row))).unwrap_or(at);
    let is_above = |row: &str| row.trim_start().starts_with("///") || row.trim_start().starts_with("#[");
    let above = (0..head).rev().take_while(|index| code.get(*index).is_some_and(|row| is_above(row))).last();
    (above.unwrap_or(head), last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_every_ordering_has_code_that_lights_it() {
        for order in orders::ORDERS {
            for (index, line) in order.lines.iter().enumerate() {
                let places = places(order, index, line);
                assert!(!places.is_empty(), "{}: {}", order.name, line.name);
                for place in places {
                    let whole = place.code.join("\n");
                    assert!(place.code.len() < 100, "{}: {}: {whole}", order.name, line.name);
                    assert_eq!(whole.matches('{').count(), whole.matches('}').count(), "a whole function: {whole}");
                }
            }
        }
    }

    #[test]
    fn the_two_algorithms_of_the_generals_share_a_folder_and_not_their_lines() {
        let files = |order: &str| {
            let order = orders::named(order).expect("it is an ordering");
            let of_each = order.lines.iter().enumerate().flat_map(|(index, line)| places(order, index, line));
            of_each.map(|place| place.file).collect::<std::collections::BTreeSet<_>>()
        };
        assert!(files("generals-oral").contains("generals/oral.rs"));
        assert!(!files("generals-oral").contains("generals/written.rs"));
        assert!(!files("generals-signed").contains("generals/oral.rs"));
    }

    #[test]
    fn a_line_leads_to_its_function() {
        let order = orders::named("multi-paxos").expect("it is an ordering");
        let text = page(order, "/icon.svg");
        for said in ["<section id=\"", "multi_paxos/acceptor.rs, line ", "<mark>", "out.push(Out::Rule(&amp;lines::"] {
            assert!(text.contains(said), "{said}");
        }
    }
}
