//! The thread that owns the connection.
//!
//! It takes everything that waits, does it in one transaction, and answers when that is on the disk. If anything in it fails,
//! each piece of work is done again in a transaction of its own, so that each has its own outcome; work must therefore be
//! such that it can be done again.

use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, TransactionBehavior};
use tokio::sync::{mpsc, oneshot};

use super::schema::{self, Unfit};
use super::{Trouble, What};

/// How many may wait for the thread; who asks then, waits for that too.
const WAITING: usize = 1024;

/// How many are served by one write to the disk.
const TOGETHER: usize = 256;

/// How long a lab that is just ending is waited for.
const PATIENCE: Duration = Duration::from_secs(2);

/// A handle to the thread, which ends when the last one is gone.
#[derive(Clone, Debug)]
pub struct Writer(mpsc::Sender<Box<dyn Job>>);

/// Work in the store, and somebody who waits for it.
trait Job: Send {
    /// Does it, perhaps once more.
    fn work(&mut self, connection: &Connection) -> rusqlite::Result<()>;
    /// Tells what became of it.
    fn answer(self: Box<Self>, outcome: Result<(), Trouble>);
}

impl std::fmt::Debug for dyn Job {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Job")
    }
}

struct Asked<T, W> {
    work: W,
    done: Option<T>,
    tell: oneshot::Sender<Result<T, Trouble>>,
}

impl<T: Send, W: FnMut(&Connection) -> rusqlite::Result<T> + Send> Job for Asked<T, W> {
    fn work(&mut self, connection: &Connection) -> rusqlite::Result<()> {
        self.done = Some((self.work)(connection)?);
        Ok(())
    }

    fn answer(self: Box<Self>, outcome: Result<(), Trouble>) {
        let Self { done, tell, .. } = *self;
        // Nobody waits any more if a session broke off. What worked has a result.
        let _ = match (outcome, done) {
            (Ok(()), Some(done)) => tell.send(Ok(done)),
            (Err(trouble), _) => tell.send(Err(trouble)),
            (Ok(()), None) => return,
        };
    }
}

impl Writer {
    /// Begins the thread.
    pub fn begin(file: Arc<Path>, most_pages: Option<u32>) -> Self {
        let (ask, asked) = mpsc::channel(WAITING);
        thread::spawn(move || Desk { file, most_pages, connection: None, trouble: None }.serve(asked));
        Self(ask)
    }

    /// Has something done; `None` if the thread is gone.
    pub async fn ask<T: Send + 'static>(
        &self,
        work: impl FnMut(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Option<Result<T, Trouble>> {
        let (tell, told) = oneshot::channel();
        self.0.send(Box::new(Asked { work, done: None, tell })).await.ok()?;
        told.await.ok()
    }
}

/// What the thread owns.
struct Desk {
    file: Arc<Path>,
    most_pages: Option<u32>,
    connection: Option<Connection>,
    /// What was last said in the log.
    trouble: Option<Trouble>,
}

impl Desk {
    fn serve(mut self, mut asked: mpsc::Receiver<Box<dyn Job>>) {
        let mut jobs = Vec::new();
        while asked.blocking_recv_many(&mut jobs, TOGETHER) > 0 {
            if jobs.len() > 1 && self.attempt(&mut jobs).is_ok() {
                self.log(None);
                jobs.drain(..).for_each(|job| job.answer(Ok(())));
                continue;
            }
            for mut job in jobs.drain(..) {
                let outcome = self.attempt(std::slice::from_mut(&mut job));
                self.log(outcome.as_ref().err());
                job.answer(outcome);
            }
        }
    }

    /// Does all of it or nothing.
    fn attempt(&mut self, jobs: &mut [Box<dyn Job>]) -> Result<(), Trouble> {
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.connect()?,
        };
        let outcome = perform(&mut connection, jobs);
        // A connection that found the file damaged is of no more use; whoever asks next gets a new one.
        if !outcome.as_ref().is_err_and(is_damage) {
            self.connection = Some(connection);
        }
        outcome.map_err(|error| Trouble::of(&self.file, &error))
    }

    fn connect(&self) -> Result<Connection, Trouble> {
        let trouble = |error| Trouble::of(&self.file, &error);
        let mut connection = Connection::open(&self.file).map_err(trouble)?;
        connection.busy_timeout(PATIENCE).map_err(trouble)?;
        // No second lab can write into the file; the log of writes makes a commit one write to the disk.
        let pragmas = "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
             PRAGMA foreign_keys = ON;";
        connection.execute_batch(pragmas).map_err(trouble)?;
        if let Some(pages) = self.most_pages {
            connection.pragma_update(None, "max_page_count", pages).map_err(trouble)?;
        }
        schema::bring_up_to_date(&mut connection).map_err(|unfit| match unfit {
            Unfit::Newer(version) => Trouble { file: Arc::clone(&self.file), what: What::Newer(version) },
            Unfit::Sqlite(error) => trouble(error),
        })?;
        Ok(connection)
    }

    /// Says once what is wrong, and once that it is not any more.
    fn log(&mut self, trouble: Option<&Trouble>) {
        if self.trouble.as_ref() == trouble {
            return;
        }
        match trouble {
            Some(trouble) => tracing::error!("nothing can be kept: {trouble}"),
            None => tracing::info!("{} can be used again", self.file.display()),
        }
        self.trouble = trouble.cloned();
    }
}

fn perform(connection: &mut Connection, jobs: &mut [Box<dyn Job>]) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for job in jobs {
        job.work(&transaction)?;
    }
    transaction.commit()
}

fn is_damage(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase))
}
