//! The sessions: one that everybody shares, and one for each who learns alone.
//!
//! Whoever opens a session of their own gives it a name that nobody guesses; the first who uses a name begins it. A session
//! that nobody has watched for a while leaves the memory; it is in the store, and there again for whoever comes back. What is
//! done with sessions as wholes is in [`catalogue`](super::catalogue).

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::future::join_all;
use tokio::time::Instant;

use super::Session;
use super::store::{Store, Trouble};
use crate::limits::{Limits, Pace};

/// The name of the session that everybody shares. It is too short to be that of another one.
pub const SHARED: &str = "shared";

/// A name that nobody guesses has at least so many characters.
const SHORTEST_NAME: usize = 16;

const LONGEST_NAME: usize = 64;

/// So often a place in memory is looked for: others may take the one that became free.
const ATTEMPTS: usize = 8;

/// All sessions. A handle: copies are of the same ones.
#[derive(Clone, Debug)]
pub struct Sessions {
    pub(super) store: Store,
    pub(super) limits: Limits,
    in_memory: Arc<Mutex<BTreeMap<String, Session>>>,
    /// How fast sessions may be created, by all together.
    creating: Arc<Mutex<Pace>>,
}

/// Why there is no such session.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NoSession {
    /// Its name is none.
    BadName,
    /// There is no room with this code.
    NoRoom,
    /// There are too many.
    TooMany,
}

impl Sessions {
    /// The sessions of a store.
    pub fn of(store: Store, limits: Limits) -> Self {
        let creating = Arc::new(Mutex::new(Pace::new(limits.creating, Instant::now())));
        Self { store, limits, in_memory: Arc::default(), creating }
    }

    /// The session that everybody shares.
    pub fn shared(&self) -> Session {
        self.open(&mut self.lock(), SHARED)
    }

    /// How many are in memory.
    pub fn count(&self) -> usize {
        self.lock().values().filter(|session| session.is_alive()).count()
    }

    /// Asks whether what is done in them can be kept.
    ///
    /// # Errors
    /// Why not.
    pub async fn check(&self) -> Result<(), Trouble> {
        self.store.check().await
    }

    /// Keeps where all of them stand: the lab is being stopped.
    pub async fn keep(&self) {
        let sessions: Vec<Session> = self.lock().values().cloned().collect();
        join_all(sessions.iter().map(Session::keep)).await;
    }

    /// The session of this name; the first who asks begins it.
    ///
    /// # Errors
    /// There can be none of that name, or no more.
    pub async fn named(&self, name: &str) -> Result<Session, NoSession> {
        if !is_name(name) {
            return Err(NoSession::BadName);
        }
        if self.in_memory(name).is_none() && self.is_one_too_many(name).await {
            return Err(NoSession::TooMany);
        }
        self.find(name).await
    }

    /// Whether as many sessions are kept as there may be, and this is none of them. In a store that cannot be read nothing is
    /// kept, so nothing becomes more.
    async fn is_one_too_many(&self, name: &str) -> bool {
        self.store.count().await.is_ok_and(|count| count >= self.limits.kept)
            && self.store.entry(name).await.is_ok_and(|entry| entry.is_none())
    }

    /// The session whose room has this code.
    ///
    /// # Errors
    /// There is none, or no more can be in memory.
    pub async fn followed(&self, code: &str) -> Result<Session, NoSession> {
        let name = self.store.session_of_room(code).await.map_err(|_trouble| NoSession::NoRoom)?;
        self.find(&name.ok_or(NoSession::NoRoom)?).await
    }

    /// The session of this name, whether it is the shared one or not. Where there is no place for it in memory, one that nobody
    /// watches leaves it.
    pub(super) async fn find(&self, name: &str) -> Result<Session, NoSession> {
        for _ in 0..ATTEMPTS {
            let unwatched = {
                let mut in_memory = self.lock();
                in_memory.retain(|_, session| session.is_alive());
                let own = in_memory.len() - usize::from(in_memory.contains_key(SHARED));
                if own < self.limits.sessions || name == SHARED || in_memory.contains_key(name) {
                    return Ok(self.open(&mut in_memory, name));
                }
                in_memory
                    .iter()
                    .find(|(name, session)| *name != SHARED && !session.is_watched())
                    .map(|(_, one)| one.clone())
            };
            unwatched.ok_or(NoSession::TooMany)?.unload().await;
        }
        Err(NoSession::TooMany)
    }

    /// The session of this name, if it is in memory.
    pub(super) fn in_memory(&self, name: &str) -> Option<Session> {
        self.lock().get(name).filter(|session| session.is_alive()).cloned()
    }

