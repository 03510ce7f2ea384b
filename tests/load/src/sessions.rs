//! Many sessions at once, each a cluster of five replicas at normal speed, each watched by one viewer: virtual time must keep
//! up with real time in all of them.
//!
//! An update tells when its last event happened, which is up to a thirtieth of a second and more before it was sent, or much
//! more if little happens. So the clocks are compared at two updates that tell of an event as soon as any does; otherwise chance
//! at both ends would be half a percent.

use std::time::{Duration, Instant};

use tokio::task::JoinSet;
use wire::message::{ToBrowser, ToServer};

use crate::known::SPEED;
use crate::lab::{Lab, Meter};
use crate::viewer::Viewer;
use crate::{Failure, Figure};

/// How long it is measured.
const LONG: Duration = Duration::from_secs(20);

/// At the beginning and at the end, the update that was heard with the least delay in so long a time counts.
const WINDOW: Duration = Duration::from_secs(2);

pub async fn measure(count: usize) -> Result<Vec<Figure>, Failure> {
    let lab = Lab::start()?;
    let before = lab.memory();
    let mut viewers = Vec::new();
    for number in 0..count {
        let mut viewer = Viewer::connect(lab.address, Some(&format!("{number:016}"))).await?;
        viewer.command(0, &format!("cluster replicas=5 seed={}", number + 1)).await?;
        viewer.command(1, "c1: add 5").await?;
        viewers.push(viewer);
    }
    let mut watching = JoinSet::new();
    for mut viewer in viewers {
        viewer.say(&ToServer::Play { speed: SPEED }).await?;
        watching.spawn(follow(viewer));
    }
    let meter = Meter::start(&lab);
    let mut ratios = Vec::new();
    while let Some(ratio) = watching.join_next().await {
        ratios.push(ratio??);
    }
    let (processor, memory) = (meter.percent(&lab), (lab.memory() - before) / count as f64);
    ratios.sort_unstable_by(f64::total_cmp);
    let slowest = ratios.first().copied().unwrap_or_default();
    let fastest = ratios.last().copied().unwrap_or_default();
    Ok(vec![
        Figure::new(
            format!(
                "{count} sessions of five replicas; the slowest at {slowest:.4} of real time, the fastest at {fastest:.4} (1)"
            ),
            slowest > 0.999 && fastest < 1.001,
        ),
        Figure::new(format!("{processor:.0} % of one core in the lab, {:.0} kB a session", memory / 1000.0), true),
    ])
}

/// An update: when it was heard, in seconds, and how much virtual time had passed at its last event.
#[derive(Clone, Copy)]
struct Update {
    heard: f64,
    at: f64,
}

impl Update {
    fn delay(self) -> f64 {
        self.heard - self.at
    }
}

/// How much virtual time passed, as a part of real time.
async fn follow(mut viewer: Viewer) -> Result<f64, Failure> {
    while viewer.hear().await? != ToBrowser::Playing(Some(SPEED)) {}
    let begun = Instant::now();
    let (mut first, mut last) = (None::<Update>, None::<Update>);
    while begun.elapsed() < LONG || last.is_none() {
        let ToBrowser::Events(events) = viewer.hear().await? else { continue };
        let (heard, Some(event)) = (begun.elapsed(), events.last()) else { continue };
        let update = Update { heard: heard.as_secs_f64(), at: event.at as f64 / 1e6 };
        let window = match heard {
            heard if heard < WINDOW => &mut first,
            heard if heard >= LONG - WINDOW => &mut last,
            _between => continue,
        };
        if window.is_none_or(|other| update.delay() < other.delay()) {
            *window = Some(update);
        }
    }
    let (first, last) = first.zip(last).ok_or("nothing happened in a session")?;
    Ok((last.at - first.at) / (last.heard - first.heard))
}
