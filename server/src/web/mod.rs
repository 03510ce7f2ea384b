//! What the browser gets.
//!
//! | address | answer |
//! |---|---|
//! | `GET /stream` | the WebSocket on which a world is watched and steered: [`stream`], [`viewer`] |
//! | `/api/…` | what programs do with sessions as wholes, health and metrics: [`api`] |
//! | `GET /lessons`, `/lessons/…` | the page, which shows the lessons: [`files`] |
//! | `GET /join`, `/join/CODE` | the page, which follows in a room: [`files`] |
//! | `GET /handout/…` | a lesson or a demo on paper: [`handout`] |
//! | `GET /source/…` | the source that runs an ordering: [`source`] |
//! | `GET /` and `/assets/…` | the page and its files, out of the binary: [`files`] |
//! | anything else | a page that says that nothing is there: [`errors`] |
//!
//! Every answer, the errors too, carries the headers of [`headers`].

pub mod api;
pub mod errors;
pub mod files;
pub mod handout;
pub mod headers;
pub mod origin;
pub mod source;
pub mod still;
pub mod stream;
pub mod viewer;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use bundle::Bundle;
use tokio::sync::{Semaphore, watch};
use tower_http::trace::TraceLayer;

use crate::classroom::preview::Latest;
use crate::classroom::sessions::Sessions;
use crate::limits::Limits;
use crate::metrics::Metrics;

/// What the web side needs of the rest of the lab.
#[derive(Clone, Debug)]
pub struct Lab {
    /// The page and its files.
    pub bundle: Bundle,
    /// What is watched.
    pub sessions: Sessions,
    /// The lessons and the demos.
    pub course: Latest,
    /// The key of whoever runs the lab.
    pub key: Arc<str>,
    /// What is counted.
    pub metrics: Metrics,
    /// How much one may ask of it.
    pub limits: Limits,
    /// A permit for each connection that may still be opened.
    pub connections: Arc<Semaphore>,
    /// Becomes true when the lab is to stop. Each viewer holds a copy until it has said goodbye.
    pub stopping: watch::Receiver<bool>,
}

/// The whole web side of the lab.
pub fn app(lab: Lab) -> Router {
    let stream = get(stream::open).fallback(errors::only_get);
    let routes = api::routes()
        .route("/stream", stream)
        .route(handout::STYLE, get(handout::style).fallback(errors::only_get))
        .route(&format!("{}{{*path}}", handout::HANDOUTS), get(handout::answer).fallback(errors::only_get))
        .route(&format!("{}{{order}}", source::SOURCE), get(source::answer).fallback(errors::only_get))
        .fallback(files::answer);
    headers::protect(routes.with_state(lab)).layer(TraceLayer::new_for_http())
}
