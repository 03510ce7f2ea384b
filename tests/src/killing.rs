//! A server that is killed under load, again and again, and what is left of what it acknowledged.
//!
//! Several people command several sessions at once, as fast as they may, while time passes in them: they submit inputs, each
//! with a number that no other has, crash and restart replicas, and walk back to act in the past. At a moment that nobody knows
//! before, the process is killed, as `kill -9` does. Then its files are looked at, and then the server is started again:
//!
//! - every command that was acknowledged in this round or any before is there, once;
//! - the events that its sender was told up to it are those that playing the session again gives, byte for byte;
//! - the run plays to the hash that was written beside it while it was alive;
//! - the server that was started again shows each session where that run stands.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

use server::classroom::run::Run;
use server::classroom::run::saved::Saved;
use server::classroom::store::{Kept, Store};
use tokio::sync::Semaphore;
use tokio::time::timeout;
use wire::message::{Speed, ToBrowser, ToServer};
use wire::{Event, Traced};
use world::time::Timeline;

use crate::DEADLINE;
use crate::place::TemporaryFolder;
use crate::server::Server;
use crate::viewer::{Form, Viewer};

/// The sessions, and who commands them: a client each.
const COMMANDERS: [(&str, u16); 6] = [
    ("aaaaaaaaaaaaaaaa", 1),
    ("aaaaaaaaaaaaaaaa", 2),
    ("bbbbbbbbbbbbbbbb", 1),
    ("cccccccccccccccc", 1),
    ("cccccccccccccccc", 2),
    ("cccccccccccccccc", 3),
];

/// The most events before a command that are compared.
const LOOK_BACK: usize = 200;

/// The most commands that are acknowledged in a round.
const MOST_A_ROUND: u64 = 120;

/// A server that is killed again and again.
#[derive(Debug)]
pub struct Killing {
    server: Server,
    random: u64,
    rounds: u64,
    /// What was acknowledged, by session.
    acknowledged: BTreeMap<&'static str, Vec<String>>,
}

/// A command that was acknowledged, and the last events that its sender was told up to it.
struct Acknowledged {
    line: String,
    told: Vec<Traced>,
}

impl Killing {
    /// Begins with an empty store.
    pub fn begin(seed: u64) -> Self {
        Self { server: Server::start(), random: seed, rounds: 0, acknowledged: BTreeMap::new() }
    }

    /// How many commands were acknowledged so far.
    pub fn acknowledged(&self) -> usize {
        self.acknowledged.values().map(Vec::len).sum()
    }

    /// One more round.
    pub async fn round(&mut self) {
        self.rounds += 1;
        let count = Arc::new(Semaphore::new(0));
        let mut commanders = Vec::new();
        for (number, (session, client)) in COMMANDERS.into_iter().enumerate() {
            let first = (self.rounds * 1_000 + number as u64) * 1_000;
            let commander = command(self.server.address(), session, client, first, Arc::clone(&count));
            commanders.push((session, tokio::spawn(commander)));
        }
        let enough = 1 + self.draw() % MOST_A_ROUND;
        let enough = timeout(DEADLINE, count.acquire_many(enough as u32)).await;
        let enough = enough.expect("commands are acknowledged in time").expect("nobody closes it");
        self.server.kill();
        drop(enough);
        let mut latest = Vec::new();
        for (session, commander) in commanders {
            let all = commander.await.expect("a commander ends with its server");
            self.acknowledged.entry(session).or_default().extend(all.iter().map(|one| one.line.clone()));
            latest.extend(all.into_iter().next_back().map(|last| (session, last)));
        }
        let kept = self.look(&latest).await;
        self.server.resume();
        for (session, kept) in &kept {
            self.is_shown(session, kept).await;
        }
    }

