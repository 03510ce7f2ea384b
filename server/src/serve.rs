//! One server, from its first socket to its last request.
//!
//! What can go wrong because of what the user asked for is checked before anything is served, in the order in which a person
//! would look: the folder, the address, the port.

use std::fmt;
use std::fs;
use std::future::Future;
use std::io::{self, Write as _};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum::serve::ListenerExt as _;
use bundle::Bundle;
use tokio::net::{TcpListener, TcpSocket, lookup_host};
use tokio::sync::{Semaphore, watch};
use tokio::time::timeout;

use crate::classroom::course::Course;
use crate::classroom::preview::{Folder, Latest, Unreadable};
use crate::classroom::sessions::Sessions;
use crate::classroom::store::{Store, Trouble};
use crate::limits::Limits;
use crate::metrics::Metrics;
use crate::web::{self, Lab};

/// How long requests and goodbyes may still take once the lab was told to stop.
const LAST_WORDS: Duration = Duration::from_millis(700);

/// How many bytes the system keeps for somebody who does not read. By default it would be megabytes, and a slow viewer would
/// see what was a minute ago instead of what is.
const UNREAD: u32 = 128 * 1024;

/// How many connections may wait to be accepted: a class opens the page at the same moment.
const WAITING: u32 = 1024;

/// What the user chose.
#[derive(Clone, Debug)]
pub struct Options {
    /// An address and port, or a host name and port.
    pub listen: String,
    /// The folder for the sessions.
    pub data: PathBuf,
    /// A folder of one's own lessons and demos.
    pub lessons: Option<PathBuf>,
    /// How much one may ask of it.
    pub limits: Limits,
}

/// Why the lab does not serve.
#[derive(Debug)]
pub enum Error {
    /// `--listen` is no address: what was given.
    Address(String),
    /// The port belongs to another program.
    PortInUse(SocketAddr),
    /// The address cannot be served on for another reason, such as a port below 1024.
    Listen(SocketAddr, io::Error),
    /// The data folder cannot be written.
    Data(PathBuf, io::Error),
    /// Another lab has the data folder.
    DataInUse(Trouble),
    /// The lessons of one's own cannot be served.
    Lessons(Unreadable),
    /// The operating system refused something that no option can change.
    System(io::Error),
}

impl Error {
    /// 2 when another option would help, 1 when none would.
    pub fn exit_status(&self) -> u8 {
        match self {
            Self::Address(_)
            | Self::PortInUse(_)
            | Self::Listen(..)
            | Self::Data(..)
            | Self::DataInUse(_)
            | Self::Lessons(_) => 2,
            Self::System(_) => 1,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(given) => {
                write!(formatter, "{given:?} is not an address to listen on; write it like --listen 127.0.0.1:3000")
            }
            Self::PortInUse(address) => {
                let (ip, port) = (address.ip(), address.port());
                let next = SocketAddr::new(ip, port.checked_add(1).unwrap_or(3000));
                write!(
                    formatter,
                    "port {port} is already in use on {ip}; stop the other program or choose \
                     another port, like --listen {next}"
                )
            }
            Self::Listen(address, reason) => {
                write!(formatter, "cannot listen on {address}: {reason}; choose another address with --listen")
            }
            Self::Data(folder, reason) => write!(
                formatter,
                "cannot write in the data folder {}: {reason}; choose another one with --data",
                folder.display()
            ),
            Self::DataInUse(trouble) => write!(formatter, "{trouble}; stop it, or choose another folder with --data"),
            Self::Lessons(unreadable) => write!(formatter, "{unreadable}"),
            Self::System(reason) => write!(formatter, "the operating system refused: {reason}"),
        }
    }
}

impl std::error::Error for Error {}

/// Serves until Ctrl-C or SIGTERM.
pub fn run(options: &Options, bundle: Bundle) -> Result<(), Error> {
    let runtime = tokio::runtime::Runtime::new().map_err(Error::System)?;
    let outcome = runtime.block_on(serve(options, bundle));
    // Streams are open for as long as somebody watches: they must not hold the process.
    runtime.shutdown_background();
    outcome
}

