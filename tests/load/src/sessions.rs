//! Many sessions at once, each a cluster of five replicas at normal speed, each watched by one viewer: virtual time must keep
//! up with real time in all of them.

use std::time::{Duration, Instant};

use tokio::task::JoinSet;
use wire::message::{Speed, ToBrowser, ToServer};

use crate::lab::{Lab, Meter};
use crate::viewer::Viewer;
use crate::{Failure, Figure};

/// How long it is measured.
const LONG: Duration = Duration::from_secs(20);

pub async fn measure(count: usize) -> Result<Vec<Figure>, Failure> {
    let lab = Lab::start()?;
    let before = lab.memory();
    let mut watching = JoinSet::new();
    let end = Instant::now() + LONG;
    for number in 0..count {
        let mut viewer = Viewer::connect(lab.address, Some(&format!("{number:016}"))).await?;
        viewer.command(0, &format!("cluster replicas=5 seed={}", number + 1)).await?;
        viewer.command(1, "c1: add 5").await?;
        viewer.say(&ToServer::Play { speed: Speed(1_000) }).await?;
        watching.spawn(follow(viewer, end));
    }
    let meter = Meter::start(&lab);
    let mut ratios = Vec::new();
    while let Some(ratio) = watching.join_next().await {
        ratios.push(ratio??);
    }
    let (processor, memory) = (meter.percent(&lab), (lab.memory() - before) / count as f64);
    ratios.sort_unstable_by(f64::total_cmp);
    let slowest = ratios.first().copied().unwrap_or_default();
    Ok(vec![
        Figure::new(
            format!("{count} sessions of five replicas; the slowest at {slowest:.3} of real time (1)"),
            slowest > 0.95,
        ),
        Figure::new(format!("{processor:.0} % of one core in the lab, {:.0} kB a session", memory / 1000.0), true),
    ])
}

/// How much virtual time passed, as a part of real time.
async fn follow(mut viewer: Viewer, end: Instant) -> Result<f64, Failure> {
    let (mut first, mut last) = (None, (0, Instant::now()));
    while Instant::now() < end || first.is_none() {
        if let ToBrowser::Events(events) = viewer.hear().await?
            && let Some(event) = events.last()
        {
            last = (event.at, Instant::now());
            first.get_or_insert(last);
        }
    }
    let (from, begun) = first.unwrap_or(last);
    Ok((last.0 - from) as f64 / 1e6 / (last.1 - begun).as_secs_f64())
}
