//! Many watch one session, which plays at normal speed, so that they are told 30 times a second. One of them gives commands
//! at times that are written down; how long after that each of the others hears of each is the figure.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};
use wire::message::{ToBrowser, ToServer};

use crate::known::{Known, SPEED, number};
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
    let (given, known) = (Given::default(), Arc::<Known>::default());
    let mut watching = JoinSet::new();
    for _ in 0..count {
        let viewer = Viewer::connect(lab.address, None).await?;
        watching.spawn(watch(viewer, Arc::clone(&given), Arc::clone(&known)));
    }
    instructor.say(&ToServer::Play { speed: SPEED }).await?;
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
    let (begun, mut place) = (Instant::now(), 0);
    while begun.elapsed() < LONG {
        tokio::select! {
            _ = clock.tick() => {
                given.lock().unwrap_or_else(PoisonError::into_inner).push(Instant::now());
                instructor.say(&ToServer::Do { id: 1, line: format!("c1: add {}", number(place)) }).await?;
                place += 1;
            }
            heard = instructor.hear() => {
                if let ToBrowser::Refused { why, .. } = heard? {
                    return Err(why.into());
                }
            }
        }
    }
    instructor.command(0, "c1: read").await
}

async fn watch(mut viewer: Viewer, given: Given, known: Arc<Known>) -> Result<Seen, Failure> {
    let mut seen = Seen::default();
    loop {
        let frame = viewer.frame().await?;
        let now = Instant::now();
        seen.bytes += frame.len();
        let told = known.read(frame)?;
        if told.is_begin {
            seen = Seen::default();
        }
        seen.keyframes += usize::from(told.is_keyframe);
        seen.updates += usize::from(told.is_update);
        let given = given.lock().unwrap_or_else(PoisonError::into_inner);
        seen.delays.extend(told.commands.iter().filter_map(|place| Some(now - *given.get(*place)?)));
        if told.is_end {
            return Ok(seen);
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
    vec![
        Figure::new(format!("{count} viewers, {a_second:.1} updates a second each (30)"), a_second >= 29.0),
        Figure::new(
            format!("delivery p50 {:.1?}, p99 {:.1?} (100 ms), worst {:.1?}", at(0.5), at(0.99), at(1.0)),
            at(0.99) < Duration::from_millis(100),
        ),
        Figure::new(format!("{:.1} kB of memory a viewer (100)", memory / 1000.0), memory < 100_000.0),
        Figure::new(
            format!("{processor:.0} % of one core in the lab; {} keyframes for those who fell behind", seen.keyframes),
            true,
        ),
        Figure::new(
            format!("{:.0} bytes a second to each", seen.bytes as f64 / count as f64 / LONG.as_secs_f64()),
            true,
        ),
    ]
}
