//! The rooms that are kept: which session each is on, and its record.

use rusqlite::{Connection, OptionalExtension as _};

use super::{Store, Trouble};
use crate::classroom::room::Record;

impl Store {
    /// Keeps the room of a session, which is kept; or, without one, that it has none any more.
    ///
    /// # Errors
    /// It was not done.
    pub async fn keep_room(&self, name: &str, record: Option<&Record>) -> Result<(), Trouble> {
        let name = name.to_owned();
        // A record is texts, numbers and lists of them: there is nothing that cannot be written.
        let record =
            record.map(|record| (record.code.clone(), serde_json::to_string(record).expect("a record becomes JSON")));
        let keep = move |connection: &Connection| match &record {
            Some((code, text)) => connection.execute(
                "INSERT INTO room (session, code, record) SELECT id, ?2, ?3 FROM session WHERE name = ?1
                 ON CONFLICT (session) DO UPDATE SET code = ?2, record = ?3",
                [&name, code, text],
            ),
            None => {
                connection.execute("DELETE FROM room WHERE session = (SELECT id FROM session WHERE name = ?)", [&name])
            }
        };
        self.ask(keep).await.map(drop)
    }

    /// The room of a session; none if there is none, or if another version kept it.
    ///
    /// # Errors
    /// It cannot be read.
    pub async fn room(&self, name: &str) -> Result<Option<Record>, Trouble> {
        let name = name.to_owned();
        let read = move |connection: &Connection| {
            let find = "SELECT record FROM room JOIN session ON session.id = room.session WHERE name = ?";
            connection.prepare_cached(find)?.query_row([&name], |row| row.get::<_, String>(0)).optional()
        };
        let record = self.ask(read).await?;
        Ok(record.and_then(|record| serde_json::from_str(&record).ok()))
    }

    /// The name of the session on which the room with this code is.
    ///
    /// # Errors
    /// It cannot be read.
    pub async fn session_of_room(&self, code: &str) -> Result<Option<String>, Trouble> {
        let code = code.to_owned();
        let read = move |connection: &Connection| {
            let find = "SELECT name FROM session JOIN room ON session.id = room.session WHERE code = ?";
            connection.prepare_cached(find)?.query_row([&code], |row| row.get(0)).optional()
        };
        self.ask(read).await
    }
}
