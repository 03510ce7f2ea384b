//! A line of the script language as a command of the world: the inverse of `Display` for [`Command`].

use smr::execute::MachineKind;
use smr::receive::ClientId;
use wire::{Party, Tick};
use world::{Behaviour, Command, Conditions, DiskFault, Place};

const VERBS: &str = "crash, restart, pause, resume, slow, partition, cut, heal, network, by-hand, deliver, drop, duplicate, \
    delay, skew, drift, disk, corrupt, honest, mute, lie, collude, equivocate, twins, break-audit, mend-audit, checkpoint, \
    quit, join, lead, workload";

/// The command in a line.
///
/// # Errors
/// There is none in it; the text says what was expected.
pub fn parse(machine: &MachineKind, line: &str) -> Result<Command, String> {
    if let Some((client, operation)) = line.split_once(':') {
        return Ok(Command::Submit(client_named(client.trim())?, machine.parse(operation.trim())?));
    }
    let words: Vec<&str> = line.split_whitespace().collect();
    let Some((verb, rest)) = words.split_first() else {
        return Err("the line is empty; write a command, such as `c1: add 5` or `crash r1`".to_owned());
    };
    if let Some(behaviour) = Behaviour::ALL.into_iter().find(|behaviour| behaviour.name() == *verb) {
        return one(verb, rest).and_then(place).map(|place| Command::Behave(place, behaviour));
    }
    match *verb {
        "heal" | "checkpoint" if !rest.is_empty() => Err(format!("`{verb}` stands alone")),
        "heal" => Ok(Command::Heal),
        "checkpoint" => Ok(Command::Checkpoint),
        "crash" | "restart" | "pause" | "resume" | "break-audit" | "mend-audit" | "quit" | "join" | "lead" => {
            at_a_place(verb, place(one(verb, rest)?)?)
        }
        "corrupt" | "slow" | "skew" | "drift" | "disk" => at_a_server(verb, rest),
        "partition" => partition(rest),
        "cut" => match rest {
            [from, "->", to] => Ok(Command::Cut(party(from)?, party(to)?)),
            _ => Err("write `cut r1 -> r2`".to_owned()),
        },
        "by-hand" => match rest {
            ["on"] => Ok(Command::ByHand(true)),
            ["off"] => Ok(Command::ByHand(false)),
            _ => Err("write `by-hand on` or `by-hand off`".to_owned()),
        },
        "deliver" => number(one(verb, rest)?).map(Command::Deliver),
        "drop" => number(one(verb, rest)?).map(Command::Drop),
        "duplicate" => number(one(verb, rest)?).map(Command::Duplicate),
        "delay" => match rest {
            [message, longer] => Ok(Command::Delay(number(message)?, duration(longer)?)),
            _ => Err("write `delay 12 500us`: the number of a message, and how much longer it takes".to_owned()),
        },
        "network" => network(rest),
        "workload" => workload(rest),
        _ => Err(format!("`{verb}` is no command; an Input is `c1: add 5`, and the commands are {VERBS}")),
    }
}

fn at_a_place(verb: &str, place: Place) -> Result<Command, String> {
    Ok(match verb {
        "crash" => Command::Crash(place),
        "restart" => Command::Restart(place),
        "pause" => Command::Pause(place),
        "resume" => Command::Resume(place),
        "break-audit" => Command::BreakAudit(place),
        "mend-audit" => Command::MendAudit(place),
        "quit" => Command::Quit(place),
        "join" => Command::Join(place),
        _lead => Command::Lead(place),
    })
}

