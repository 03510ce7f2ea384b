//! Puts a lab under load and prints what it bears. Build the lab first, both in release:
//!
//! ```text
//! cargo build --release -p smr-lab
//! cargo run --release -p load -- viewers 2000
//! cargo run --release -p load -- sessions 500
//! cargo run --release -p load -- garbage 1000000 100000
//! cargo run --release -p load -- stuck 60
//! ```
//!
//! The load and the lab share the machine, so what is printed is what both can do together. Each prints its figures beside
//! what they must be, and ends with 1 if one is not.
//!
//! - [`viewers`]: many watch one session, at 30 updates a second.
//! - [`sessions`]: many sessions of five replicas, each at normal speed, each watched.
//! - [`garbage`]: malformed frames and malformed requests.
//! - [`stuck`]: a viewer who reads nothing, beside others.
//! - [`known`]: what the frames say that many viewers get; [`lab`]: the lab under load, as a process; [`viewer`]: one who watches.

mod garbage;
mod known;
mod lab;
mod sessions;
mod stuck;
mod viewer;
mod viewers;

use std::process::ExitCode;
use std::time::Duration;

/// What went wrong that is no figure.
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// A figure, and whether it is as it must be.
struct Figure {
    text: String,
    holds: bool,
}

impl Figure {
    fn new(text: String, holds: bool) -> Self {
        Self { text, holds }
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize, usual: usize| arguments.get(at).and_then(|given| given.parse().ok()).unwrap_or(usual);
    let measured = match arguments.first().map(String::as_str) {
        Some("viewers") => viewers::measure(number(1, 2_000)).await,
        Some("sessions") => sessions::measure(number(1, 500)).await,
        Some("garbage") => garbage::measure(number(1, 1_000_000), number(2, 100_000)).await,
        Some("stuck") => stuck::measure(Duration::from_secs(number(1, 60) as u64)).await,
        _ => {
            eprintln!("load viewers N | load sessions N | load garbage FRAMES REQUESTS | load stuck SECONDS");
            return ExitCode::from(2);
        }
    };
    match measured {
        Ok(figures) => {
            for Figure { text, holds } in &figures {
                println!("{} {text}", if *holds { "ok  " } else { "FAIL" });
            }
            if figures.iter().all(|figure| figure.holds) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(why) => {
            eprintln!("load: {why}");
            ExitCode::from(2)
        }
    }
}
