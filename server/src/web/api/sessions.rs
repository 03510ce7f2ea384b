//! Sessions as wholes.

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::header::{AUTHORIZATION, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wire::lesson::{Block, Step};
use world::time::Recording;

use super::answer::{Given, Problem, Wrong};
use crate::classroom::catalogue::Entry;
use crate::classroom::course::Course;
use crate::classroom::keys;
use crate::classroom::run::beginning::{Beginning, Start};
use crate::classroom::run::written::Shape;
use crate::web::Lab;

/// A session, as it was last kept.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Session {
    /// Its name: whoever knows it may do everything with the session.
    name: String,
    /// What people call it.
    title: String,
    /// The lines of the script language with which its run begins.
    opening: String,
    /// How many events there were where it stands.
    events: u64,
    /// When it was last kept, in milliseconds since 1970.
    changed: i64,
}

impl From<Entry> for Session {
    fn from(Entry { name, title, opening, events, changed }: Entry) -> Self {
        Self { name, title, opening, events, changed }
    }
}

/// A session that shall be.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct NewSession {
    /// What people shall call it.
    title: String,
    /// With what it begins.
    from: With,
    /// The event at which it stands then; at its end if none is given.
    event: Option<u64>,
}

/// With what a session begins.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
#[schema(as = Beginning)]
pub enum With {
    /// Three replicas of a counter that have just agreed on a leader.
    #[default]
    Usual,
    /// A cluster of which nothing has happened: a `cluster` line, and a `plant` line for each bug in it.
    Configuration(String),
    /// Where a script ends that is played first.
    Script(String),
    /// Where a script stops because a line of it fails, or else where it ends.
    Attempt(String),
    /// Where the first script of a lesson's or demo's step ends.
    Lesson {
        /// Where it is, such as `course/03-determinism`.
        path: String,
        /// Which step; the first has the number 1.
        step: usize,
    },
    /// The run that a share link leads to.
    Link(String),
    /// A run that was exported as JSON, without its events.
    Recording {
        /// Its script.
        script: String,
        /// How many events it has.
        events: u64,
        /// The hash of its events, as it stands in the JSON.
        hash: String,
    },
}

/// What a session shall be called.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Rename {
    /// What people shall call it.
    title: String,
}

/// A session to take along.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Export {
    /// Its run up to where it stands, as a script.
    script: String,
    /// The same as a link that can be shared; none if the run is too long for one.
    link: Option<String>,
    /// The event that is looked at: the last one, or one shortly before.
    event: u64,
}

/// Lists all sessions, the one that was changed last first.
#[utoipa::path(get, path = "/api/sessions", tag = "sessions", security(("lab-key" = [])), responses(
    (status = 200, description = "All sessions that are kept.", body = Vec<Session>),
    (status = 401, description = "The key of the lab is missing or wrong.", body = Wrong),
    (status = 503, description = "The store cannot be read.", body = Wrong),
))]
pub async fn list(State(lab): State<Lab>, headers: HeaderMap) -> Result<Json<Vec<Session>>, Problem> {
    let given = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let given = given.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default();
    if !keys::are_equal(given, &lab.key) {
        tracing::warn!("somebody asked for all sessions without the key of the lab");
        let why = "this needs the key of the lab, in the header `Authorization: Bearer KEY`: the lab tells it when it is ready";
        return Err(Problem::new(StatusCode::UNAUTHORIZED, why));
    }
    Ok(Json(lab.sessions.list().await?.into_iter().map(Session::from).collect()))
}

/// Creates a session. It stands still until somebody plays it.
#[utoipa::path(post, path = "/api/sessions", tag = "sessions", request_body = NewSession, responses(
    (status = 201, description = "It is kept under a name that nobody guesses.", body = Session),
    (status = 400, description = "The body is no JSON.", body = Wrong),
    (status = 413, description = "The body is too long.", body = Wrong),
    (status = 415, description = "The body is not said to be JSON.", body = Wrong),
    (status = 422, description = "No session can begin like this.", body = Wrong),
    (status = 429, description = "Too many are created at once.", body = Wrong),
    (status = 503, description = "There are too many, or nothing can be kept.", body = Wrong),
))]
pub async fn create(
    State(lab): State<Lab>,
    Given(NewSession { title, from, event }): Given<NewSession>,
) -> Result<(StatusCode, Json<Session>), Problem> {
    let beginning = beginning(from, &lab.course.now())?;
    let name = lab.sessions.create(&title, Start { beginning, event }).await?;
    Ok((StatusCode::CREATED, Json(lab.sessions.entry(&name).await?.into())))
}

fn beginning(from: With, course: &Course) -> Result<Beginning, Problem> {
    Ok(match from {
        With::Usual => Beginning::Usual,
        With::Configuration(opening) => Beginning::Configuration(opening),
        With::Script(text) => Beginning::Script(text),
        With::Attempt(text) => Beginning::Attempt(text),
        With::Link(link) => Beginning::Link(link),
        With::Recording { script, events, hash } => {
            let hash = u64::from_str_radix(&hash, 16).map_err(|error| {
                Problem::new(StatusCode::UNPROCESSABLE_ENTITY, format!("its hash is none: {error}"))
            })?;
            Beginning::Recording(Recording { script, events, hash })
        }
        With::Lesson { path, step } => {
            let script = script_of(course, &path, step).ok_or_else(|| {
                let why = format!("there is no lesson `{path}` with a script in step {step}; /lessons lists all");
                Problem::new(StatusCode::UNPROCESSABLE_ENTITY, why)
            })?;
            Beginning::Script(script)
        }
    })
}

