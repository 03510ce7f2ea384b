//! The lab under load: the release build beside this program, with a data folder of its own.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Instant;

use crate::Failure;

/// The clock of processor time in `/proc`, on every Linux that people run.
const TICKS_A_SECOND: f64 = 100.0;

/// A running lab; it ends with this value.
pub struct Lab {
    process: Child,
    /// Held open: a lab whose words nobody takes ends.
    _output: BufReader<ChildStdout>,
    data: PathBuf,
    pub address: SocketAddr,
}

impl Lab {
    /// Starts it.
    pub fn start() -> Result<Self, Failure> {
        let binary = std::env::current_exe()?.with_file_name(format!("smr-lab{}", std::env::consts::EXE_SUFFIX));
        if !binary.is_file() {
            return Err(format!("there is no {}: cargo build --release -p smr-lab", binary.display()).into());
        }
        let data = std::env::temp_dir().join(format!("smr-lab-load-{}", std::process::id()));
        let mut process = Command::new(binary)
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(&data)
            .env("RUST_LOG", "error")
            .stdout(Stdio::piped())
            .spawn()?;
        let mut output = BufReader::new(process.stdout.take().ok_or("its output is piped")?);
        let mut line = String::new();
        output.read_line(&mut line)?;
        let address = line.split_once("http://").and_then(|(_, rest)| rest.split_whitespace().next()?.parse().ok());
        Ok(Self { process, _output: output, data, address: address.ok_or("it does not say where it is")? })
    }

    /// Its memory, in bytes; 0 where the system does not tell.
    pub fn memory(&self) -> f64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.and_then(|line| line.trim().strip_suffix("kB")?.trim().parse::<f64>().ok());
        kilobytes.unwrap_or_default() * 1024.0
    }

    /// The processor time that it has used, in seconds; 0 where the system does not tell.
    pub fn processor(&self) -> f64 {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.process.id())).unwrap_or_default();
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<f64>().ok()).unwrap_or_default();
        (ticks(11) + ticks(12)) / TICKS_A_SECOND
    }

    /// Whether it still runs.
    pub fn is_alive(&mut self) -> bool {
        matches!(self.process.try_wait(), Ok(None))
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        // What cannot be ended or removed is the system's, which empties its temporary folder.
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.data);
    }
}

/// What a process used of a processor between two moments.
pub struct Meter(Instant, f64);

impl Meter {
    /// From now on.
    pub fn start(lab: &Lab) -> Self {
        Self(Instant::now(), lab.processor())
    }

    /// The percentage of one core since then.
    pub fn percent(&self, lab: &Lab) -> f64 {
        100.0 * (lab.processor() - self.1) / self.0.elapsed().as_secs_f64()
    }
}
