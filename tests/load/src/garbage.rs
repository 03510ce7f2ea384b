//! Malformed frames, and malformed requests: the lab neither ends nor grows, and nothing is done that nobody asked for.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio_tungstenite::tungstenite::Message;
use wire::message::{ToBrowser, ToServer};

use crate::lab::Lab;
use crate::viewer::Viewer;
use crate::{Failure, Figure};

/// So many connections send it at once.
const AT_ONCE: usize = 20;

/// What the lab may grow by meanwhile, in bytes: buffers, and what the allocator keeps.
const MOST_GROWTH: f64 = 64e6;

pub async fn measure(frames: usize, requests: usize) -> Result<Vec<Figure>, Failure> {
    let mut lab = Lab::start()?;
    let mut owner = Viewer::connect(lab.address, None).await?;
    owner.say(&ToServer::Pause).await?;
    owner.command(1, "c1: add 5").await?;
    let (seen, before) = (look(lab.address).await?, lab.memory());
    drop(owner);
    let mut all = JoinSet::new();
    for seed in 0..AT_ONCE {
        all.spawn(send_frames(lab.address, frames.div_ceil(AT_ONCE), seed as u64));
    }
    while let Some(sent) = all.join_next().await {
        sent??;
    }
    for seed in 0..AT_ONCE {
        all.spawn(send_requests(lab.address, requests.div_ceil(AT_ONCE), seed as u64));
    }
    while let Some(sent) = all.join_next().await {
        sent??;
    }
    let grown = lab.memory() - before;
    Ok(vec![
        Figure::new(
            format!("{frames} malformed frames and {requests} malformed requests: the lab runs"),
            lab.is_alive(),
        ),
        Figure::new("nothing was done in the session".to_owned(), look(lab.address).await? == seen),
        Figure::new(format!("the lab grew by {:.1} MB (64)", grown / 1e6), grown < MOST_GROWTH),
    ])
}

/// The number of the last event of the shared session.
async fn look(address: SocketAddr) -> Result<u64, Failure> {
    loop {
        if let ToBrowser::Keyframe { view, .. } = Viewer::connect(address, None).await?.hear().await? {
            return Ok(view.event);
        }
    }
}

/// A number that is another one each time, and the same for the same seed (splitmix64).
fn draw(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// Bytes that are no message: the first is the number of none.
fn rubbish(state: &mut u64, longest: u64) -> Vec<u8> {
    let length = 1 + draw(state) % longest;
    let mut bytes: Vec<u8> = (0..length).map(|_| draw(state) as u8).collect();
    bytes[0] = 0x60 | (bytes[0] & 0x1f);
    bytes
}

async fn send_frames(address: SocketAddr, count: usize, seed: u64) -> Result<(), Failure> {
    let mut state = seed;
    let mut viewer = Viewer::connect(address, None).await?;
    for number in 0..count {
        viewer.send(Message::binary(rubbish(&mut state, 60))).await?;
        // The lab reads on only as fast as its answers are taken.
        if number % 8 == 7 {
            viewer.flush().await?;
            let mut answers = 0;
            while answers < 8 {
                answers += usize::from(matches!(viewer.hear().await?, ToBrowser::Refused { id: None, .. }));
            }
        }
    }
    Ok(())
}

async fn send_requests(address: SocketAddr, count: usize, seed: u64) -> Result<(), Failure> {
    const METHODS: [&str; 6] = ["GET", "POST", "DELETE", "PATCH", "TRACE", "\u{7f}"];
    const PATHS: [&str; 6] =
        ["/api/sessions", "/api/sessions/shared", "/stream?form=xml", "/../../etc/passwd", "/api/rooms/%00/qr", "//"];
    let mut state = seed;
    for _ in 0..count {
        let (method, path) = (METHODS[draw(&mut state) as usize % 6], PATHS[draw(&mut state) as usize % 6]);
        let body = rubbish(&mut state, 400);
        let length = body.len() as u64 + draw(&mut state) % 2;
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\
             connection: close\r\n\r\n"
        );
        let mut stream = TcpStream::connect(address).await?;
        // The lab may hang up at any moment, and does.
        let _ = stream.write_all(&[head.as_bytes(), &body].concat()).await;
        let _ = stream.shutdown().await;
        let _ = stream.read_to_end(&mut Vec::new()).await;
    }
    Ok(())
}
