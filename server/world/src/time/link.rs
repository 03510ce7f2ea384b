//! A run as a link: short enough to be sent, and sure to be the run that was meant.
//!
//! A link is `smr-lab-`, the version, `-`, and the rest in URL-safe base64: a checksum of everything else, then the
//! recording, deflated. What was cut off, mistyped or made by another version is refused with the reason, and nothing
//! that somebody writes into a link can take much memory or time before it is.

use super::recording::Recording;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use flate2::read::{DeflateDecoder, DeflateEncoder};
use flate2::{Compression, Crc};
use std::fmt;
use std::io::Read as _;

/// What every link begins with.
pub const BEGINNING: &str = "smr-lab-";

/// The version of what is in a link. It changes when the form does, and when the same script becomes another run.
pub const VERSION: u16 = 2;

/// No link is longer, in characters.
pub const LONGEST_LINK: usize = 1 << 20;

/// No recording is longer, in bytes.
pub const LONGEST_RECORDING: usize = 1 << 22;

/// Why a text is no link to a run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum BadLink {
    /// It does not look like one.
    NoLink,
    /// Another version made it.
    OtherVersion(String),
    /// It is longer than any link, or what is in it is.
    TooLong,
    /// It was cut off or changed on its way.
    Damaged,
}

impl fmt::Display for BadLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoLink => write!(f, "this is no link to a run: one begins with `{BEGINNING}{VERSION}-`"),
            Self::OtherVersion(version) => {
                write!(f, "this link was made by version {version} of the lab's links, and this lab reads {VERSION}")
            }
            Self::TooLong => write!(f, "this link is longer than any that the lab makes"),
            Self::Damaged => write!(f, "this link was cut off or changed on its way: copy it again, whole"),
        }
    }
}

impl std::error::Error for BadLink {}

/// The link to a run.
///
/// # Errors
/// So much was done in the run that no link can hold it.
pub fn link(recording: &Recording) -> Result<String, BadLink> {
    let text = format!("{:016x} {}\n{}", recording.hash, recording.events, recording.script);
    let mut deflated = Vec::new();
    let mut encoder = DeflateEncoder::new(text.as_bytes(), Compression::best());
    if text.len() > LONGEST_RECORDING || encoder.read_to_end(&mut deflated).is_err() {
        return Err(BadLink::TooLong);
    }
    let bytes = [checksum(&deflated).to_le_bytes().as_slice(), &deflated].concat();
    let link = format!("{BEGINNING}{VERSION}-{}", URL_SAFE_NO_PAD.encode(bytes));
    if link.len() > LONGEST_LINK { Err(BadLink::TooLong) } else { Ok(link) }
}

/// The run that a link leads to.
///
/// # Errors
/// It leads to none.
pub fn follow(link: &str) -> Result<Recording, BadLink> {
    let link = link.trim();
    if link.len() > LONGEST_LINK {
        return Err(BadLink::TooLong);
    }
    let rest = link.strip_prefix(BEGINNING).ok_or(BadLink::NoLink)?;
    let (version, coded) = rest.split_once('-').ok_or(BadLink::NoLink)?;
    if version.is_empty() || version.len() > 5 || !version.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(BadLink::NoLink);
    }
    if version != VERSION.to_string() {
        return Err(BadLink::OtherVersion(version.to_owned()));
    }
    let bytes = URL_SAFE_NO_PAD.decode(coded).map_err(|_| BadLink::Damaged)?;
    let (sum, deflated) = bytes.split_first_chunk::<4>().ok_or(BadLink::Damaged)?;
    if u32::from_le_bytes(*sum) != checksum(deflated) {
        return Err(BadLink::Damaged);
    }
    read(&inflate(deflated)?).ok_or(BadLink::Damaged)
}

/// The checksum, which the version is part of.
fn checksum(deflated: &[u8]) -> u32 {
    let mut sum = Crc::new();
    sum.update(&VERSION.to_le_bytes());
    sum.update(deflated);
    sum.sum()
}

/// A few bytes can become very many, so what comes out is counted while it does.
fn inflate(deflated: &[u8]) -> Result<String, BadLink> {
    let mut text = String::new();
    let most = LONGEST_RECORDING as u64 + 1;
    DeflateDecoder::new(deflated).take(most).read_to_string(&mut text).map_err(|_| BadLink::Damaged)?;
    if text.len() > LONGEST_RECORDING { Err(BadLink::TooLong) } else { Ok(text) }
}

fn read(text: &str) -> Option<Recording> {
    let (known_by, script) = text.split_once('\n')?;
    let (hash, events) = known_by.split_once(' ')?;
    let hash = u64::from_str_radix(hash, 16).ok()?;
    Some(Recording { script: script.to_owned(), events: events.parse().ok()?, hash })
}
