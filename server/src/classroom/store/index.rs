//! What the store says of sessions as wholes: which there are, what people call them, and how they go.

use rusqlite::{Connection, OptionalExtension as _, Result, Row};

use super::{Store, Trouble};

/// A session in a list of sessions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// Whoever knows it may come in.
    pub name: String,
    /// What people call it; empty if nobody said.
    pub title: String,
    /// The lines with which its run begins.
    pub opening: String,
    /// How many events there were where it stands.
    pub events: u64,
    /// When it was last kept, in milliseconds since 1970.
    pub changed: i64,
}

const COLUMNS: &str = "SELECT name, title, opening, events, changed FROM session";

fn entry(row: &Row<'_>) -> Result<Entry> {
    let events: i64 = row.get("events")?;
    Ok(Entry {
        name: row.get("name")?,
        title: row.get("title")?,
        opening: row.get("opening")?,
        events: events as u64,
        changed: row.get("changed")?,
    })
}

impl Store {
    /// All sessions that are kept, the one that was changed last first.
    ///
    /// # Errors
    /// They cannot be read.
    pub async fn list(&self) -> Result<Vec<Entry>, Trouble> {
        let read = |connection: &Connection| {
            let mut all = connection.prepare_cached(&format!("{COLUMNS} ORDER BY changed DESC, name"))?;
            all.query_map([], entry)?.collect()
        };
        self.ask(read).await
    }

    /// One of them.
    ///
    /// # Errors
    /// It cannot be read.
    pub async fn entry(&self, name: &str) -> Result<Option<Entry>, Trouble> {
        let name = name.to_owned();
        let read = move |connection: &Connection| {
            connection.prepare_cached(&format!("{COLUMNS} WHERE name = ?"))?.query_row([&name], entry).optional()
        };
        self.ask(read).await
    }

    /// How many there are.
    ///
    /// # Errors
    /// They cannot be counted.
    pub async fn count(&self) -> Result<u64, Trouble> {
        let count = |connection: &Connection| {
            connection.query_row("SELECT count(*) FROM session", [], |row| row.get::<_, i64>(0))
        };
        self.ask(count).await.map(|count| count as u64)
    }

    /// Calls a session something; says whether there is one.
    ///
    /// # Errors
    /// It was not done.
    pub async fn rename(&self, name: &str, title: &str) -> Result<bool, Trouble> {
        let (name, title) = (name.to_owned(), title.to_owned());
        let rename = move |connection: &Connection| {
            connection.execute("UPDATE session SET title = ? WHERE name = ?", [&title, &name])
        };
        self.ask(rename).await.map(|changed| changed > 0)
    }

    /// Forgets a session; says whether there was one.
    ///
    /// # Errors
    /// It was not done.
    pub async fn delete(&self, name: &str) -> Result<bool, Trouble> {
        let name = name.to_owned();
        // Its branches and commands go with it, as the form of the file says.
        let delete = move |connection: &Connection| connection.execute("DELETE FROM session WHERE name = ?", [&name]);
        self.ask(delete).await.map(|gone| gone > 0)
    }

    /// A secret of the lab: the one that is kept, or from now on this.
    ///
    /// # Errors
    /// It cannot be kept.
    pub async fn secret(&self, name: &'static str, new: String) -> Result<String, Trouble> {
        let secret = move |connection: &Connection| {
            connection.execute("INSERT INTO secret VALUES (?, ?) ON CONFLICT DO NOTHING", [name, new.as_str()])?;
            connection.query_row("SELECT value FROM secret WHERE name = ?", [name], |row| row.get(0))
        };
        self.ask(secret).await
    }
}