fn at_a_server(verb: &str, rest: &[&str]) -> Result<Command, String> {
    match (verb, rest) {
        ("corrupt", [server]) => Ok(Command::Corrupt(place(server)?)),
        ("corrupt", [server, "checkpoint"]) => Ok(Command::CorruptCheckpoint(place(server)?)),
        ("slow", [server, times]) => Ok(Command::Slow(place(server)?, number(times)?)),
        ("skew", [server, ahead]) => Ok(Command::Skew(place(server)?, number(ahead.trim_end_matches("us"))?)),
        ("drift", [server, gains]) => Ok(Command::Drift(place(server)?, number(gains)?)),
        ("disk", [server, "sound"]) => Ok(Command::DiskSound(place(server)?)),
        ("disk", [server, fault]) => {
            let known = DiskFault::ALL.into_iter().find(|known| known.name() == *fault);
            let known =
                known.ok_or_else(|| format!("a disk is not `{fault}`, but slow, full, corrupt, lost or sound"))?;
            Ok(Command::Disk(place(server)?, known))
        }
        ("corrupt", _) => Err("write `corrupt r2` or `corrupt r2 checkpoint`".to_owned()),
        ("slow", _) => Err("write `slow r2 10`: its messages take ten times as long".to_owned()),
        ("skew", _) => Err("write `skew r2 500us`: its clock goes that far ahead".to_owned()),
        ("drift", _) => Err("write `drift r2 100`: its clock gains so many microseconds a second".to_owned()),
        _disk => Err("write `disk r2 full`; a disk can be slow, full, corrupt, lost or sound".to_owned()),
    }
}

fn partition(rest: &[&str]) -> Result<Command, String> {
    let group = |names: &[&str]| names.iter().map(|name| party(name)).collect::<Result<Vec<_>, _>>();
    let groups = rest.split(|word| *word == "|").map(group).collect::<Result<Vec<_>, _>>()?;
    if groups.len() < 2 || groups.iter().any(Vec::is_empty) {
        return Err("write `partition r1 r2 | r3`: groups that no longer reach each other".to_owned());
    }
    Ok(Command::Partition(groups))
}

fn network(rest: &[&str]) -> Result<Command, String> {
    let mut conditions = Conditions::default();
    for word in rest {
        match word.split_once('=') {
            Some(("delay", range)) => {
                let (least, most) = range.split_once("..").unwrap_or((range, range));
                conditions.delay = (duration(least)?, duration(most)?);
            }
            Some(("loss", text)) => conditions.loss = in_a_thousand(text)?,
            Some(("duplicate", text)) => conditions.duplicate = in_a_thousand(text)?,
            Some(("reorder", text)) => conditions.reorder = in_a_thousand(text)?,
            _ => return Err("write `network delay=500us..1500us loss=0 duplicate=0 reorder=0`".to_owned()),
        }
    }
    if conditions.delay.0 > conditions.delay.1 {
        return Err("the least delay is longer than the longest; write `delay=500us..1500us`".to_owned());
    }
    Ok(Command::Network(conditions))
}

fn workload(rest: &[&str]) -> Result<Command, String> {
    let usage = || "write `workload c1 inputs=100 in-flight=4 think=1000us`".to_owned();
    let (client, settings) = rest.split_first().ok_or_else(usage)?;
    let client = client_named(client)?;
    let (mut inputs, mut in_flight, mut think) = (None, 1, 0);
    for word in settings {
        match word.split_once('=').ok_or_else(usage)? {
            ("inputs", text) => inputs = Some(number(text)?),
            ("in-flight", text) => in_flight = number(text)?,
            ("think", text) => think = duration(text)?,
            _ => return Err(usage()),
        }
    }
    Ok(Command::Workload { client, inputs: inputs.ok_or_else(usage)?, in_flight, think })
}

fn one<'a>(verb: &str, rest: &[&'a str]) -> Result<&'a str, String> {
    match rest {
        [word] => Ok(word),
        _ if ["deliver", "drop", "duplicate"].contains(&verb) => {
            Err(format!("write `{verb} 12`: the number of a message"))
        }
        _ => Err(format!("write `{verb} r1`: one replica")),
    }
}

fn party(name: &str) -> Result<Party, String> {
    name.parse().map_err(|unknown: wire::UnknownParty| unknown.to_string())
}

