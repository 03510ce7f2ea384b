//! What the browser gets.
//!
//! | address | answer |
//! |---|---|
//! | `GET /stream` | the WebSocket on which a world is watched and steered: [`stream`] |
//! | `GET /` and `/assets/…` | the page and its files, out of the binary: [`bundle`] |
//! | anything else | a page that says that nothing is there: [`errors`] |
//!
//! Every answer, the errors too, carries the headers of [`headers`].

pub mod bundle;
pub mod errors;
pub mod headers;
pub mod stream;

use axum::Router;
use axum::routing::get;
use tower_http::trace::TraceLayer;

/// The whole web side of the lab.
pub fn app() -> Router {
    let routes = Router::new().route("/stream", get(stream::open).fallback(errors::only_get)).fallback(bundle::answer);
    headers::protect(routes).layer(TraceLayer::new_for_http())
}
