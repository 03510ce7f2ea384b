//! Many watch one session, which plays at normal speed, so that they are told 30 times a second. One of them gives commands
//! at times that are written down; how long after that each of the others hears of each is the figure.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};
use wire::Event;
use wire::message::{Speed, ToBrowser, ToServer};

use crate::lab::{Lab, Meter};
use crate::viewer::Viewer;
use crate::{Failure, Figure};

/// How long it is measured.
const LONG: Duration = Duration::from_secs(20);

/// How often a command is given.
const EVERY: Duration = Duration::from_millis(100);

/// When each command was given.
type Given = Arc<Mutex<Vec<Instant>>>;

/// What one viewer saw.
#[derive(Default)]
struct Seen {
    delays: Vec<Duration>,
    updates: usize,
    keyframes: usize,
    bytes: usize,
}

pub async fn measure(count: usize) -> Result<Vec<Figure>, Failure> {
    let lab = Lab::start()?;
    let mut instructor = Viewer::connect(lab.address, None).await?;
    instructor.command(0, "cluster replicas=5 seed=7").await?;
    let before = lab.memory();
    let given = Given::default();
    let mut watching = JoinSet::new();
    for _ in 0..count {
        let viewer = Viewer::connect(lab.address, None).await?;
        watching.spawn(watch(viewer, Arc::clone(&given)));
    }
    instructor.say(&ToServer::Play { speed: Speed(1_000) }).await?;
    let meter = Meter::start(&lab);
    instruct(&mut instructor, &given).await?;
    let processor = meter.percent(&lab);
    let memory = (lab.memory() - before) / count as f64;
    let mut seen = Seen::default();
    while let Some(one) = watching.join_next().await {
        let one = one??;
        seen.delays.extend(one.delays);
        seen.updates += one.updates;
        seen.keyframes += one.keyframes;
        seen.bytes += one.bytes;
    }
    Ok(figures(count, seen, processor, memory))
}

async fn instruct(instructor: &mut Viewer, given: &Given) -> Result<(), Failure> {
    let mut clock = interval(EVERY);
    clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (begun, mut id) = (Instant::now(), 0);
    while begun.elapsed() < LONG {
        tokio::select! {
            _ = clock.tick() => {
                given.lock().unwrap_or_else(PoisonError::into_inner).push(Instant::now());
                id += 1;
                instructor.say(&ToServer::Do { id, line: format!("c1: add {}", number(id)) }).await?;
            }
            heard = instructor.hear() => {
                if let ToBrowser::Refused { why, .. } = heard?.0 {
                    return Err(why.into());
                }
            }
        }
    }
    instructor.command(0, "c1: read").await
}

/// No other event has such a number in its words.
const fn number(id: u32) -> u32 {
    1_000_000 + id
}

async fn watch(mut viewer: Viewer, given: Given) -> Result<Seen, Failure> {
    let mut seen = Seen::default();
    loop {
        let (message, length) = viewer.hear().await?;
        let now = Instant::now();
        seen.bytes += length;
        let events = match message {
            ToBrowser::Keyframe { .. } => {
                seen.keyframes += 1;
                continue;
            }
            ToBrowser::Events(events) => events,
            _other => continue,
        };
        seen.updates += 1;
        for event in events.iter().filter(|event| matches!(event.event, Event::Command)) {
            let words = event.words.as_deref().unwrap_or_default();
            if words == "c1: read" {
                return Ok(seen);
            }
            let id = words.strip_prefix("c1: add ").and_then(|number| number.parse::<u32>().ok()).unwrap_or_default();
            let given = given.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(at) = id.checked_sub(number(1)).and_then(|place| given.get(place as usize)) {
                seen.delays.push(now - *at);
            }
        }
    }
}

fn figures(count: usize, mut seen: Seen, processor: f64, memory: f64) -> Vec<Figure> {
    seen.delays.sort_unstable();
    let at = |part: f64| {
        let place = (seen.delays.len() as f64 * part) as usize;
        seen.delays.get(place.min(seen.delays.len().saturating_sub(1))).copied().unwrap_or(Duration::MAX)
    };
    let a_second = seen.updates as f64 / count as f64 / LONG.as_secs_f64();
    let skipped = seen.keyframes.saturating_sub(count);
    vec![
        Figure::new(format!("{count} viewers, {a_second:.1} updates a second each (30)"), a_second >= 29.0),
        Figure::new(
            format!("delivery p50 {:.1?}, p99 {:.1?} (100 ms), worst {:.1?}", at(0.5), at(0.99), at(1.0)),
            at(0.99) < Duration::from_millis(100),
        ),
        Figure::new(format!("{:.1} kB of memory a viewer (100)", memory / 1000.0), memory < 100_000.0),
        Figure::new(
            format!("{processor:.0} % of one core in the lab; {skipped} keyframes for those who fell behind"),
            true,
        ),
        Figure::new(
            format!("{:.0} bytes a second to each", seen.bytes as f64 / count as f64 / LONG.as_secs_f64()),
            true,
        ),
    ]
}