/// A step may go on with the run of the one before, so the scripts of those come first.
fn script_of(course: &Course, path: &str, step: usize) -> Option<String> {
    let steps = &course.lesson(path)?.steps;
    let last = step.checked_sub(1)?;
    let first = scripts(steps.get(last)?).into_iter().next()?;
    let before = steps[..last].iter().flat_map(scripts);
    Some(before.chain([first]).flatten().map(|line| line + "\n").collect())
}

fn scripts(step: &Step) -> Vec<Vec<String>> {
    let script = |block: &Block| match block {
        Block::Script(lines) => Some(lines.clone()),
        _other => None,
    };
    step.blocks.iter().filter_map(script).collect()
}

/// Tells what is kept of a session.
#[utoipa::path(get, path = "/api/sessions/{name}", tag = "sessions",
    params(("name" = String, Path, description = "The name of the session.")), responses(
    (status = 200, description = "The session.", body = Session),
    (status = 404, description = "There is none of this name.", body = Wrong),
    (status = 503, description = "The store cannot be read.", body = Wrong),
))]
pub async fn show(State(lab): State<Lab>, Path(name): Path<String>) -> Result<Json<Session>, Problem> {
    Ok(Json(lab.sessions.entry(&name).await?.into()))
}

/// Calls a session something.
#[utoipa::path(patch, path = "/api/sessions/{name}", tag = "sessions", request_body = Rename,
    params(("name" = String, Path, description = "The name of the session.")), responses(
    (status = 200, description = "It is called so.", body = Session),
    (status = 400, description = "The body is no JSON.", body = Wrong),
    (status = 404, description = "There is none of this name.", body = Wrong),
    (status = 413, description = "The body is too long.", body = Wrong),
    (status = 415, description = "The body is not said to be JSON.", body = Wrong),
    (status = 422, description = "It cannot be called so.", body = Wrong),
    (status = 503, description = "Nothing can be kept.", body = Wrong),
))]
pub async fn rename(
    State(lab): State<Lab>,
    Path(name): Path<String>,
    Given(Rename { title }): Given<Rename>,
) -> Result<Json<Session>, Problem> {
    lab.sessions.rename(&name, &title).await?;
    Ok(Json(lab.sessions.entry(&name).await?.into()))
}

/// Forgets a session. Those who watch it are told that it is over.
#[utoipa::path(delete, path = "/api/sessions/{name}", tag = "sessions",
    params(("name" = String, Path, description = "The name of the session.")), responses(
    (status = 204, description = "It is gone."),
    (status = 404, description = "There is none of this name.", body = Wrong),
    (status = 422, description = "It is the shared one, which stays.", body = Wrong),
    (status = 503, description = "It cannot be forgotten at present.", body = Wrong),
))]
pub async fn delete(State(lab): State<Lab>, Path(name): Path<String>) -> Result<StatusCode, Problem> {
    lab.sessions.delete(&name).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Gives a session as a script and as a link, up to where it stands.
#[utoipa::path(get, path = "/api/sessions/{name}/export", tag = "sessions",
    params(("name" = String, Path, description = "The name of the session.")), responses(
    (status = 200, description = "Its run.", body = Export),
    (status = 404, description = "There is none of this name.", body = Wrong),
    (status = 503, description = "The store cannot be read.", body = Wrong),
))]
pub async fn export(State(lab): State<Lab>, Path(name): Path<String>) -> Result<Json<Export>, Problem> {
    let exported = lab.sessions.export(&name).await?;
    Ok(Json(Export { script: exported.script, link: exported.link, event: exported.event }))
}

/// Gives a session as a file, up to where it stands.
#[utoipa::path(get, path = "/api/sessions/{name}/export/{shape}", tag = "sessions",
    params(
        ("name" = String, Path, description = "The name of the session."),
        ("shape" = inline(Shape), Path, description = "As what it is written."),
    ), responses(
    (status = 200, description = "The file. A picture and a log for ShiViz show the last 20,000 events.",
        content((String = "text/plain; charset=utf-8"), (String = "application/json"), (String = "image/svg+xml"),
            (String = "text/markdown; charset=utf-8"))),
    (status = 400, description = "It cannot be written as this.", body = Wrong),
    (status = 404, description = "There is none of this name.", body = Wrong),
    (status = 422, description = "There is too much of it.", body = Wrong),
    (status = 429, description = "Too many are written at once.", body = Wrong),
    (status = 503, description = "The store cannot be read.", body = Wrong),
))]
pub async fn file(
    State(lab): State<Lab>,
    path: Result<Path<(String, Shape)>, PathRejection>,
) -> Result<impl IntoResponse, Problem> {
    let Path((name, shape)) = path.map_err(|_unknown| {
        let why = "a session is written as script, json, svg, shiviz or demo: see /api/openapi.json";
        Problem::new(StatusCode::BAD_REQUEST, why)
    })?;
    let text = lab.sessions.written(&name, shape).await?;
    let (kind, file) = shape.file();
    let headers = [(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, format!("attachment; filename=\"{file}\""))];
    Ok((headers, text))
}
