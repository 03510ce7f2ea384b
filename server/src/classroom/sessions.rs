//! The sessions: one that everybody shares, and one for each who learns alone.
//!
//! Whoever opens a session of their own gives it a name that nobody guesses; the first who uses a name begins it. A session
//! that nobody has watched for a while ends and is forgotten, and whoever comes back under its name begins anew. The shared
//! one lives as long as the process.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::Session;

/// So many sessions there can be beside the shared one.
const MOST_SESSIONS: usize = 256;

/// A name that nobody guesses has at least so many characters.
const SHORTEST_NAME: usize = 16;

const LONGEST_NAME: usize = 64;

/// All sessions. A handle: copies are of the same ones.
#[derive(Clone, Debug)]
pub struct Sessions {
    shared: Session,
    own: Arc<Mutex<BTreeMap<String, Session>>>,
}

/// Why there is no such session.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NoSession {
    /// Its name is none.
    BadName,
    /// There are too many.
    TooMany,
}

impl Sessions {
    /// The shared session begins.
    pub fn begin() -> Self {
        Self { shared: Session::begin(), own: Arc::default() }
    }

    /// The session that everybody shares.
    pub fn shared(&self) -> Session {
        self.shared.clone()
    }

    /// The session of this name; the first who asks begins it.
    ///
    /// # Errors
    /// There can be none of that name, or no more.
    pub fn named(&self, name: &str) -> Result<Session, NoSession> {
        let is_name = (SHORTEST_NAME..=LONGEST_NAME).contains(&name.len())
            && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
        if !is_name {
            return Err(NoSession::BadName);
        }
        let mut own = self.own.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(session) = own.get(name).filter(|session| session.is_alive()) {
            return Ok(session.clone());
        }
        own.retain(|_, session| session.is_alive());
        if own.len() == MOST_SESSIONS {
            return Err(NoSession::TooMany);
        }
        let session = Session::begin_for_a_while();
        own.insert(name.to_owned(), session.clone());
        Ok(session)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use wire::message::ToServer;

    use super::*;
    use crate::classroom::form::Form;

    #[tokio::test(start_paused = true)]
    async fn a_session_of_ones_own_is_there_again_until_nobody_came_for_a_while() {
        let sessions = Sessions::begin();
        let name = "0123456789abcdef";
        let session = sessions.named(name).unwrap();
        let viewer = session.watch(Form::Json).await.unwrap();
        session.hear(ToServer::Pause).await.unwrap();
        tokio::time::sleep(Duration::from_secs(36_000)).await;
        assert!(session.is_alive(), "somebody watches");
        drop(viewer);
        tokio::time::sleep(Duration::from_secs(60)).await;
        assert!(sessions.named(name).unwrap().is_alive());
        tokio::time::sleep(Duration::from_secs(36_000)).await;
        assert!(!session.is_alive());
        assert!(sessions.named(name).unwrap().watch(Form::Json).await.is_ok(), "it begins anew");
        assert!(sessions.shared().is_alive());
    }

    #[tokio::test]
    async fn names_and_numbers_have_limits() {
        let sessions = Sessions::begin();
        for name in ["", "short", "with/a/path/in/it/../..", "UPPERCASE0123456789", &"x".repeat(65)] {
            assert_eq!(sessions.named(name).err(), Some(NoSession::BadName), "{name:?}");
        }
        for number in 0..MOST_SESSIONS {
            sessions.named(&format!("{number:016}")).unwrap();
        }
        assert_eq!(sessions.named("one0more0one0more").err(), Some(NoSession::TooMany));
        assert!(sessions.named("0000000000000007").is_ok(), "those that are there stay");
    }
}
