//! A viewer who reads nothing for a minute, while much happens: the others see everything, and the lab does not grow.

use std::time::{Duration, Instant};

use tokio::time::timeout;
use wire::message::{Speed, ToBrowser, ToServer};

use crate::lab::Lab;
use crate::viewer::Viewer;
use crate::{Failure, Figure};

/// How long the viewer who was stuck may take to see the present again.
const PATIENCE: Duration = Duration::from_secs(20);

/// What the lab may grow by meanwhile, in bytes: the run itself grows.
const MOST_GROWTH: f64 = 64e6;

/// Whether a second keyframe comes: the first is of the beginning.
async fn catch_up(stuck: &mut Viewer) -> Result<bool, Failure> {
    let mut keyframes = 0;
    while keyframes < 2 {
        keyframes += usize::from(matches!(stuck.hear().await?, ToBrowser::Keyframe { .. }));
    }
    Ok(true)
}

pub async fn measure(long: Duration) -> Result<Vec<Figure>, Failure> {
    let lab = Lab::start()?;
    let mut stuck = Viewer::connect_slowly(lab.address).await?;
    let mut other = Viewer::connect(lab.address, None).await?;
    // So many that something happens in each thirtieth of a second.
    other.command(1, "cluster replicas=9 seed=7").await?;
    other.say(&ToServer::Play { speed: Speed(1_000) }).await?;
    let (begun, before) = (Instant::now(), lab.memory());
    let (mut updates, mut keyframes, mut longest, mut last) = (0_u64, 0_u64, Duration::ZERO, Instant::now());
    while begun.elapsed() < long {
        match other.hear().await? {
            ToBrowser::Events(_) => updates += 1,
            ToBrowser::Keyframe { .. } => keyframes += 1,
            _other => {}
        }
        longest = longest.max(last.elapsed());
        last = Instant::now();
    }
    let (a_second, grown) = (updates as f64 / long.as_secs_f64(), lab.memory() - before);
    let caught_up = timeout(PATIENCE, catch_up(&mut stuck)).await.unwrap_or(Ok(false))?;
    Ok(vec![
        Figure::new(format!("beside it: {a_second:.1} updates a second (30), {keyframes} keyframes"), a_second > 29.0),
        Figure::new(
            format!("the longest silence for the other: {longest:.1?} (200 ms)"),
            longest < Duration::from_millis(200),
        ),
        Figure::new(format!("the lab grew by {:.1} MB (64)", grown / 1e6), grown < MOST_GROWTH),
        Figure::new("it goes on with a keyframe of the present".to_owned(), caught_up),
    ])
}
