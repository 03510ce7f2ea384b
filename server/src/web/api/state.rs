//! How the lab is, for whoever watches over it.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use serde::Serialize;
use utoipa::ToSchema;

use super::answer::{Problem, Wrong};
use crate::web::Lab;

/// The form of the metrics.
const METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// A lab that is well.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Health {
    /// The version of the lab.
    version: String,
    /// How many viewers are connected.
    viewers: usize,
    /// How many sessions are in memory.
    sessions: usize,
}

fn viewers(lab: &Lab) -> usize {
    lab.limits.connections.saturating_sub(lab.connections.available_permits())
}

/// Tells whether the lab is well: it answers, and what is done in it is kept.
#[utoipa::path(get, path = "/api/health", tag = "state", responses(
    (status = 200, description = "It is.", body = Health),
    (status = 503, description = "It answers, but nothing can be kept.", body = Wrong),
))]
pub async fn health(State(lab): State<Lab>) -> Result<Json<Health>, Problem> {
    if let Err(trouble) = lab.sessions.check().await {
        return Err(Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            format!("nothing can be kept at present: {trouble}"),
        ));
    }
    let (viewers, sessions) = (viewers(&lab), lab.sessions.count());
    Ok(Json(Health { version: env!("CARGO_PKG_VERSION").to_owned(), viewers, sessions }))
}

/// Counts what the lab does, in the text form that Prometheus reads.
#[utoipa::path(get, path = "/api/metrics", tag = "state", responses(
    (status = 200, description = "The numbers.", body = String,
        content_type = "application/openmetrics-text; version=1.0.0; charset=utf-8"),
))]
pub async fn metrics(State(lab): State<Lab>) -> impl IntoResponse {
    ([(CONTENT_TYPE, METRICS)], lab.metrics.text(viewers(&lab), lab.sessions.count()))
}
