//! What answers of the API look like, and who gets none.

use axum::body::{Body, Bytes};
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, Response, StatusCode};
use axum::middleware::Next;
use axum::response::IntoResponse;
use axum::{Json, response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use utoipa::ToSchema;

use crate::classroom::catalogue::Refused;
use crate::web::origin;

/// What went wrong, for people to read.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Wrong {
    /// What is wrong, and what to do about it.
    error: String,
}

/// The answer to a request that is not carried out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    status: StatusCode,
    error: String,
}

impl Problem {
    /// This went wrong.
    pub fn new(status: StatusCode, error: impl Into<String>) -> Self {
        Self { status, error: error.into() }
    }
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::NoSuch => Self::new(StatusCode::NOT_FOUND, "there is no session of this name"),
            Refused::Wrong(why) => Self::new(StatusCode::UNPROCESSABLE_ENTITY, why),
            Refused::TooMany => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "there are as many sessions as this lab can hold: delete one, or try again in some minutes",
            ),
            Refused::TooFast => Self::new(
                StatusCode::TOO_MANY_REQUESTS,
                "sessions are created faster than this lab can: wait a moment and try again",
            ),
            Refused::Trouble(trouble) => {
                Self::new(StatusCode::SERVICE_UNAVAILABLE, format!("nothing can be kept at present: {trouble}"))
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> response::Response {
        (self.status, Json(Wrong { error: self.error })).into_response()
    }
}

/// A body of JSON, or an answer that says what is wrong with it.
#[derive(Debug)]
pub struct Given<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Given<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let given = Json::<T>::from_request(request, state).await;
        given.map(|Json(given)| Self(given)).map_err(|wrong: JsonRejection| {
            Problem::new(wrong.status(), format!("{}; see /api/openapi.json", wrong.body_text()))
        })
    }
}

/// JSON that is written already.
pub fn json(status: StatusCode, body: Bytes) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// No other site may ask anything with our visitor's network.
pub async fn refuse_other_pages(request: Request, next: Next) -> response::Response {
    if origin::is_our_own_page(request.headers()) {
        return next.run(request).await;
    }
    Problem::new(StatusCode::FORBIDDEN, "only the lab's own page may ask this from a browser").into_response()
}
