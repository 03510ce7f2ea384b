//! Whether a condition holds, and what was seen.

use super::answers::{last_answer, output, stored, tallied};
use super::{BEINGS, Compared, Condition, Fact, Measure};
use crate::command::Place;
use crate::promises::history::Judgement;
use crate::promises::{LIVENESS, history};
pub use crate::script::roles::Moment;
use crate::script::selector::{Parties, Replicas};
use crate::script::witness::QUIET;
use smr::Tick;
use wire::{ReplicaView, Server, Verdict};

/// Whether something holds, and what was seen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Judged {
    /// Whether it holds.
    pub holds: bool,
    /// What was seen, in words.
    pub seen: String,
}

/// A history of so many operations is judged again and again while a run goes on; a longer one only when asked for.
const SHORT_HISTORY: usize = 200;

pub(super) fn judged(holds: bool, seen: impl Into<String>) -> Judged {
    Judged { holds, seen: seen.into() }
}

impl Condition {
    /// Whether it holds now. `running` says that it will be asked again soon, so that a long look would not pay.
    #[must_use]
    pub fn holds(&self, moment: &Moment<'_>, running: bool) -> bool {
        match self {
            Self::Fact(fact) => fact.judge(moment, running).holds,
            Self::Not(inner) => !inner.holds(moment, running),
            Self::And(parts) => parts.iter().all(|part| part.holds(moment, running)),
            Self::Or(parts) => parts.iter().any(|part| part.holds(moment, running)),
        }
    }

    /// How many facts are looked at, at most, to tell whether it holds.
    #[must_use]
    pub fn facts(&self) -> u64 {
        match self {
            Self::Fact(_) => 1,
            Self::Not(inner) => inner.facts(),
            Self::And(parts) | Self::Or(parts) => parts.iter().map(Self::facts).sum(),
        }
    }

    /// Whether it holds now, and what is seen of every fact that decides it.
    #[must_use]
    pub fn judge(&self, moment: &Moment<'_>) -> Judged {
        let all = |parts: &[Self]| {
            let parts: Vec<Judged> = parts.iter().map(|part| part.judge(moment)).collect();
            let words = |which: bool| {
                let said = parts.iter().filter(|part| part.holds == which).map(|part| part.seen.clone());
                said.collect::<Vec<_>>().join("; ")
            };
            (parts.iter().filter(|part| part.holds).count(), parts.len(), words(true), words(false))
        };
        match self {
            Self::Fact(fact) => fact.judge(moment, false),
            Self::Not(inner) => {
                let Judged { holds, seen } = inner.judge(moment);
                judged(!holds, seen)
            }
            Self::And(parts) => {
                let (holding, count, yes, no) = all(parts);
                if holding == count { judged(true, yes) } else { judged(false, no) }
            }
            Self::Or(parts) => {
                let (holding, _, yes, no) = all(parts);
                if holding > 0 { judged(true, yes) } else { judged(false, no) }
            }
        }
    }
}

impl Compared {
    pub(super) fn holds(self, number: u64) -> bool {
        self.how.holds(&i128::from(number), &i128::from(self.number))
    }
}

impl Fact {
    fn judge(&self, moment: &Moment<'_>, running: bool) -> Judged {
        let view = moment.world.view();
        match self {
            Self::Output(asked, given) => output(moment, *asked, given),
            Self::Unordered(asked) => match last_answer(moment, *asked) {
                Some(answer) if answer.unordered => judged(true, format!("{asked} was answered beside the order")),
                Some(_) => judged(false, format!("the answer to {asked} came through the order")),
                None => judged(false, format!("{asked} was not answered")),
            },
            Self::Stored(asked, share) => stored(moment, *asked, *share),
            Self::Tally(tally, client, compared) => tallied(moment, *tally, *client, *compared),
            Self::AllAnswered => {
                let pending: usize = view.clients.values().map(|client| client.pending.len()).sum();
                judged(moment.world.all_answered(), format!("{pending} requests wait for an answer"))
            }
            Self::LeaderIs(who) => match (view.leader(), moment.places(*who)) {
                (_, Err(why)) => judged(false, why),
                (None, _) => judged(false, "nobody leads"),
                (Some(leader), Ok(places)) => judged(places == [leader], format!("the leader is r{leader}")),
            },
            Self::SomeLeader => match view.leader() {
                Some(leader) => judged(true, format!("r{leader} leads")),
                None => judged(false, "nobody leads"),
            },
            Self::Leaders(compared) => {
                let places: Vec<String> = view.leaders().map(|place| format!("r{place}")).collect();
                let seen = if places.is_empty() {
                    "nobody believes to lead".to_owned()
                } else {
                    format!("leaders: {}", places.join(" "))
                };
                judged(compared.holds(places.len() as u64), seen)
            }
            Self::Members(places) => {
                let members = moment.world.members();
                let words: Vec<String> = members.iter().map(|place| format!("r{place}")).collect();
                judged(members == *places, format!("the members are {}", words.join(" ")))
            }
            Self::MemberCount(compared) => {
                let count = moment.world.members().len();
                judged(compared.holds(count as u64), format!("there are {count} members"))
            }
            Self::StatesEqual => states_equal(moment),
            Self::InFlight(compared) => {
                let count = view.flying.len();
                judged(compared.holds(count as u64), format!("{count} messages are in flight"))
            }
            Self::Sent(compared) => {
                let count = moment.world.messages();
                judged(compared.holds(count), format!("{count} messages were sent"))
            }
            Self::Happened(event, at, compared) => happened(moment, event, *at, *compared),
            Self::AllPromises => all_promises(moment, running),
            Self::Promise(name, holds) => promise(moment, name, *holds, running),
            Self::Quiet => quiet(moment),
            Self::Time(how, time) => {
                let now = moment.world.now();
                judged(how.holds(&now, time), format!("it is {}", crate::script::grammar::spell_time(now)))
            }
            Self::Measure(..) | Self::State(..) | Self::Is(..) | Self::Suspects(..) | Self::Deviates(_) => {
                self.judge_replicas(moment)
            }
        }
    }

