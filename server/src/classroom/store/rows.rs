//! What of a session is kept, as rows, and the way back.
//!
//! A branch holds the commands that it does not share with the branch it leaves, and a log only grows; so to keep a session is
//! to add its new commands and to say where it stands. Which of them are new, [`Change`] finds out by comparing what is known
//! to be kept with what is.

use rusqlite::{Connection, OptionalExtension as _, Result, Row, named_params, params};
use wire::message::Speed;
use world::time::{Branch, End};
use world::{Given, Place};

use super::{Store, Trouble};
use crate::classroom::run::saved::{Saved, SavedGoal, command, continued, shared};

/// What is kept of a session.
#[derive(Clone, PartialEq, Debug)]
pub struct Kept {
    /// Its run.
    pub run: Saved,
    /// How fast virtual time runs in it.
    pub speed: Option<Speed>,
}

/// How a kept session becomes what it is now.
struct Change {
    name: String,
    now: Kept,
    /// Whether its run is another one than what is kept.
    anew: bool,
    /// The branches that are new or go further, and how many of their commands are not to be written: where a branch is new,
    /// those that it shares with the one it leaves.
    branches: Vec<(usize, usize)>,
    /// The commands that are new, by branch and number.
    commands: Vec<(usize, usize, Given)>,
}

impl Change {
    fn between(name: String, before: Option<&Kept>, now: Kept) -> Self {
        let before = before.filter(|before| before.run.begun == now.run.begun);
        let known = before.map_or(&[][..], |before| &before.run.branches);
        let (mut branches, mut commands) = (Vec::new(), Vec::new());
        for (number, branch) in now.run.branches.iter().enumerate() {
            let stored = match known.get(number) {
                Some(known) if known == branch => continue,
                Some(known) => known.log.len(),
                None => branch.leaves.map_or(0, |(parent, _)| shared(&branch.log, &now.run.branches[parent].log)),
            };
            branches.push((number, stored));
            let own = branch.log.iter().enumerate().skip(stored);
            commands.extend(own.map(|(at, given)| (number, at, given.clone())));
        }
        Self { name, anew: before.is_none(), branches, commands, now }
    }

    fn write(&self, connection: &Connection) -> Result<()> {
        if self.anew {
            let forget = "DELETE FROM branch WHERE session = (SELECT id FROM session WHERE name = ?)";
            connection.prepare_cached(forget)?.execute([&self.name])?;
            let forget = "DELETE FROM command WHERE session = (SELECT id FROM session WHERE name = ?)";
            connection.prepare_cached(forget)?.execute([&self.name])?;
        }
        let session = self.write_session(connection)?;
        let mut add = connection.prepare_cached(
            "INSERT INTO branch (session, number, name, parent, leaves, shares, at, after, events)
             VALUES (:session, :number, :name, :parent, :leaves, :shares, :at, :after, :events)
             ON CONFLICT DO UPDATE SET name = :name, at = :at, after = :after, events = :events",
        )?;
        for &(number, shares) in &self.branches {
            let Branch { name, leaves, end, .. } = &self.now.run.branches[number];
            add.execute(named_params! {
                ":session": session, ":number": number as i64, ":name": name,
                ":parent": leaves.map(|(parent, _)| parent as i64), ":leaves": leaves.map(|(_, event)| event as i64),
                ":shares": shares as i64, ":at": end.at as i64, ":after": end.after, ":events": end.event as i64,
            })?;
        }
        let mut add = connection.prepare_cached("INSERT INTO command VALUES (?, ?, ?, ?, ?, ?, ?)")?;
        for (branch, number, given) in &self.commands {
            let (branch, number, line) = (*branch as i64, *number as i64, given.command.to_string());
            add.execute(params![session, branch, number, given.at as i64, given.after, given.settled, line])?;
        }
        Ok(())
    }

    fn write_session(&self, connection: &Connection) -> Result<i64> {
        let Kept { run, speed } = &self.now;
        let goals =
            serde_json::to_string(&run.goals).map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
        let mut write = connection.prepare_cached(
            "INSERT INTO session (name, run, opening, changed, branch, at, after, events, event, hash, speed,
                 former_leader, goals)
             VALUES (:name, :run, :opening, :changed, :branch, :at, :after, :events, :event, :hash, :speed,
                 :former_leader, :goals)
             ON CONFLICT (name) DO UPDATE SET run = :run, opening = :opening, changed = :changed, branch = :branch,
                 at = :at, after = :after, events = :events, event = :event, hash = :hash, speed = :speed,
                 former_leader = :former_leader, goals = :goals
             RETURNING id",
        )?;
        // SQLite's numbers have a sign; the bits are the same.
        write.query_row(
            named_params! {
                ":name": self.name, ":run": run.begun as i64, ":opening": run.opening,
                ":changed": milliseconds(), ":branch": run.branch as i64, ":at": run.place.at as i64,
                ":after": run.place.after, ":events": run.place.event as i64, ":event": run.event as i64,
                ":hash": run.hash as i64, ":speed": speed.map(|Speed(speed)| speed),
                ":former_leader": run.former_leader, ":goals": goals,
            },
            |row| row.get(0),
        )
    }
}