    /// Whether one more may be created now.
    pub(super) fn may_create(&self, now: Instant) -> bool {
        self.creating.lock().unwrap_or_else(PoisonError::into_inner).admits(now)
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Session>> {
        self.in_memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn open(&self, in_memory: &mut BTreeMap<String, Session>, name: &str) -> Session {
        if let Some(session) = in_memory.get(name).filter(|session| session.is_alive()) {
            return session.clone();
        }
        let session = Session::begin(self.store.clone(), name.to_owned(), self.limits, Arc::clone(&self.creating));
        in_memory.insert(name.to_owned(), session.clone());
        session
    }
}

/// Whether a session of somebody's own may have this name.
pub fn is_name(name: &str) -> bool {
    (SHORTEST_NAME..=LONGEST_NAME).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use wire::message::{ToBrowser, ToServer};
    use wire::room::Ask;

    use super::*;
    use crate::classroom::form::Form;
    use crate::classroom::room::Who;
    use crate::classroom::run::beginning::{Beginning, Start};
    use crate::classroom::task::PATIENCE;

    fn sessions() -> (tempfile::TempDir, Sessions) {
        let folder = tempfile::tempdir().unwrap();
        let sessions = Sessions::of(Store::open(folder.path()), Limits::PUBLIC);
        (folder, sessions)
    }

    async fn obey(session: &Session, line: &str) {
        let answer = session.hear(ToServer::Do { id: 1, line: line.to_owned() }, Who::Owner).await.unwrap();
        assert!(matches!(answer, Some(ToBrowser::Done { .. })), "{answer:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_session_leaves_the_memory_when_nobody_came_for_a_while_and_is_there_again() {
        let (_folder, sessions) = sessions();
        let name = "0123456789abcdef";
        let session = sessions.named(name).await.unwrap();
        let viewer = session.watch(Form::Json, Who::Owner).await.unwrap();
        obey(&session, "c1: add 5").await;
        obey(&session, "run until output c1 = 5").await;
        session.hear(ToServer::Pause, Who::Owner).await.unwrap();
        tokio::time::sleep(PATIENCE * 100).await;
        assert!(session.is_alive(), "somebody watches");
        drop(viewer);
        tokio::time::sleep(PATIENCE * 3).await;
        assert!(!session.is_alive());
        obey(&sessions.named(name).await.unwrap(), "expect output c1 = 5").await;
    }

    #[tokio::test(start_paused = true)]
    async fn all_who_steer_a_session_share_an_allowance() {
        let (_folder, sessions) = sessions();
        let steer =
            async |name| match sessions.named(name).await.unwrap().hear(ToServer::Step, Who::Owner).await.unwrap() {
                None => true,
                Some(ToBrowser::Refused { why, .. }) if why.contains("more than 30 times a second") => false,
                Some(other) => panic!("{other:?}"),
            };
        for _ in 0..Limits::PUBLIC.a_session.at_once {
            assert!(steer("0123456789abcdef").await);
        }
        assert!(!steer("0123456789abcdef").await);
        assert!(steer("fedcba9876543210").await, "others have their own");
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert!(steer("0123456789abcdef").await);
    }

    #[tokio::test]
    async fn whoever_comes_gets_the_place_of_a_session_that_nobody_watches() {
        let folder = tempfile::tempdir().unwrap();
        let sessions = Sessions::of(Store::open(folder.path()), Limits { sessions: 2, ..Limits::PUBLIC });
        let [watched, left, next] = ["0000000000000001", "0000000000000002", "0000000000000003"];
        let first = sessions.named(watched).await.unwrap();
        let _viewer = first.watch(Form::Json, Who::Owner).await.unwrap();
        let second = sessions.named(left).await.unwrap();
        let viewer = second.watch(Form::Json, Who::Owner).await.unwrap();
        obey(&second, "c1: add 5").await;
        obey(&second, "run until output c1 = 5").await;
        assert_eq!(sessions.named(next).await.err(), Some(NoSession::TooMany), "both are watched");
        drop(viewer);
        second.left(Who::Owner).await;
        // It is heard in its turn: after something that is answered it has been.
        second.keep().await.unwrap();
        let third = sessions.named(next).await.unwrap();
        assert_eq!((first.is_alive(), second.is_alive(), sessions.count()), (true, false, 2));
        let viewer = third.watch(Form::Json, Who::Owner).await.unwrap();
        drop(viewer);
        third.left(Who::Owner).await;
        third.keep().await.unwrap();
        obey(&sessions.named(left).await.unwrap(), "expect output c1 = 5").await;
    }

    #[tokio::test]
    async fn no_more_sessions_are_kept_than_may_be_however_they_begin() {
        let folder = tempfile::tempdir().unwrap();
        let sessions = Sessions::of(Store::open(folder.path()), Limits { kept: 1, ..Limits::PUBLIC });
        let only = sessions.named("0000000000000001").await.unwrap();
        obey(&only, "c1: add 5").await;
        assert_eq!(sessions.named("0000000000000002").await.err(), Some(NoSession::TooMany));
        assert!(sessions.create("", Start { beginning: Beginning::Usual, event: None }).await.is_err());
        let forked = only.hear(ToServer::Room(Ask::Fork), Who::Owner).await.unwrap();
        assert!(matches!(forked, Some(ToBrowser::Refused { why, .. }) if why.contains("as many sessions")));
        assert!(sessions.named("0000000000000001").await.is_ok(), "those that are kept come back");
        assert!(Sessions::of(sessions.store.clone(), sessions.limits).named("0000000000000001").await.is_ok());
        sessions.delete("0000000000000001").await.unwrap();
        sessions.named("0000000000000002").await.unwrap();
    }

    #[tokio::test]
    async fn names_and_numbers_have_limits() {
        let (_folder, sessions) = sessions();
        for name in ["", "short", SHARED, "with/a/path/in/it/../..", "UPPERCASE0123456789", &"x".repeat(65)] {
            assert_eq!(sessions.named(name).await.err(), Some(NoSession::BadName), "{name:?}");
        }
        sessions.shared();
        for number in 0..Limits::PUBLIC.sessions {
            sessions.named(&format!("{number:016}")).await.unwrap();
        }
        assert_eq!(sessions.named("one0more0one0more").await.err(), Some(NoSession::TooMany));
        assert!(sessions.named("0000000000000007").await.is_ok(), "those that are there stay");
    }
}
