//! The lab as people start it: a process, on a port that the system picks.

use std::io::{BufRead as _, BufReader, Read};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::DEADLINE;
use crate::http::{self, Answer};
use crate::place::{self, TemporaryFolder};

/// A running server with a data folder of its own. It is killed when this value goes away.
#[derive(Debug)]
pub struct Server {
    process: Child,
    address: SocketAddr,
    key: String,
    data: TemporaryFolder,
}

/// How a process ended and what it said.
#[derive(Debug)]
pub struct Ending {
    /// Its exit status.
    pub status: ExitStatus,
    /// Its standard output.
    pub output: String,
    /// Its standard error.
    pub complaint: String,
}

impl Server {
    /// Starts a server and waits until it is ready.
    pub fn start() -> Self {
        Self::start_with(TemporaryFolder::new("data"))
    }

    /// Starts a server that is open to everybody.
    pub fn start_in_public() -> Self {
        let data = TemporaryFolder::new("data");
        let (process, address, key) = launch(Command::new(place::binary()), "127.0.0.1:0", &data, &["--public"]);
        Self { process, address, key, data }
    }

    /// Starts a server with the data that is in a folder.
    pub fn start_with(data: TemporaryFolder) -> Self {
        let (process, address, key) = launch(Command::new(place::binary()), "127.0.0.1:0", &data, &[]);
        Self { process, address, key, data }
    }

    /// Starts a server that cannot make any file longer than so many blocks of 512 bytes.
    #[cfg(unix)]
    pub fn start_where_files_stay_small(blocks: u32) -> Self {
        let data = TemporaryFolder::new("data");
        let mut shell = Command::new("sh");
        shell.args(["-c", &format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"")]).arg(place::binary());
        let (process, address, key) = launch(shell, "127.0.0.1:0", &data, &[]);
        Self { process, address, key, data }
    }

    /// The folder of its data.
    pub fn data(&self) -> &Path {
        self.data.path()
    }

    /// Kills the server as a power cut would, and starts it again on the same port with the same data.
    pub fn restart(&mut self) {
        self.kill();
        self.resume();
    }

    /// Kills the server as a power cut would. [`Server::resume`] starts it again.
    pub fn kill(&mut self) {
        self.process.kill().expect("our own process can be killed");
        self.process.wait().expect("our own process can be waited for");
    }

    /// Starts a killed server again on the same port with the same data.
    pub fn resume(&mut self) {
        let (process, address, key) = launch(Command::new(place::binary()), &self.address.to_string(), &self.data, &[]);
        (self.process, self.address, self.key) = (process, address, key);
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The key of whoever runs it.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The process number, for signals.
    pub fn process(&self) -> u32 {
        self.process.id()
    }

    /// The address of a page, such as `/`.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Asks for a path with some headers.
    pub fn get(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        http::ask(self.address, "GET", path, headers)
    }

    /// Asks with a body of JSON, which may be empty.
    pub fn ask(&self, method: &str, path: &str, body: &str) -> Answer {
        http::send(self.address, method, path, &[("content-type", "application/json")], body)
    }

    /// Waits until the process ends by itself.
    pub fn wait(mut self) -> ExitStatus {
        wait(&mut self.process)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already, which is what many tests are about.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Runs the binary to its end; for arguments with which it must not serve.
pub fn run(arguments: &[&str]) -> Ending {
    let mut process = Command::new(place::binary())
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary can be started");
    // Both are read while it runs, so that it can always write.
    let output = read_aside(process.stdout.take());
    let complaint = read_aside(process.stderr.take());
    let status = wait(&mut process);
    let text = |reader: JoinHandle<String>| reader.join().expect("what it says is text");
    Ending { status, output: text(output), complaint: text(complaint) }
}

/// Reads to the end in a thread of its own.
fn read_aside(pipe: Option<impl Read + Send + 'static>) -> JoinHandle<String> {
    let mut pipe = pipe.expect("it is piped");
    thread::spawn(move || {
        let mut text = String::new();
        pipe.read_to_string(&mut text).expect("what it says is text");
        text
    })
}

fn launch(mut binary: Command, listen: &str, data: &TemporaryFolder, more: &[&str]) -> (Child, SocketAddr, String) {
    let mut process = binary
        .args(["serve", "--listen", listen, "--data"])
        .arg(data.path())
        .args(more)
        .stdout(Stdio::piped())
        .spawn()
        .expect("the binary can be started");
    let output = process.stdout.take().expect("its output is piped");
    let (tell, told) = mpsc::channel();
    // Reads to the end, so that the server can always write.
    thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            // Nobody listens after the lines below, and later ones do not matter.
            let _ = tell.send(line);
        }
    });
    let line = || told.recv_timeout(DEADLINE).expect("the server says where it is ready, and its key");
    let address = address_in(&line()).expect("the first line has the address");
    let key = line().rsplit(' ').next().unwrap_or_default().to_owned();
    (process, address, key)
}

/// The address in the line that the server prints when it is ready.
fn address_in(line: &str) -> Option<SocketAddr> {
    let (_, rest) = line.split_once("http://")?;
    rest.split_whitespace().next()?.parse().ok()
}

fn wait(process: &mut Child) -> ExitStatus {
    let start = Instant::now();
    loop {
        if let Some(status) = process.try_wait().expect("our own process can be waited for") {
            return status;
        }
        if start.elapsed() > DEADLINE {
            // The failure below says enough; a process that ended just now is no second one.
            let _ = process.kill();
            panic!("the process did not end within {DEADLINE:?}");
        }
        thread::sleep(Duration::from_millis(5));
    }
}