/// A session as its rows are, before they are understood.
struct Rows {
    run: Saved,
    speed: Option<Speed>,
    branches: Vec<(Branch, usize)>,
    commands: Vec<Line>,
}

/// A command as it is kept.
struct Line {
    branch: usize,
    given: (u64, u32, bool),
    line: String,
}

impl Rows {
    fn read(connection: &Connection, name: &str) -> Result<Option<Self>> {
        let mut session = connection.prepare_cached("SELECT * FROM session WHERE name = ?")?;
        let Some((id, run, speed)) = session.query_row([name], session_of).optional()? else { return Ok(None) };
        let mut branches = connection.prepare_cached("SELECT * FROM branch WHERE session = ? ORDER BY number")?;
        let branches = branches.query_map([id], branch_of)?.collect::<Result<_>>()?;
        let mut commands =
            connection.prepare_cached("SELECT * FROM command WHERE session = ? ORDER BY branch, number")?;
        let commands = commands.query_map([id], line_of)?.collect::<Result<_>>()?;
        Ok(Some(Self { run, speed, branches, commands }))
    }

    fn understand(self) -> Result<Kept, String> {
        let Self { mut run, speed, branches, commands } = self;
        let (_, configuration) = Saved::configuration(&run.opening)?;
        let mut commands = commands.into_iter().peekable();
        for (number, (mut branch, shares)) in branches.into_iter().enumerate() {
            let mut own = Vec::new();
            while let Some(Line { given: (at, after, settled), line, .. }) =
                commands.next_if(|line| line.branch == number)
            {
                own.push(Given { at, after, settled, command: command(&line, &configuration.machine)? });
            }
            let first = match branch.leaves {
                Some((parent, _)) => &*run.branches.get(parent).ok_or("a branch leaves none that is there")?.log,
                None => &Vec::new(),
            };
            branch.log = continued(first, shares, own).ok_or("a branch shares more than there is")?;
            run.branches.push(branch);
        }
        Ok(Kept { run, speed })
    }
}

fn number(row: &Row<'_>, column: &str) -> Result<u64> {
    row.get::<_, i64>(column).map(|number| number as u64)
}

fn end_of(row: &Row<'_>) -> Result<End> {
    Ok(End { at: number(row, "at")?, after: row.get("after")?, event: number(row, "events")? })
}

fn session_of(row: &Row<'_>) -> Result<(i64, Saved, Option<Speed>)> {
    let goals: String = row.get("goals")?;
    let goals: Vec<SavedGoal> = serde_json::from_str(&goals)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(error)))?;
    let run = Saved {
        begun: number(row, "run")?,
        opening: row.get("opening")?,
        branches: Vec::new(),
        branch: number(row, "branch")? as usize,
        place: end_of(row)?,
        event: number(row, "event")?,
        hash: number(row, "hash")?,
        former_leader: row.get::<_, Option<Place>>("former_leader")?,
        goals,
    };
    Ok((row.get("id")?, run, row.get::<_, Option<u32>>("speed")?.map(Speed)))
}

fn branch_of(row: &Row<'_>) -> Result<(Branch, usize)> {
    let leaves = row.get::<_, Option<i64>>("parent")?.zip(row.get::<_, Option<i64>>("leaves")?);
    let leaves = leaves.map(|(parent, event)| (parent as usize, event as u64));
    let branch = Branch { name: row.get("name")?, leaves, log: Default::default(), end: end_of(row)? };
    Ok((branch, number(row, "shares")? as usize))
}

fn line_of(row: &Row<'_>) -> Result<Line> {
    let given = (number(row, "at")?, row.get("after")?, row.get("settled")?);
    Ok(Line { branch: number(row, "branch")? as usize, given, line: row.get("line")? })
}

impl Store {
    /// Keeps a session as it is now; `before` is what is known to be kept of it.
    ///
    /// # Errors
    /// It is not kept; what was kept before is.
    pub async fn keep(&self, name: &str, before: Option<&Kept>, now: Kept) -> Result<(), Trouble> {
        let change = Change::between(name.to_owned(), before, now);
        self.ask(move |connection| change.write(connection)).await
    }

    /// What is kept of a session. The inner error is of something that this lab cannot understand: another version kept it.
    ///
    /// # Errors
    /// It cannot be read.
    pub async fn kept(&self, name: &str) -> Result<Option<Result<Kept, String>>, Trouble> {
        let name = name.to_owned();
        let rows = self.ask(move |connection| Rows::read(connection, &name)).await?;
        Ok(rows.map(Rows::understand))
    }

    /// Keeps a session under a name by which nobody comes in, which is returned; another one can begin under its own.
    ///
    /// # Errors
    /// It was not done.
    pub async fn set_aside(&self, name: &str) -> Result<String, Trouble> {
        let aside = format!("{name}-{}", milliseconds());
        let (name, new_name) = (name.to_owned(), aside.clone());
        let rename = move |connection: &Connection| {
            connection.execute("UPDATE session SET name = ? WHERE name = ?", [&new_name, &name]).map(drop)
        };
        self.ask(rename).await.map(|()| aside)
    }
}

fn milliseconds() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |since| since.as_millis() as i64)
}
