//! Reading a condition.

use super::{BEINGS, Compared, Comparison, Condition, FACTS, FAILS, Fact, Given, Measure, STANDINGS, Share, Tally};
use crate::promises;
use crate::script::grammar::{
    Input, Parsed, expected, has, keyword, meaning, named, number, one_of, peeked, position, quoted, says, symbol,
    time, unknown, word, wrong,
};
use crate::script::selector::{Asked, Parties, ROLES, Replicas, client, is_client};
use crate::script::witness::EVENTS;

/// How deep parentheses and `not` may nest.
const DEEPEST: u8 = 32;

impl Condition {
    /// Reads one.
    pub fn parse(input: &mut Input<'_>) -> Parsed<Self> {
        either(input, 0)
    }
}

fn either(input: &mut Input<'_>, depth: u8) -> Parsed<Condition> {
    let first = both(input, depth)?;
    let mut parts = vec![first];
    while says(input, "or") {
        parts.push(both(input, depth)?);
    }
    Ok(alone_or(parts, Condition::Or))
}

fn both(input: &mut Input<'_>, depth: u8) -> Parsed<Condition> {
    let first = one(input, depth)?;
    let mut parts = vec![first];
    while says(input, "and") {
        parts.push(one(input, depth)?);
    }
    Ok(alone_or(parts, Condition::And))
}

fn alone_or(mut parts: Vec<Condition>, together: fn(Vec<Condition>) -> Condition) -> Condition {
    match (parts.len(), parts.pop()) {
        (1, Some(alone)) => alone,
        (_, last) => together(parts.into_iter().chain(last).collect()),
    }
}

fn one(input: &mut Input<'_>, depth: u8) -> Parsed<Condition> {
    if depth > DEEPEST {
        let at = position(input);
        return Err(wrong(at..at + 1, "this condition is nested too deeply", None));
    }
    if says(input, "not") {
        return one(input, depth + 1).map(|inner| Condition::Not(Box::new(inner)));
    }
    if has(input, "(") {
        let inner = either(input, depth + 1)?;
        symbol(input, ")")?;
        return Ok(inner);
    }
    fact(input).map(Condition::Fact)
}

fn comparison(input: &mut Input<'_>) -> Parsed<Comparison> {
    let found = Comparison::ALL.iter().find(|(sign, _)| has(input, sign));
    found.map(|(_, how)| *how).ok_or_else(|| expected(input, "a comparison (=, !=, <, <=, >, >=)"))
}

fn compared(input: &mut Input<'_>) -> Parsed<Compared> {
    let how = comparison(input)?;
    Ok(Compared { how, number: number(input, "a whole number")? })
}

fn fact(input: &mut Input<'_>) -> Parsed<Fact> {
    let first = peeked(input);
    if Replicas::from_word(first).is_some() && !matches!(first, "leader" | "members" | "all") {
        return about_replicas(input);
    }
    if let Some((name, measure)) = Measure::BEFORE.iter().find(|(name, _)| *name == first) {
        keyword(input, name)?;
        let who = Replicas::parse(input)?;
        return Ok(Fact::Measure(*measure, who, compared(input)?));
    }
    if let Some((name, tally)) = Tally::ALL.iter().find(|(name, _)| *name == first) {
        keyword(input, name)?;
        let whose = if is_client(peeked(input)) { Some(client(input)?) } else { None };
        return Ok(Fact::Tally(*tally, whose, compared(input)?));
    }
    match first {
        "quiet" => keyword(input, "quiet").map(|()| Fact::Quiet),
        "output" => output(input),
        "unordered" => keyword(input, "unordered").and_then(|()| Asked::parse(input)).map(Fact::Unordered),
        "stored" => stored(input),
        "all" | "leader" | "members" => role_or_not(input, first == "all"),
        "some" => keyword(input, "some").and_then(|()| keyword(input, "leader")).map(|()| Fact::SomeLeader),
        "leaders" => keyword(input, "leaders").and_then(|()| compared(input)).map(Fact::Leaders),
        "state" => state(input),
        "states" => keyword(input, "states").and_then(|()| keyword(input, "equal")).map(|()| Fact::StatesEqual),
        "deviates" => keyword(input, "deviates").and_then(|()| Replicas::parse(input)).map(Fact::Deviates),
        "messages" => messages(input),
        "happened" => happened(input),
        "promise" => promise(input),
        "time" => {
            keyword(input, "time")?;
            Ok(Fact::Time(comparison(input)?, time(input)?))
        }
        _ => {
            let firsts = FACTS.iter().filter_map(|fact| fact.example.split(' ').next());
            let names: Vec<&str> = firsts.chain(ROLES.iter().map(|(name, _)| *name)).collect();
            Err(unknown(input, "a condition (output c1 = 5, some leader, r2 down, all promises, quiet, …)", names))
        }
    }
}

/// `all`, `leader` and `members` are replicas, but also begin facts of their own.
fn role_or_not(input: &mut Input<'_>, all: bool) -> Parsed<Fact> {
    let start = *input;
    let role = word(input, "a role")?;
    match (role, peeked(input)) {
        (_, "promises") if all => keyword(input, "promises").map(|()| Fact::AllPromises),
        (_, "answered") if all => keyword(input, "answered").map(|()| Fact::AllAnswered),
        ("leader", "is") => keyword(input, "is").and_then(|()| Replicas::parse(input)).map(Fact::LeaderIs),
        ("members", "") => members(input),
        _ => {
            *input = start;
            about_replicas(input)
        }
    }
}

