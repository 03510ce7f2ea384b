//! The HTTP API: what programs do with sessions as wholes. To watch and steer one is what the stream is for.
//!
//! The document that describes it, `/api/openapi.json`, is made from the handlers themselves, so it cannot tell of an address
//! that is not there; a test asks every address that it tells of. Every answer is JSON, errors too, but for the metrics.
//!
//! Whoever knows the name of a session may do with it what it can: names are keys, so nobody guesses one. To list all sessions
//! needs the key of the lab, which is told where the lab says that it is ready.

mod answer;
mod sessions;
mod state;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware;
use axum::routing::get;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{ComponentsBuilder, InfoBuilder, OpenApi, OpenApiBuilder};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Lab;
use answer::Problem;

/// No body is longer, in bytes: the longest link, and a little around it.
const LONGEST_BODY: usize = world::time::link::LONGEST_LINK + 4096;

/// Under this name the document speaks of the key of the lab.
const LAB_KEY: &str = "lab-key";

/// The routes of the API, and what describes them.
fn described() -> (Router<Lab>, OpenApi) {
    let info = InfoBuilder::new()
        .title("SMR Lab")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "What programs do with the sessions of a lab. To watch and steer one, open its stream, a WebSocket.",
        ))
        .build();
    let key = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
    let components = ComponentsBuilder::new().security_scheme(LAB_KEY, key).build();
    let document = OpenApiBuilder::new().info(info).components(Some(components)).build();
    OpenApiRouter::with_openapi(document)
        .routes(routes!(sessions::list, sessions::create))
        .routes(routes!(sessions::show, sessions::rename, sessions::delete))
        .routes(routes!(sessions::export))
        .routes(routes!(state::health))
        .routes(routes!(state::metrics))
        .split_for_parts()
}

/// The API, with the document that describes it.
pub fn routes() -> Router<Lab> {
    let (routes, document) = described();
    // It is made of texts and lists of them: there is nothing that cannot be written.
    let document = document.to_pretty_json().expect("the document becomes JSON");
    let document = axum::body::Bytes::from(document);
    routes
        .route("/api/openapi.json", get(move || async move { answer::json(StatusCode::OK, document) }))
        .method_not_allowed_fallback(|| async {
            Problem::new(StatusCode::METHOD_NOT_ALLOWED, "this address is for something else: see /api/openapi.json")
        })
        .layer(DefaultBodyLimit::max(LONGEST_BODY))
        .layer(middleware::from_fn(answer::refuse_other_pages))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    /// All values under a key, wherever they are.
    fn collect<'a>(value: &'a Value, key: &str, found: &mut Vec<&'a Value>) {
        match value {
            Value::Object(members) => {
                found.extend(members.get(key));
                members.values().for_each(|member| collect(member, key, found));
            }
            Value::Array(items) => items.iter().for_each(|item| collect(item, key, found)),
            _ => {}
        }
    }

    #[test]
    fn the_document_is_whole() {
        let document = serde_json::to_value(described().1).unwrap();
        let mut references = Vec::new();
        collect(&document, "$ref", &mut references);
        assert!(!references.is_empty());
        for reference in references {
            let path = reference.as_str().unwrap().trim_start_matches('#');
            assert!(document.pointer(path).is_some(), "{reference} leads nowhere");
        }
        for (path, operations) in document["paths"].as_object().unwrap() {
            for (method, operation) in operations.as_object().unwrap() {
                let told = operation["summary"].as_str().or(operation["description"].as_str());
                assert!(told.is_some_and(|told| told.len() > 10), "{method} {path} is not described");
                assert!(!operation["responses"].as_object().unwrap().is_empty(), "{method} {path}");
            }
        }
        assert_eq!(document["paths"].as_object().unwrap().len(), 5);
    }
}
