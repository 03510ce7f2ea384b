//! The branches of a session, two beside each other.

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;
use world::time::Comparison;
use world::time::compare::Parting;
use world::time::difference::Whose;
use world::time::words::say;

use super::answer::{Problem, Wrong};
use crate::web::{Lab, still};

/// Two branches beside each other.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Compared {
    /// Where they part; none if they are the same.
    parting: Option<PartingInWords>,
    /// What differs at the moment, or at the end of a branch that ends before.
    differences: Vec<Differing>,
    /// Both as pictures (SVG), which wear the style sheet of the page; whoever differs is marked.
    pictures: [String; 2],
}

/// The first event that is not the same in both.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct PartingInWords {
    /// Its number.
    event: u64,
    /// What happens in the one; none if it has ended.
    left: Option<String>,
    /// What happens in the other.
    right: Option<String>,
}

/// Something that differs.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Differing {
    /// Whom it is about: a replica (r1), a client (c1), the network (net), the run.
    whose: String,
    /// What about it.
    what: &'static str,
    /// What it is in the one; none if it is not there.
    left: Option<String>,
    /// What it is in the other.
    right: Option<String>,
}

impl Compared {
    fn at(at: u64, Comparison { parting, differences, views }: Comparison) -> Self {
        let differ: Vec<Whose> = differences.iter().map(|it| it.whose).collect();
        let pictures = views.map(|view| still::picture(&view, at, &differ));
        let parting = parting.map(|Parting { event, left, right }| PartingInWords {
            event,
            left: left.as_ref().map(say),
            right: right.as_ref().map(say),
        });
        let differences = differences.into_iter().map(|it| Differing {
            whose: it.whose.to_string(),
            what: it.what,
            left: it.left,
            right: it.right,
        });
        Self { parting, differences: differences.collect(), pictures }
    }
}

/// Compares two branches of a session at a moment.
#[utoipa::path(get, path = "/api/sessions/{name}/branches/{left}/{right}/{at}", tag = "sessions",
    params(
        ("name" = String, Path, description = "The name of the session."),
        ("left" = u16, Path, description = "The number of a branch; the first has the number 0."),
        ("right" = u16, Path, description = "The number of another branch."),
        ("at" = u64, Path, description = "The moment, in microseconds of virtual time."),
    ), responses(
    (status = 200, description = "Where they part, and what differs at the moment.", body = Compared),
    (status = 400, description = "A number is none.", body = Wrong),
    (status = 404, description = "There is no session of this name.", body = Wrong),
    (status = 422, description = "There is no such branch.", body = Wrong),
    (status = 429, description = "Too much is asked for at once.", body = Wrong),
    (status = 503, description = "The store cannot be read.", body = Wrong),
))]
pub async fn compare(
    State(lab): State<Lab>,
    path: Result<Path<(String, u16, u16, u64)>, PathRejection>,
) -> Result<Json<Compared>, Problem> {
    let Path((name, left, right, at)) =
        path.map_err(|wrong| Problem::new(StatusCode::BAD_REQUEST, wrong.body_text()))?;
    Ok(Json(Compared::at(at, lab.sessions.compared(&name, (left, right), at).await?)))
}