    fn judge_replicas(&self, moment: &Moment<'_>) -> Judged {
        match self {
            Self::Measure(measure, who, compared) => each(moment, *who, |place, replica| {
                let number = measured(moment, *measure, place, replica);
                judged(compared.holds(number), format!("{} of r{place} is {number}", measure.words()))
            }),
            Self::State(who, equal, text) => each(moment, *who, |place, replica| {
                judged((*replica.state == **text) == *equal, format!("the State of r{place} is `{}`", replica.state))
            }),
            Self::Is(who, being) => each(moment, *who, |place, replica| is(place, replica, being)),
            Self::Suspects(who, whom, standing) => {
                let whom = match moment.places(*whom) {
                    Ok(places) => places,
                    Err(why) => return judged(false, why),
                };
                each(moment, *who, |place, replica| {
                    let looks = |peer: &Place| replica.suspects.get(peer).map_or("alive", |name| name.as_ref());
                    let all = whom.iter().all(|peer| standing.map_or(looks(peer) != "alive", |one| looks(peer) == one));
                    let words: Vec<String> = whom.iter().map(|peer| format!("r{peer} looks {}", looks(peer))).collect();
                    judged(all, format!("from r{place}, {}", words.join(", ")))
                })
            }
            Self::Deviates(who) => each(moment, *who, |place, _| {
                let times = moment.witness.at("deviates", crate::script::witness::replica(place));
                judged(times > 0, format!("the audit found r{place} deviating {times} times"))
            }),
            _about_no_replica => judged(false, ""),
        }
    }
}

/// A fact about several replicas holds where it holds for each.
fn each(moment: &Moment<'_>, who: Replicas, judge: impl Fn(Place, &ReplicaView) -> Judged) -> Judged {
    let places = match moment.places(who) {
        Ok(places) => places,
        Err(why) => return judged(false, why),
    };
    let mut seen = Vec::new();
    let mut holds = true;
    for place in places {
        let one = match moment.world.view().replicas.get(&place) {
            Some(replica) => judge(place, replica),
            None => judged(false, format!("there is no r{place}")),
        };
        holds &= one.holds;
        seen.push(one.seen);
    }
    judged(holds, seen.join(", "))
}

fn is(place: Place, replica: &ReplicaView, being: &str) -> Judged {
    let server = replica.server.name();
    // A replica that has begun is a member or observes; until it says so, it was a member from the start.
    let status = if replica.status.is_empty() { "member" } else { replica.status.as_ref() };
    let role = replica.role.as_ref();
    debug_assert!(BEINGS.contains(&being), "the parser knows no other");
    let runs = replica.server != Server::Down;
    let holds = match being {
        "up" | "down" | "paused" => server == being,
        "member" | "observing" | "rejoining" | "quit" => runs && status == being,
        _role => runs && role == being,
    };
    judged(holds, format!("r{place} is {server}, {status}, {role}"))
}

impl Measure {
    fn words(self) -> &'static str {
        match self {
            Self::Slot => "the last executed slot",
            Self::Committed => "the last slot known to be chosen",
            Self::Ballot => "the ballot",
            Self::Life => "the life",
            Self::Log => "the length of the log",
            Self::Checkpoint => "the slot of the newest checkpoint",
            Self::Stable => "the slot of the stable checkpoint",
            Self::Restarts => "the number of restarts",
            Self::Saved => "the bytes saved by the last transfer",
        }
    }
}

fn measured(moment: &Moment<'_>, measure: Measure, place: Place, replica: &ReplicaView) -> u64 {
    match measure {
        Measure::Slot => replica.executed,
        Measure::Committed => replica.committed,
        Measure::Ballot => replica.number,
        Measure::Life => u64::from(replica.life),
        Measure::Log => moment.world.log_length(place).unwrap_or(0) as u64,
        Measure::Checkpoint => replica.checkpoint.map_or(0, |(slot, _)| slot),
        Measure::Stable => replica.stable,
        Measure::Restarts => u64::from(replica.restarts),
        Measure::Saved => moment.witness.saved(place),
    }
}