    /// Looks at the files of the killed server, in a copy: its own are for the server itself to recover.
    async fn look(&self, latest: &[(&'static str, Acknowledged)]) -> BTreeMap<&'static str, Kept> {
        let copy = TemporaryFolder::copy_of(self.server.data(), "killed");
        let store = Store::open(copy.path());
        let mut all = BTreeMap::new();
        for (session, lines) in &self.acknowledged {
            let kept = store.kept(session).await.expect("the store can be read").expect("the session is in it");
            let kept = kept.expect("it can be understood");
            for line in lines {
                is_there_once(line, &kept.run);
            }
            all.insert(*session, kept);
        }
        for (session, last) in latest {
            happened_as_told(last, &all[session].run);
        }
        all
    }

    /// The server shows a session where the run that was kept stands.
    async fn is_shown(&self, session: &str, kept: &Kept) {
        let run = Run::restore(&kept.run).expect("it plays to the hash that was written beside it");
        let mut viewer = Viewer::connect_to(self.server.address(), Form::Compact, session).await;
        let mut view = run.view().clone();
        view.at = run.now();
        assert_eq!(viewer.view, view, "{session}");
        viewer.until(|viewer| viewer.known.run != 0).await;
        assert_eq!(viewer.known, run.known(), "{session}");
    }

    /// A number that is another one each time, and the same for the same seed (splitmix64).
    fn draw(&mut self) -> u64 {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.random ^ (self.random >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

/// Gives commands until the server is gone; returns what was acknowledged.
async fn command(
    address: SocketAddr,
    session: &'static str,
    client: u16,
    first: u64,
    count: Arc<Semaphore>,
) -> Vec<Acknowledged> {
    let form = if client.is_multiple_of(2) { Form::Json } else { Form::Compact };
    let mut viewer = Viewer::connect_to(address, form, session).await;
    let mut all = Vec::new();
    for number in 0.. {
        let id = number as u32;
        let line = match number % 8 {
            5 => format!("crash r{}", 1 + number / 8 % 3),
            6 => format!("restart r{}", 1 + number / 8 % 3),
            _ => format!("c{client}: add {}", first + number),
        };
        // In the past now and then; wherever it is, time passes again.
        let before = viewer.view.event.saturating_sub(40);
        let back = (number % 16 == 15).then_some(ToServer::Seek { event: before });
        let play = ToServer::Play { speed: Speed(1_000) };
        for message in back.into_iter().chain([ToServer::Do { id, line: line.clone() }, play]) {
            if viewer.try_say(&message).await.is_err() {
                return all;
            }
        }
        match answer(&mut viewer, id).await {
            Some(true) if line.contains("add") => {
                let told = up_to(&viewer.events, &line);
                all.push(Acknowledged { line, told });
                count.add_permits(1);
            }
            Some(_) => {}
            None => return all,
        }
    }
    all
}

/// Whether the command was carried out; `None` if the server is gone.
async fn answer(viewer: &mut Viewer, expected: u32) -> Option<bool> {
    loop {
        match viewer.listen().await? {
            ToBrowser::Done { id, .. } if id == expected => return Some(true),
            ToBrowser::Refused { id, .. } if id == Some(expected) => return Some(false),
            _another => {}
        }
    }
}

/// The last events up to the one of a command, as far as they follow each other.
fn up_to(events: &[Traced], line: &str) -> Vec<Traced> {
    let is_it = |event: &Traced| matches!(event.event, Event::Command) && event.words.as_deref() == Some(line);
    let Some(place) = events.iter().rposition(is_it) else { return Vec::new() };
    let mut told: Vec<Traced> = Vec::new();
    for event in events[..=place].iter().rev().take(LOOK_BACK) {
        if told.last().is_some_and(|after| after.id != event.id + 1) {
            break;
        }
        told.push(event.clone());
    }
    told.reverse();
    told
}

fn is_there_once(line: &str, run: &Saved) {
    let times =
        |branch: &world::time::Branch| branch.log.iter().filter(|given| given.command.to_string() == line).count();
    let most = run.branches.iter().map(times).max();
    assert_eq!(most, Some(1), "{line} was acknowledged");
}

/// The events of the branch that has the command are those that were told.
fn happened_as_told(Acknowledged { line, told }: &Acknowledged, run: &Saved) {
    let (Some(first), Some(last)) = (told.first(), told.last()) else { return };
    let (order, configuration) = Saved::configuration(&run.opening).expect("it begins a run");
    let mut branches = run.branches.iter();
    let branch = branches.find(|branch| branch.log.iter().any(|given| given.command.to_string() == *line));
    let branch = branch.expect("it was found before");
    let again = Timeline::replay(order, configuration, Arc::clone(&branch.log), branch.end).expect("it can be played");
    assert_eq!(&again.events(first.id..=last.id), told, "up to {line}");
}