fn members(input: &mut Input<'_>) -> Parsed<Fact> {
    let how = comparison(input)?;
    if let Ok(number) = peeked(input).parse() {
        word(input, "a number")?;
        return Ok(Fact::MemberCount(Compared { how, number }));
    }
    if how != Comparison::Equal {
        return Err(expected(input, "a number of members"));
    }
    let mut places = Vec::new();
    while let Some(Replicas::At(place)) = Replicas::from_word(peeked(input)) {
        word(input, "a replica")?;
        places.push(place);
    }
    places.sort_unstable();
    places.dedup();
    if places.is_empty() {
        Err(expected(input, "replicas (r1 r2 r3), or their number"))
    } else {
        Ok(Fact::Members(places))
    }
}

fn about_replicas(input: &mut Input<'_>) -> Parsed<Fact> {
    let who = Replicas::parse(input)?;
    let next = peeked(input);
    if let Some((name, measure)) = Measure::BEHIND.iter().chain(&Measure::BEFORE).find(|(name, _)| *name == next) {
        keyword(input, name)?;
        return Ok(Fact::Measure(*measure, who, compared(input)?));
    }
    if says(input, "suspects") {
        let whom = Replicas::parse(input)?;
        let standing = one_of(input, "silent, slow or deviating", STANDINGS, |name| name).ok();
        return Ok(Fact::Suspects(who, whom, standing));
    }
    says(input, "is");
    let names = BEINGS.iter().copied().chain(Measure::BEHIND.map(|(name, _)| name)).chain(["suspects"]);
    let being = BEINGS.iter().find(|being| **being == peeked(input));
    let Some(being) = being else {
        return Err(unknown(input, "what it is (up, down, member, leader, …) or how far (slot >= 10, …)", names));
    };
    keyword(input, being)?;
    Ok(Fact::Is(who, being))
}

fn output(input: &mut Input<'_>) -> Parsed<Fact> {
    keyword(input, "output")?;
    let asked = Asked::parse(input)?;
    let how = comparison(input)?;
    if peeked(input) != "FAIL" {
        return Ok(Fact::Output(asked, Given::Output(how, value(input)?)));
    }
    let given = match how {
        Comparison::Equal => {
            keyword(input, "FAIL")?;
            Given::Fail(named(input, "no-majority-agrees or too-few-answered", &FAILS).ok())
        }
        Comparison::Unequal => keyword(input, "FAIL").map(|()| Given::NoFail)?,
        _ => return Err(expected(input, "an Output (FAIL is only equal or not)")),
    };
    Ok(Fact::Output(asked, given))
}

/// A word, or a text in quotes.
fn value(input: &mut Input<'_>) -> Parsed<String> {
    if peeked(input).is_empty() {
        return quoted(input, "a word, or a text").map(str::to_owned);
    }
    word(input, "a word").map(str::to_owned)
}

fn state(input: &mut Input<'_>) -> Parsed<Fact> {
    keyword(input, "state")?;
    let who = Replicas::parse(input)?;
    let equal = match comparison(input)? {
        Comparison::Equal => true,
        Comparison::Unequal => false,
        _ => return Err(expected(input, "a State after `=` or `!=`")),
    };
    Ok(Fact::State(who, equal, value(input)?))
}

fn stored(input: &mut Input<'_>) -> Parsed<Fact> {
    keyword(input, "stored")?;
    let asked = if peeked(input) == "on" { None } else { Some(Asked::parse(input)?) };
    keyword(input, "on")?;
    if says(input, "majority") {
        return Ok(Fact::Stored(asked, Share::Majority));
    }
    if let Ok(count) = peeked(input).parse() {
        word(input, "a number")?;
        return Ok(Fact::Stored(asked, Share::Number(count)));
    }
    let on = Replicas::parse(input).map_err(|_| expected(input, "majority, all, a number, or a replica"))?;
    Ok(Fact::Stored(asked, Share::On(on)))
}

fn messages(input: &mut Input<'_>) -> Parsed<Fact> {
    keyword(input, "messages")?;
    if says(input, "sent") {
        return compared(input).map(Fact::Sent);
    }
    keyword(input, "in").map_err(|_| expected(input, "`in flight` or `sent`"))?;
    keyword(input, "flight")?;
    compared(input).map(Fact::InFlight)
}

fn happened(input: &mut Input<'_>) -> Parsed<Fact> {
    keyword(input, "happened")?;
    let event = one_of(input, "an event (executed, retried, installed, …)", EVENTS, |name| name)?;
    let next = peeked(input);
    let at = if Replicas::from_word(next).is_some() || is_client(next) { Some(Parties::parse(input)?) } else { None };
    let counted =
        if Comparison::ALL.iter().any(|(sign, _)| starts_with(input, sign)) { Some(compared(input)?) } else { None };
    Ok(Fact::Happened(event, at, counted))
}

fn starts_with(input: &mut Input<'_>, sign: &'static str) -> bool {
    let mut ahead = *input;
    has(&mut ahead, sign)
}

fn promise(input: &mut Input<'_>) -> Parsed<Fact> {
    keyword(input, "promise")?;
    let at = position(input);
    let read = quoted(input, "the name of a promise")?;
    let names = || promises::all().map(|(name, _)| name);
    let Some(name) = names().find(|name| *name == read) else {
        let near = crate::script::diagnostic::nearest(read, names());
        let all: Vec<&str> = names().collect();
        let help = near
            .map_or_else(|| format!("the promises are {}", all.join(", ")), |near| format!("did you mean \"{near}\"?"));
        return Err(wrong(at..at + read.len() + 2, format!("there is no promise \"{read}\""), Some(help)));
    };
    let holds = meaning(input, "`holds` or `broken`", |read| match read {
        "holds" => Some(true),
        "broken" => Some(false),
        _ => None,
    })?;
    Ok(Fact::Promise(name, holds))
}
