//! The store: what outlives the process, in one file of the data folder.
//!
//! A session is its configuration and the commands that were given, each at its place; the rest is made again from them. So
//! that is what is kept ([`rows`]), in an SQLite database whose form is in [`schema`]. One thread owns the connection
//! ([`writer`]); everybody else asks it and waits for the answer, and an answer that something is kept comes after it is on the
//! disk. Many who wait at once are served by one write to the disk.
//!
//! What can go wrong is a [`Trouble`]: a value, with words for people. Nothing is served from a store that is in trouble, and
//! nothing pretends to be kept; but the lab goes on, and the store is tried again with everything that is asked of it.

mod index;
mod rows;
mod schema;
#[cfg(test)]
mod tests;
mod writer;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::{Connection, Error, ErrorCode};

use writer::Writer;

pub use index::Entry;
pub use rows::Kept;

/// The name of the file in the data folder.
const FILE: &str = "lab.sqlite";

/// Why something is not kept, or cannot be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Trouble {
    file: Arc<Path>,
    what: What,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum What {
    Full,
    Damaged(String),
    InUse,
    Newer(i64),
    Gone,
    Other(String),
}

impl Trouble {
    /// Whether another process has the store.
    pub fn is_in_use(&self) -> bool {
        self.what == What::InUse
    }

    fn of(file: &Arc<Path>, error: &Error) -> Self {
        let what = match error {
            Error::SqliteFailure(failure, _) => match failure.code {
                ErrorCode::DiskFull => What::Full,
                ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => What::Damaged(error.to_string()),
                ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => What::InUse,
                _ => What::Other(error.to_string()),
            },
            // What stands in the file was not written by the lab.
            Error::FromSqlConversionFailure(..)
            | Error::IntegralValueOutOfRange(..)
            | Error::InvalidColumnType(..)
            | Error::Utf8Error(..) => What::Damaged(error.to_string()),
            _ => What::Other(error.to_string()),
        };
        Self { file: Arc::clone(file), what }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = self.file.display();
        match &self.what {
            What::Full => write!(f, "the disk of {file} is full; make room on it, and try again"),
            What::Damaged(how) => write!(
                f,
                "{file} is damaged ({how}); stop the lab, bring back a copy of the file or move it away, and start again"
            ),
            What::InUse => write!(f, "{file} belongs to another lab that is running"),
            What::Newer(version) => {
                write!(f, "{file} was written by a newer lab (version {version}); start that one, or another --data")
            }
            What::Gone => write!(f, "the lab is being stopped"),
            What::Other(why) => write!(f, "{file} cannot be used: {why}"),
        }
    }
}

impl std::error::Error for Trouble {}

/// The store. A handle: copies are of the same one.
#[derive(Clone, Debug)]
pub struct Store {
    file: Arc<Path>,
    writer: Writer,
}

impl Store {
    /// The store in a folder, which is there. Never fails: whoever asks something of a store that cannot be opened is told
    /// why, and it is tried again each time.
    pub fn open(folder: &Path) -> Self {
        Self::at(folder.join(FILE), None)
    }

    /// A store that is full when it has so many pages.
    #[cfg(test)]
    pub fn open_with_room_for(folder: &Path, pages: u32) -> Self {
        Self::at(folder.join(FILE), Some(pages))
    }

    fn at(file: PathBuf, most_pages: Option<u32>) -> Self {
        let file: Arc<Path> = file.into();
        Self { writer: Writer::begin(Arc::clone(&file), most_pages), file }
    }

    /// Asks whether it can be used.
    ///
    /// # Errors
    /// Why not.
    pub async fn check(&self) -> Result<(), Trouble> {
        self.ask(|_| Ok(())).await
    }

    /// Does something in the store, all or nothing. When this returns, it is on the disk.
    async fn ask<T: Send + 'static>(
        &self,
        work: impl FnMut(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Trouble> {
        let gone = Trouble { file: Arc::clone(&self.file), what: What::Gone };
        self.writer.ask(work).await.unwrap_or(Err(gone))
    }
}
