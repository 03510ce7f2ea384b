//! The form of the file, and how older files come to it.
//!
//! Each entry of [`STEPS`] leads from one version to the next, and an entry that was ever released is never changed. The
//! version of a file is in the file (`user_version`).

use rusqlite::{Connection, Result};

/// Marks a file as one of the lab's: "SMRL".
const APPLICATION: i64 = 0x534d_524c;

/// What leads from each version to the next.
const STEPS: &[&str] = &[
    "
    -- A session, and where it stands.
    CREATE TABLE session (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,     -- whoever knows it may come in
        run INTEGER NOT NULL,          -- distinguishes its run from all others
        opening TEXT NOT NULL,         -- the lines with which the run begins
        changed INTEGER NOT NULL,      -- when, in milliseconds since 1970
        branch INTEGER NOT NULL,       -- where it stands: the branch,
        at INTEGER NOT NULL,           -- the moment in it,
        after INTEGER NOT NULL,        -- how many things had happened in that moment,
        events INTEGER NOT NULL,       -- how many events there had been,
        event INTEGER NOT NULL,        -- the last event that is looked at,
        hash INTEGER NOT NULL,         -- and by what the run is known again
        speed INTEGER,                 -- how fast virtual time runs; null where it stands still
        former_leader INTEGER,         -- whom the last `leader` meant
        goals TEXT NOT NULL            -- in JSON
    ) STRICT;
    -- The branches of its run.
    CREATE TABLE branch (
        session INTEGER NOT NULL REFERENCES session ON DELETE CASCADE,
        number INTEGER NOT NULL,
        name TEXT NOT NULL,
        parent INTEGER,                -- the branch that it leaves,
        leaves INTEGER,                -- after which event,
        shares INTEGER NOT NULL,       -- and how many commands it has from there
        at INTEGER NOT NULL,           -- how far it is known, as above
        after INTEGER NOT NULL,
        events INTEGER NOT NULL,
        PRIMARY KEY (session, number)
    ) STRICT, WITHOUT ROWID;
    -- The commands of a branch of its own, each with its exact place.
    CREATE TABLE command (
        session INTEGER NOT NULL REFERENCES session ON DELETE CASCADE,
        branch INTEGER NOT NULL,
        number INTEGER NOT NULL,
        at INTEGER NOT NULL,
        after INTEGER NOT NULL,
        settled INTEGER NOT NULL,
        line TEXT NOT NULL,            -- as a script says it
        PRIMARY KEY (session, branch, number)
    ) STRICT, WITHOUT ROWID;
",
    "
    -- What people call a session; empty if nobody said.
    ALTER TABLE session ADD COLUMN title TEXT NOT NULL DEFAULT '';
    -- What the lab knows and nobody guesses.
    CREATE TABLE secret (
        name TEXT PRIMARY KEY,
        value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
",
];

/// What is wrong with the version of a file.
#[derive(Debug)]
pub enum Unfit {
    /// A newer lab wrote it.
    Newer(i64),
    /// It cannot be read or brought to the newest form.
    Sqlite(rusqlite::Error),
}

impl From<rusqlite::Error> for Unfit {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

/// Brings a file to the newest form, all or nothing.
pub fn bring_up_to_date(connection: &mut Connection) -> Result<(), Unfit> {
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let version: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let newest = STEPS.len() as i64;
    let known = usize::try_from(version).ok().filter(|known| *known <= STEPS.len()).ok_or(Unfit::Newer(version))?;
    for step in &STEPS[known..] {
        transaction.execute_batch(step)?;
    }
    if version < newest {
        transaction.pragma_update(None, "application_id", APPLICATION)?;
        transaction.pragma_update(None, "user_version", newest)?;
    }
    transaction.commit()?;
    Ok(())
}

/// A file of the first lab that had one.
#[cfg(test)]
pub fn make_as_it_first_was(connection: &Connection) -> Result<()> {
    connection.execute_batch(STEPS[0])?;
    connection.pragma_update(None, "user_version", 1)
}