fn place(name: &str) -> Result<Place, String> {
    match party(name)? {
        Party::Replica(replica) => Ok(replica.place),
        Party::Client(_) => Err(format!("`{name}` is a client; a replica was expected, such as r1")),
    }
}

fn client_named(name: &str) -> Result<ClientId, String> {
    match party(name)? {
        Party::Client(client) => Ok(ClientId(client)),
        Party::Replica(_) => Err(format!("`{name}` is a replica; Inputs come from clients, such as c1")),
    }
}

fn number<N: std::str::FromStr>(text: &str) -> Result<N, String> {
    text.parse().map_err(|_| format!("`{text}` is no number that fits here"))
}

fn in_a_thousand(text: &str) -> Result<u16, String> {
    number(text)
        .ok()
        .filter(|count| *count <= 1000)
        .ok_or_else(|| format!("`{text}` is not from 0 to 1000 in a thousand"))
}

/// The longest time a command can name, in microseconds: an hour.
const LONGEST: Tick = 3_600_000_000;

fn duration(text: &str) -> Result<Tick, String> {
    let digits = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let unit = match &text[digits.len()..] {
        "us" => Some(1),
        "ms" => Some(1_000),
        "s" => Some(1_000_000),
        _ => None,
    };
    let ticks = unit.and_then(|unit| digits.parse::<Tick>().ok()?.checked_mul(unit)).filter(|ticks| *ticks <= LONGEST);
    ticks.ok_or_else(|| format!("`{text}` is no duration of at most an hour; write 500us, 20ms or 3s"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_reads_as_it_is_written() {
        for line in [
            "c1: add 5",
            "workload c2 inputs=100 in-flight=4 think=1000us",
            "crash r1",
            "restart r1",
            "pause r2",
            "resume r2",
            "slow r3 10",
            "partition r1 c1 | r2 r3",
            "cut r1 -> r2",
            "heal",
            "network delay=500us..1500us loss=10 duplicate=5 reorder=1000",
            "by-hand on",
            "by-hand off",
            "deliver 12",
            "drop 12",
            "duplicate 12",
            "delay 12 500us",
            "skew r1 -500us",
            "drift r1 -100",
            "disk r1 full",
            "disk r1 sound",
            "corrupt r2",
            "corrupt r2 checkpoint",
            "honest r1",
            "mute r1",
            "lie r1",
            "collude r1",
            "equivocate r1",
            "twins r1",
            "break-audit r1",
            "mend-audit r1",
            "checkpoint",
            "quit r3",
            "join r4",
            "lead r2",
        ] {
            let command = parse(&MachineKind::Counter, line).unwrap_or_else(|why| panic!("{line}: {why}"));
            assert_eq!(command.to_string(), line);
        }
    }

    #[test]
    fn what_is_no_command_is_told_what_would_be_one() {
        for (line, expected) in [
            ("", "the line is empty"),
            ("crsh r1", "`crsh` is no command"),
            ("crash", "write `crash r1`"),
            ("crash c1", "a replica was expected"),
            ("crash r999", "neither a replica"),
            ("r1: add 5", "Inputs come from clients"),
            ("c1: ad 5", "add N"),
            ("c1: add many", "many"),
            ("drop r1", "no number"),
            ("delay 1 5", "500us"),
            ("delay 1 99999999s", "at most an hour"),
            ("delay 1 é", "500us"),
            ("network loss=1001", "0 to 1000"),
            ("network delay=2ms..1ms", "least"),
            ("partition r1", "partition r1 r2 | r3"),
            ("disk r1 wet", "slow, full, corrupt, lost or sound"),
            ("workload c1", "inputs=100"),
            ("heal r1", "stands alone"),
        ] {
            let why = parse(&MachineKind::Counter, line).expect_err(line);
            assert!(why.contains(expected), "{line}: {why}");
        }
    }
}
