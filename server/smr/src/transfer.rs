//! State transfer: a replica that is new, or back after too long, is given the State instead of every Input since the
//! dawn of the system.
//!
//! Out of band, that is beside the ordering: the receiver asks a source for the *manifest* of its stable checkpoint
//! (its parts and their digests), then only for the parts that differ from its own, in compressed chunks. The result
//! must have the digest that a majority agreed on when the checkpoint became stable, and the receiver compares that
//! digest with what other replicas report. A source that falls silent or sends nonsense is replaced by another. Inputs
//! ordered meanwhile are collected, since the receiver observes the ordering from before the transfer begins, and are
//! applied afterwards.

use crate::Tick;
use crate::checkpoint::{Checkpoint, Mark};
use crate::digest::Digest;
use crate::execute::Executor;
use crate::place::ReplicaId;
use crate::plant::{Plant, Plants};
use crate::receive::{Session, Submitter};
use crate::reconfigure::Schedule;
use crate::slots::Slot;
use crate::word::Word;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What a State is transferred in: pieces that can differ one by one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Part {
    /// How far it is executed, who the members are, the checksum of the Outputs.
    Header,
    /// One component of the service's State.
    Component(Word),
    /// What is remembered of one submitter.
    Session(Submitter),
}

/// One line of a manifest.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Listed {
    /// Which part.
    pub part: Part,
    /// The digest of its bytes.
    pub digest: u64,
    /// How many bytes it has.
    pub length: u32,
}

/// What a source has to give.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Manifest {
    /// The checkpoint it would send.
    pub mark: Mark,
    /// The checkpoint's parts.
    pub parts: Arc<[Listed]>,
}

/// Some parts of a checkpoint.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Chunk {
    /// The checkpoint they belong to.
    pub mark: Mark,
    /// The parts' bytes, compressed.
    pub compressed: Arc<[u8]>,
}

/// Roughly how many bytes are asked for at once.
const CHUNK_BYTES: u32 = 16 * 1024;

/// The most bytes that a chunk may unpack to; more is nonsense. Parts are small, whatever the service: a component is a
/// word or a number, and a session remembers a window of Outputs. So no part has to be split to fit.
const MOST_BYTES: usize = 1 << 22;

type Parts = BTreeMap<Part, Vec<u8>>;

fn bytes_of<T: Serialize>(value: &T) -> Vec<u8> {
    postcard::to_allocvec(value).expect("the State has no type that cannot be written")
}

/// A State as parts.
#[must_use]
fn parts_of(state: &Executor) -> Parts {
    let header = bytes_of(&(state.executed, &state.schedule, state.outputs));
    let components = state.machine.components().into_iter();
    let components = components.map(|(name, bytes)| (Part::Component(name), bytes.to_vec()));
    let sessions = state.sessions.iter();
    let sessions = sessions.map(|(submitter, session)| (Part::Session(*submitter), bytes_of(session)));
    std::iter::once((Part::Header, header)).chain(components).chain(sessions).collect()
}

fn put(state: &mut Executor, part: Part, bytes: Option<&[u8]>) -> Option<()> {
    match (part, bytes) {
        (Part::Header, bytes) => {
            let (executed, schedule, outputs): (Slot, Schedule, u64) = postcard::from_bytes(bytes?).ok()?;
            (state.executed, state.schedule, state.outputs) = (executed, schedule, outputs);
        }
        (Part::Component(name), bytes) => state.machine.install(name, bytes).ok()?,
        (Part::Session(submitter), Some(bytes)) => {
            let session: Session = postcard::from_bytes(bytes).ok()?;
            state.sessions.install(submitter, session);
        }
        (Part::Session(submitter), None) => state.sessions.remove(submitter),
    }
    Some(())
}

/// Who wants what.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Wanted {
    /// The receiver.
    pub by: ReplicaId,
    /// The checkpoint of which it wants parts.
    pub of: Mark,
    /// The parts.
    pub parts: Arc<[Part]>,
}

