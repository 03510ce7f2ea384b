//! Answers to requests that ask for the wrong thing: each says what to do instead.

use axum::body::Body;
use axum::http::header::{ALLOW, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode};

use bundle::Bundle;

use super::files;

/// 404: the page that leads back to the lab.
pub fn not_found(bundle: Bundle, headers: &HeaderMap) -> Response<Body> {
    files::file(StatusCode::NOT_FOUND, bundle.not_found(), headers)
}

/// 405: nothing here can be changed by a request; the lab is steered through its stream.
pub async fn only_get() -> Response<Body> {
    let mut response = text(StatusCode::METHOD_NOT_ALLOWED, "This address can only be read: use GET.\n");
    response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
    response
}

/// A plain line, for programs and for people who look into a console.
pub fn text(status: StatusCode, line: &'static str) -> Response<Body> {
    let mut response = Response::new(Body::from(line));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}