async fn serve(options: &Options, bundle: Bundle) -> Result<(), Error> {
    prepare_data_folder(&options.data)?;
    let own = options.lessons.as_deref().map(Folder::read).transpose().map_err(Error::Lessons)?;
    let listener = listen(&options.listen).await?;
    let address = listener.local_addr().map_err(Error::System)?;
    let asked_to_stop = asked_to_stop().map_err(Error::System)?;

    let store = Store::open(&options.data);
    // With any other trouble the lab can still be looked at, and says what is wrong to whoever wants to do something in it.
    if let Err(trouble) = store.check().await
        && trouble.is_in_use()
    {
        return Err(Error::DataInUse(trouble));
    }
    let sessions = Sessions::of(store, options.limits);
    let (stop, stopping) = watch::channel(false);
    let key = sessions.lab_key().await.map_err(|reason| Error::System(reason.into()))?;
    let lab = Lab {
        bundle,
        key: key.as_str().into(),
        metrics: Metrics::default(),
        sessions: sessions.clone(),
        course: course(own),
        limits: options.limits,
        connections: Arc::new(Semaphore::new(options.limits.connections)),
        stopping: stopping.clone(),
    };
    // Events are small and shall arrive now, not when there are enough of them to fill a packet.
    let listener = listener.tap_io(|stream| {
        // A socket that cannot do so is slower, and works.
        let _ = stream.set_nodelay(true);
    });
    let server = axum::serve(listener, web::app(lab)).with_graceful_shutdown(until(stopping.clone()));
    announce(address, &key).map_err(Error::System)?;

    let server = server.into_future();
    tokio::pin!(server);
    tokio::select! {
        outcome = &mut server => return outcome.map_err(Error::System),
        () = asked_to_stop => stop.send_replace(true),
    };
    drop(stopping);
    // Whoever has not finished by then is not waited for: a viewer may have stopped reading for good.
    let last_words = async { tokio::join!(server, stop.closed(), sessions.keep()).0 };
    timeout(LAST_WORDS, last_words).await.unwrap_or(Ok(())).map_err(Error::System)
}

/// The course of the lab, and behind it a folder of somebody's own, with which it keeps up.
fn course(own: Option<Folder>) -> Latest {
    let lab = Course::of_the_lab();
    let Some(folder) = own else { return Latest::new(lab) };
    let latest = Latest::new(lab.with(folder.lessons()));
    tokio::spawn(latest.clone().follow(lab, folder));
    latest
}

/// Ends when the lab is to stop.
async fn until(mut stopping: watch::Receiver<bool>) {
    // The sender is gone only when the lab is.
    let _ = stopping.wait_for(|stopping| *stopping).await;
}

/// Two lines on standard output: the first is for people to click and programs to read, the second for whoever runs the lab.
fn announce(address: SocketAddr, key: &str) -> io::Result<()> {
    let mut output = io::stdout().lock();
    writeln!(output, "SMR Lab is ready on http://{} (Ctrl-C stops it)", reachable(address))?;
    writeln!(output, "The key of the lab, which lists all sessions: {key}")?;
    output.flush()
}

/// The address to type on this machine: one that means "every address" cannot be opened everywhere.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

/// Makes the folder and proves that it can be written.
fn prepare_data_folder(folder: &Path) -> Result<(), Error> {
    let probe = folder.join(format!(".probe-{}", std::process::id()));
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(&probe, b""))
        .and_then(|()| fs::remove_file(&probe))
        .map_err(|reason| Error::Data(folder.to_owned(), reason))
}

async fn listen(given: &str) -> Result<TcpListener, Error> {
    let unusable = || Error::Address(given.to_owned());
    let address = lookup_host(given).await.map_err(|_| unusable())?.next().ok_or_else(unusable)?;
    bind(address).map_err(|reason| match reason.kind() {
        io::ErrorKind::AddrInUse => Error::PortInUse(address),
        _ => Error::Listen(address, reason),
    })
}

fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // As tokio does it: on Windows this option would let two servers share a port.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.set_send_buffer_size(UNREAD)?;
    socket.bind(address)?;
    socket.listen(WAITING)
}

/// Ends at the first Ctrl-C or SIGTERM from now on.
#[cfg(unix)]
fn asked_to_stop() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Ends at the first Ctrl-C from now on.
#[cfg(not(unix))]
fn asked_to_stop() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        // Without a handler there is nothing to wait for: the system then ends the process itself.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