/// The giving side. It holds nothing but what can be made again from the stable checkpoint.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Source {
    of: Mark,
    parts: Arc<Parts>,
    /// What the replica at a place was last given, and when.
    given: BTreeMap<u8, (Wanted, Tick)>,
}

impl Source {
    /// The manifest of this checkpoint.
    pub fn manifest(&mut self, checkpoint: &Checkpoint) -> Manifest {
        self.prepare(checkpoint);
        let listed = self.parts.iter().map(|(part, bytes)| Listed {
            part: *part,
            digest: Digest::of(bytes.as_slice()),
            length: bytes.len() as u32,
        });
        Manifest { mark: self.of, parts: listed.collect() }
    }

    /// The parts that are wanted of this checkpoint; those that it does not have are left out.
    ///
    /// Nothing, if they were given just now: the network may deliver one question twice, and who waits for an answer
    /// asks again before it can be there. An answer that was lost is worth a second sending, so `shortly` must be less
    /// than the time after which a receiver asks again.
    pub fn chunk(&mut self, now: Tick, shortly: Tick, checkpoint: &Checkpoint, wanted: Wanted) -> Option<Chunk> {
        let last = self.given.get(&wanted.by.place);
        if last.is_some_and(|(last, at)| *last == wanted && now.saturating_sub(*at) < shortly) {
            return None;
        }
        self.prepare(checkpoint);
        let parts = wanted.parts.iter();
        let found: Vec<(Part, &[u8])> =
            parts.filter_map(|part| Some((*part, self.parts.get(part)?.as_slice()))).collect();
        let compressed = lz4_flex::block::compress_prepend_size(&bytes_of(&found));
        self.given.insert(wanted.by.place, (wanted, now));
        Some(Chunk { mark: self.of, compressed: compressed.into() })
    }

    fn prepare(&mut self, checkpoint: &Checkpoint) {
        if self.of.slot != checkpoint.slot || self.parts.is_empty() {
            // The digest is the one that a majority agreed on when the checkpoint became stable. If this server's
            // memory has failed since, what is sent will not fit it, and the receiver will know.
            let mark = Mark { slot: checkpoint.slot, digest: checkpoint.digest };
            (self.of, self.parts) = (mark, Arc::new(parts_of(&checkpoint.state)));
        }
    }
}

/// How a transfer has gone so far, in bytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Progress {
    /// What the whole State has.
    pub whole: u64,
    /// What had to be sent, since it differs.
    pub differing: u64,
    /// What was received of that, before it was compressed.
    pub received: u64,
    /// What came over the network.
    pub compressed: u64,
}

/// The receiving side.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Receiver {
    /// The replica it receives from.
    pub source: ReplicaId,
    /// When something useful last came.
    pub last_progress: Tick,
    /// How it has gone so far.
    pub progress: Progress,
    mark: Option<Mark>,
    listed: Arc<[Listed]>,
    missing: Vec<Listed>,
    received: Parts,
    complete: Option<Arc<Checkpoint>>,
}

/// What the receiver does with what came.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Next {
    /// Ask the source for these parts.
    Ask(Arc<[Part]>),
    /// Everything is here; its digest is not yet compared with other replicas.
    Complete,
    /// It came twice, or too late to matter.
    Stale,
    /// It does not fit together.
    Useless,
}

impl Receiver {
    /// About to ask this source for its manifest.
    #[must_use]
    pub fn new(source: ReplicaId, now: Tick) -> Self {
        Self {
            source,
            last_progress: now,
            progress: Progress::default(),
            mark: None,
            listed: Arc::from([]),
            missing: Vec::new(),
            received: Parts::new(),
            complete: None,
        }
    }

