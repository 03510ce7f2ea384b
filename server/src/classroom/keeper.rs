//! What keeps a session: it knows what the store has of it, and adds what is new.
//!
//! A session whose store cannot be read has no past that could be shown, and must not be written over; so nothing of it is kept
//! until it is opened anew. One that this version of the lab plays to another end than the one that kept it is set aside in the
//! store, whole, and another begins under its name.

use std::time::Duration;

use tokio::task::spawn_blocking;
use tokio::time::Instant;
use wire::message::Speed;

use super::run::Run;
use super::store::{Kept, Store, Trouble};

/// While time passes, where the session stands is kept so often.
const EVERY: Duration = Duration::from_secs(1);

/// What keeps a session.
pub struct Keeper {
    store: Store,
    name: String,
    has: Has,
    /// Why the last attempt failed, if it did.
    trouble: Option<Trouble>,
    last: Instant,
}

/// What the store has of a session.
enum Has {
    Nothing,
    This(Box<Kept>),
    /// Nobody knows.
    Unknown,
}

impl Keeper {
    /// A keeper of the session of this name, and the session, if one is kept.
    pub async fn begin(store: Store, name: String) -> (Self, Option<(Run, Option<Speed>)>) {
        let mut keeper = Self { store, name, has: Has::Nothing, trouble: None, last: Instant::now() };
        let kept = match keeper.store.kept(&keeper.name).await {
            Ok(None) => return (keeper, None),
            Ok(Some(kept)) => kept,
            Err(trouble) => {
                keeper.unknown(trouble);
                return (keeper, None);
            }
        };
        let again = match kept {
            Ok(kept) => play(&kept).await.map(|run| (kept, run)),
            Err(why) => Err(why),
        };
        match again {
            Ok((kept, run)) => {
                let speed = kept.speed;
                keeper.has = Has::This(Box::new(kept));
                (keeper, Some((run, speed)))
            }
            Err(why) => {
                keeper.set_aside(&why).await;
                (keeper, None)
            }
        }
    }

    async fn set_aside(&mut self, why: &str) {
        match self.store.set_aside(&self.name).await {
            Ok(aside) => tracing::warn!("the session {} is kept as {aside}, and another begins: {why}", self.name),
            Err(trouble) => self.unknown(trouble),
        }
    }

    fn unknown(&mut self, trouble: Trouble) {
        self.has = Has::Unknown;
        self.trouble = Some(trouble);
    }

    /// Why the session is not kept at present.
    pub const fn trouble(&self) -> Option<&Trouble> {
        self.trouble.as_ref()
    }

    /// Whether nothing of the session was ever kept.
    pub const fn is_new(&self) -> bool {
        matches!(self.has, Has::Nothing)
    }

    /// Keeps the session as it is. When this returns, it is on the disk.
    ///
    /// # Errors
    /// It is not; what was kept before is.
    pub async fn keep(&mut self, now: Kept) -> Result<(), Trouble> {
        self.last = Instant::now();
        let before = match (&self.has, &self.trouble) {
            (Has::Unknown, Some(trouble)) => return Err(trouble.clone()),
            (Has::This(before), None) if **before == now => return Ok(()),
            (Has::This(before), _) => Some(&**before),
            (Has::Nothing | Has::Unknown, _) => None,
        };
        match self.store.keep(&self.name, before, now.clone()).await {
            Ok(()) => {
                self.trouble = None;
                self.has = Has::This(Box::new(now));
                Ok(())
            }
            Err(trouble) => {
                self.trouble = Some(trouble.clone());
                Err(trouble)
            }
        }
    }

    /// Forgets the session. When this returns, it is gone from the disk.
    ///
    /// # Errors
    /// It is not.
    pub async fn delete(&mut self) -> Result<(), Trouble> {
        self.store.delete(&self.name).await?;
        self.has = Has::Nothing;
        Ok(())
    }

    /// Whether it is time to keep where a session stands of which nothing but time has passed.
    pub fn is_due(&self, now: Instant) -> bool {
        matches!(self.has, Has::This(_)) && now - self.last >= EVERY
    }

    /// The session as it was when it was last kept; none if it never was, or cannot come back.
    pub async fn last(&self) -> Option<(Run, Option<Speed>)> {
        let Has::This(kept) = &self.has else { return None };
        match play(kept).await {
            Ok(run) => Some((run, kept.speed)),
            Err(why) => {
                tracing::error!("the session {} does not come back: {why}", self.name);
                None
            }
        }
    }
}

/// Plays a run again, aside: it may be a long one, and it may show a mistake of ours.
async fn play(kept: &Kept) -> Result<Run, String> {
    let saved = kept.run.clone();
    let played = spawn_blocking(move || Run::restore(&saved)).await;
    played.unwrap_or_else(|_panicked| Err("it breaks off when it is played again".to_owned()))
}
