//! A viewer who reads nothing for a minute, while much happens: the others see everything, and the lab does not grow. What one
//! of them hears before the stuck one comes is what to compare with.

use std::time::{Duration, Instant};

use tokio::time::timeout;
use wire::message::{ToBrowser, ToServer};

use crate::known::SPEED;
use crate::lab::Lab;
use crate::viewer::Viewer;
use crate::{Failure, Figure};

/// How long the viewer who was stuck may take to see the present again.
const PATIENCE: Duration = Duration::from_secs(20);

/// Of whom the lab hears nothing for so long, it takes to be gone: who does not read does not answer its pings.
const SILENCE: Duration = Duration::from_secs(60);

/// What the lab may grow by meanwhile, in bytes: the run itself grows.
const MOST_GROWTH: f64 = 64e6;

/// So long nothing is measured.
const SETTLING: Duration = Duration::from_secs(2);

/// How long the other is alone.
const ALONE: Duration = Duration::from_secs(15);

/// What somebody heard.
struct Heard {
    /// Updates a second.
    a_second: f64,
    keyframes: usize,
    /// The longest time in which nothing came.
    silence: Duration,
}

async fn hear(viewer: &mut Viewer, long: Duration) -> Result<Heard, Failure> {
    let (mut updates, mut keyframes, mut silence) = (0_u64, 0, Duration::ZERO);
    let begun = Instant::now();
    let mut last = begun;
    while begun.elapsed() < long {
        match viewer.hear().await? {
            ToBrowser::Events(_) => updates += 1,
            ToBrowser::Keyframe { .. } => keyframes += 1,
            _other => {}
        }
        silence = silence.max(last.elapsed());
        last = Instant::now();
    }
    Ok(Heard { a_second: updates as f64 / last.duration_since(begun).as_secs_f64(), keyframes, silence })
}

/// How the one who was stuck goes on: with a second keyframe, since the first was of the beginning.
async fn go_on(stuck: &mut Viewer, long: Duration) -> Figure {
    let catch_up = async {
        let mut keyframes = 0;
        while keyframes < 2 {
            keyframes += usize::from(matches!(stuck.hear().await?, ToBrowser::Keyframe { .. }));
        }
        Ok::<(), Failure>(())
    };
    match timeout(PATIENCE, catch_up).await {
        Ok(Ok(())) => Figure::new("it goes on with a keyframe of the present".to_owned(), true),
        Ok(Err(why)) => {
            Figure::new(format!("the lab hung up on it, as it does after a minute of silence ({why})"), long >= SILENCE)
        }
        Err(_) => Figure::new("it is not told of the present".to_owned(), false),
    }
}

pub async fn measure(long: Duration) -> Result<Vec<Figure>, Failure> {
    let lab = Lab::start()?;
    let mut other = Viewer::connect(lab.address, None).await?;
    // Something happens in each thirtieth of a second: where nothing does, nothing is told.
    other.command(1, "cluster replicas=5 seed=7").await?;
    other.command(2, "workload c1 inputs=1000000 in-flight=2 think=10ms").await?;
    other.say(&ToServer::Play { speed: SPEED }).await?;
    // Until the cluster has a leader little happens.
    hear(&mut other, SETTLING).await?;
    let alone = hear(&mut other, ALONE).await?;
    let mut stuck = Viewer::connect_slowly(lab.address).await?;
    let before = lab.memory();
    let beside = hear(&mut other, long).await?;
    let grown = lab.memory() - before;
    let goes_on = go_on(&mut stuck, long).await;
    let told = |Heard { a_second, keyframes, silence }: &Heard| {
        format!(
            "{a_second:.1} updates a second (30), {keyframes} keyframes, the longest silence {silence:.1?} (200 ms)"
        )
    };
    let holds = |heard: &Heard| heard.a_second > 29.0 && heard.silence < Duration::from_millis(200);
    Ok(vec![
        Figure::new(format!("the other alone: {}", told(&alone)), holds(&alone)),
        Figure::new(format!("beside the stuck: {}", told(&beside)), holds(&beside) && beside.keyframes == 0),
        Figure::new(format!("the lab grew by {:.1} MB (64)", grown / 1e6), grown < MOST_GROWTH),
        goes_on,
    ])
}