    /// The manifest came: find what differs from the State at hand.
    pub fn manifest(&mut self, now: Tick, manifest: Manifest, own: &Executor, plants: Plants) -> Next {
        let own_parts = parts_of(own);
        let differs = |listed: &&Listed| {
            own_parts.get(&listed.part).is_none_or(|bytes| Digest::of(bytes.as_slice()) != listed.digest)
        };
        self.missing = manifest.parts.iter().filter(differs).copied().collect();
        let sum = |parts: &[Listed]| parts.iter().map(|listed| u64::from(listed.length)).sum();
        self.progress = Progress { whole: sum(&manifest.parts), differing: sum(&self.missing), ..self.progress };
        self.listed = manifest.parts;
        // A source that has only ever other manifests to give makes no progress.
        if self.mark.replace(manifest.mark).is_none() {
            self.last_progress = now;
        }
        self.received.clear();
        self.next(own, plants)
    }

    /// A chunk came.
    pub fn chunk(&mut self, now: Tick, chunk: &Chunk, own: &Executor, plants: Plants) -> Next {
        if self.mark != Some(chunk.mark) || self.missing.is_empty() {
            return Next::Stale;
        }
        let Some(raw) = unpack(&chunk.compressed) else { return Next::Useless };
        let Ok(parts) = postcard::from_bytes::<Vec<(Part, Vec<u8>)>>(&raw) else { return Next::Useless };
        let before = self.missing.len();
        for (part, bytes) in parts {
            let wanted = |listed: &Listed| listed.part == part && listed.digest == Digest::of(bytes.as_slice());
            if let Some(index) = self.missing.iter().position(wanted) {
                self.missing.swap_remove(index);
                self.progress.received += bytes.len() as u64;
                self.received.insert(part, bytes);
            }
        }
        if self.missing.len() == before {
            return Next::Stale;
        }
        self.progress.compressed += chunk.compressed.len() as u64;
        self.last_progress = now;
        self.next(own, plants)
    }

    /// The checkpoint that is being transferred; `None` before the manifest came.
    #[must_use]
    pub const fn mark(&self) -> Option<Mark> {
        self.mark
    }

    /// The transferred State, once all of it is here.
    #[must_use]
    pub const fn complete(&self) -> Option<&Arc<Checkpoint>> {
        self.complete.as_ref()
    }

    /// Asks again for what is missing; `None` before the manifest came.
    #[must_use]
    pub fn again(&self) -> Option<Arc<[Part]>> {
        (self.mark.is_some() && !self.missing.is_empty()).then(|| self.wanted())
    }

    fn wanted(&self) -> Arc<[Part]> {
        let mut bytes = 0;
        let fits = |listed: &&Listed| {
            let fits = bytes < CHUNK_BYTES;
            bytes = bytes.saturating_add(listed.length);
            fits
        };
        self.missing.iter().take_while(fits).map(|listed| listed.part).collect()
    }

    fn next(&mut self, own: &Executor, plants: Plants) -> Next {
        if !self.missing.is_empty() {
            return Next::Ask(self.wanted());
        }
        self.complete = self.assemble(own, plants);
        if self.complete.is_some() { Next::Complete } else { Next::Useless }
    }

    /// The State: this replica's own, with the differing parts replaced and what the source does not have removed.
    fn assemble(&self, own: &Executor, plants: Plants) -> Option<Arc<Checkpoint>> {
        let mut state = own.clone();
        let listed: BTreeSet<Part> = self.listed.iter().map(|listed| listed.part).collect();
        for part in parts_of(own).keys().filter(|part| !listed.contains(part)) {
            put(&mut state, *part, None)?;
        }
        for (part, bytes) in &self.received {
            put(&mut state, *part, Some(bytes))?;
        }
        let mark = self.mark?;
        let believed = state.digest() == mark.digest || plants.has(Plant::UnverifiedTransfer);
        let complete = state.executed == mark.slot && believed;
        complete.then(|| Checkpoint::of(&state))
    }
}

fn unpack(compressed: &[u8]) -> Option<Vec<u8>> {
    let (length, _) = lz4_flex::block::uncompressed_size(compressed).ok()?;
    (length <= MOST_BYTES).then(|| lz4_flex::block::decompress_size_prepended(compressed).ok()).flatten()
}