fn states_equal(moment: &Moment<'_>) -> Judged {
    let states = moment.world.states();
    let slots: Vec<String> = states.iter().map(|(slot, _)| slot.to_string()).collect();
    // Where time commits slots, one is always the first to do so.
    let equal = states.iter().all(|(_, state)| *state == states[0].1);
    let words = if equal { "the members that are up" } else { "the States differ" };
    judged(equal && !states.is_empty(), format!("{words}, at slots {}", slots.join(" ")))
}

fn happened(moment: &Moment<'_>, event: &str, at: Option<Parties>, compared: Option<Compared>) -> Judged {
    let count = match at.map(|at| moment.parties(at)) {
        None => moment.witness.total(event),
        Some(Err(why)) => return judged(false, why),
        Some(Ok(parties)) => parties.iter().map(|party| moment.witness.at(event, *party)).sum(),
    };
    let holds = compared.map_or(count > 0, |compared| compared.holds(count));
    let at = at.map_or(String::new(), |at| format!(" at {at}"));
    judged(holds, format!("`{event}` happened {count} times{at}"))
}

/// What is known of the clients' history; `None` where it says nothing, or a long look would not pay now.
fn history_judged(moment: &Moment<'_>, running: bool) -> Option<Judgement> {
    let promises = moment.world.promises()?;
    let recorder = promises.history();
    let long = running && recorder.history().entries().len() > SHORT_HISTORY;
    let senseless =
        promises.beyond_the_model() || moment.world.configuration().machine == smr::execute::MachineKind::WallClock;
    (!long && !senseless).then(|| recorder.check())
}

/// What is seen where nobody knows whether the clients' history can be explained: that is not enough to expect it.
const UNDECIDED: &str = "\"linearizability\" is undecided: the search for an explanation was given up";

fn all_promises(moment: &Moment<'_>, running: bool) -> Judged {
    if let Some(broken) = moment.world.broken().first() {
        return judged(false, format!("\"{}\" is broken: {}", broken.promise, broken.how));
    }
    match history_judged(moment, running) {
        Some(Judgement::Broken(how)) => judged(false, format!("\"{}\" is broken: {how}", history::NAME)),
        Some(Judgement::Undecided) => judged(false, UNDECIDED),
        Some(Judgement::Explained) | None => judged(true, "all promises hold"),
    }
}

fn promise(moment: &Moment<'_>, name: &str, holds: bool, running: bool) -> Judged {
    let noted = moment.world.broken().iter().find(|broken| broken.promise == name).map(|broken| broken.how.clone());
    let history = noted.is_none() && name == history::NAME;
    let broken = match history.then(|| history_judged(moment, running)).flatten() {
        Some(Judgement::Broken(how)) => Some(how),
        Some(Judgement::Undecided) => return judged(false, UNDECIDED),
        Some(Judgement::Explained) => None,
        None if name == LIVENESS => noted.or_else(|| unanswered(moment)),
        None => noted,
    };
    let others =
        moment.world.broken().iter().map(|broken| format!("; \"{}\" is broken: {}", broken.promise, broken.how));
    match broken {
        Some(how) => judged(!holds, format!("\"{name}\" is broken: {how}")),
        None => judged(holds, format!("\"{name}\" holds{}", others.take(1).collect::<String>())),
    }
}

/// How long a cluster without faults may take to answer.
const PROMPTLY: Tick = 2_000_000;

/// Liveness, as a script sees it: for two seconds no fault has been at work and a majority of the members was up, and
/// still a request that has waited as long is pending, or was given up by its client.
fn unanswered(moment: &Moment<'_>) -> Option<String> {
    let (view, now) = (moment.world.view(), moment.world.now());
    let calm_since = moment.witness.disturbed();
    let well = |place: &Place| {
        let runs = |replica: &&ReplicaView| replica.server == Server::Up && replica.status == "member";
        view.replicas.get(place).filter(runs).is_some_and(|replica| replica.faults.is_empty())
    };
    let members = moment.world.members();
    let enough = 2 * members.iter().filter(|place| well(place)).count() > members.len();
    if !enough || !view.faults.is_empty() || now.saturating_sub(calm_since) < PROMPTLY {
        return None;
    }
    view.clients.iter().find_map(|(id, client)| {
        let pending = client.pending.iter().find(|request| now - request.since.max(calm_since) >= PROMPTLY);
        let given_up = client.answered.iter().find(|answer| {
            answer.verdict == Verdict::TooFewAnswered && answer.at.saturating_sub(calm_since) >= PROMPTLY
        });
        let number = pending.map(|request| request.number).or(given_up.map(|answer| answer.request.number))?;
        Some(format!("c{id}#{number} has no answer, although nothing stands in its way"))
    })
}

fn quiet(moment: &Moment<'_>) -> Judged {
    let (now, eventful) = (moment.world.now(), moment.witness.eventful());
    if !moment.world.all_answered() {
        return judged(false, "a request waits for an answer");
    }
    let still = now.saturating_sub(eventful);
    judged(still >= QUIET, format!("nothing but routine has happened for {} ms", still / 1_000))
}
