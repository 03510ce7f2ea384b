//! The sessions as wholes: to create, list, rename, export and delete them, without watching.
//!
//! Whoever knows the name of a session may do all of that with it. The list of all is for whoever runs the lab, who knows its
//! key: it is made when the lab is first started, kept in the store, and told where the lab says that it is ready.

use tokio::task::spawn_blocking;
use tokio::time::Instant;
use wire::Tick;
use world::time::Comparison;

use super::run::Run;
use super::run::beginning::Start;
use super::run::written::Shape;
use super::sessions::{NoSession, SHARED, Sessions, is_name};
use super::store::{Kept, Trouble};
use super::{Session, keys};

pub use super::store::Entry;

/// The longest that a session may be called, in bytes.
pub const LONGEST_TITLE: usize = 200;

/// Under this name the store keeps the key of whoever runs the lab.
const LAB_KEY: &str = "lab";

/// What is told of a run that shows a mistake of ours.
const BREAKS_OFF: &str = "it breaks off, by a mistake of the lab";

/// A session as a script, and as a link if it is short enough for one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Exported {
    /// The script, exact to the last event that is looked at.
    pub script: String,
    /// The link.
    pub link: Option<String>,
    /// The event that is looked at; the others of the same thing are in the script too.
    pub event: u64,
}

/// Why something was not done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refused {
    /// There is no session of this name.
    NoSuch,
    /// What was given is wrong; the text says how.
    Wrong(String),
    /// There are too many sessions.
    TooMany,
    /// Too many are being created at this moment.
    TooFast,
    /// Nothing can be kept.
    Trouble(Trouble),
}

impl From<Trouble> for Refused {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

impl Sessions {
    /// The key of whoever runs the lab. One that cannot be kept is another one the next time.
    ///
    /// # Errors
    /// The operating system gives no chance.
    pub async fn lab_key(&self) -> Result<String, getrandom::Error> {
        let new = keys::key()?;
        Ok(self.store.secret(LAB_KEY, new.clone()).await.unwrap_or(new))
    }

    /// Creates a session, which stands still until somebody plays it; returns its name.
    ///
    /// # Errors
    /// It cannot begin like this, or there are too many, or it cannot be kept.
    pub async fn create(&self, title: &str, start: Start) -> Result<String, Refused> {
        let title = checked(title)?;
        if !self.may_create(Instant::now()) {
            return Err(Refused::TooFast);
        }
        if self.store.count().await? >= self.limits.kept {
            return Err(Refused::TooMany);
        }
        // Aside: a script may be a long one, and it may show a mistake of ours.
        let begun = spawn_blocking(move || Run::started(&start).map(|run| run.saved())).await;
        let run = begun.unwrap_or_else(|_panicked| Err(BREAKS_OFF.to_owned()));
        let kept = Kept { run: run.map_err(Refused::Wrong)?, speed: None };
        let name = keys::key().map_err(|error| Refused::Wrong(error.to_string()))?;
        self.store.keep(&name, None, kept).await?;
        self.store.rename(&name, title).await?;
        Ok(name)
    }

    /// All sessions that are kept.
    ///
    /// # Errors
    /// They cannot be read.
    pub async fn list(&self) -> Result<Vec<Entry>, Refused> {
        Ok(self.store.list().await?)
    }

    /// What is kept of a session.
    ///
    /// # Errors
    /// There is none of this name.
    pub async fn entry(&self, name: &str) -> Result<Entry, Refused> {
        self.settle(name).await?;
        self.store.entry(name).await?.ok_or(Refused::NoSuch)
    }

    /// Calls a session something.
    ///
    /// # Errors
    /// There is none of this name, or it cannot be called so.
    pub async fn rename(&self, name: &str, title: &str) -> Result<(), Refused> {
        let title = checked(title)?;
        self.settle(name).await?;
        match self.store.rename(name, title).await? {
            true => Ok(()),
            false => Err(Refused::NoSuch),
        }
    }

    /// A session as a script, up to where it stands.
    ///
    /// # Errors
    /// There is none of this name.
    pub async fn export(&self, name: &str) -> Result<Exported, Refused> {
        let session = self.existing(name).await?;
        session.export().await.map_err(|_ended| Refused::NoSuch)?.map_err(Refused::Wrong)
    }

    /// A session as a file, up to where it stands.
    ///
    /// # Errors
    /// There is none of this name, it cannot be written so, or too much is asked for at once.
    pub async fn written(&self, name: &str, shape: Shape) -> Result<String, Refused> {
        self.aside(name, move |run| run.written(shape)).await
    }

    /// Two branches of a session beside each other, as they are at a moment.
    ///
    /// # Errors
    /// There is no session of this name, it has no such branches, or too much is asked for at once.
    pub async fn compared(&self, name: &str, branches: (u16, u16), at: Tick) -> Result<Comparison, Refused> {
        self.aside(name, move |run| run.compared(branches.0, branches.1, at)).await
    }

    /// Asks something of a session's run as it is played again, aside, so that nobody who watches it waits.
    async fn aside<T: Send + 'static>(
        &self,
        name: &str,
        ask: impl FnOnce(&Run) -> Result<T, String> + Send + 'static,
    ) -> Result<T, Refused> {
        let session = self.existing(name).await?;
        if !self.may_create(Instant::now()) {
            return Err(Refused::TooFast);
        }
        let saved = session.copy().await.map_err(|_ended| Refused::NoSuch)?.map_err(Refused::Wrong)?;
        let told = spawn_blocking(move || ask(&Run::restore(&saved)?)).await;
        told.unwrap_or_else(|_panicked| Err(BREAKS_OFF.to_owned())).map_err(Refused::Wrong)
    }

    /// Forgets a session; those who watch it are told that it is over.
    ///
    /// # Errors
    /// There is none of this name, it is the one that everybody shares, or it was not done.
    pub async fn delete(&self, name: &str) -> Result<(), Refused> {
        if name == SHARED {
            return Err(Refused::Wrong("the shared session is everybody's, and stays".to_owned()));
        }
        // Through its task, which could otherwise keep it again.
        match self.existing(name).await?.delete().await {
            Ok(deleted) => Ok(deleted?),
            Err(_ended) => self.store.delete(name).await.map(drop).map_err(Refused::Trouble),
        }
    }

    /// What is in memory alone of the session of this name is kept; nothing is played for that. Returns whether it is in
    /// memory.
    async fn settle(&self, name: &str) -> Result<bool, Refused> {
        if name != SHARED && !is_name(name) {
            return Err(Refused::NoSuch);
        }
        let Some(session) = self.in_memory(name) else { return Ok(false) };
        // One that ended just now was kept when it did.
        let _ = session.keep().await;
        Ok(true)
    }

    /// The session of this name, if there is one already.
    async fn existing(&self, name: &str) -> Result<Session, Refused> {
        if !self.settle(name).await? && self.store.entry(name).await?.is_none() {
            return Err(Refused::NoSuch);
        }
        self.find(name).await.map_err(|why| match why {
            NoSession::BadName | NoSession::NoRoom => Refused::NoSuch,
            NoSession::TooMany => Refused::TooMany,
        })
    }
}

fn checked(title: &str) -> Result<&str, Refused> {
    let title = title.trim();
    if title.len() > LONGEST_TITLE || title.chars().any(char::is_control) {
        return Err(Refused::Wrong(format!("a title is one line of at most {LONGEST_TITLE} bytes")));
    }
    Ok(title)
}
