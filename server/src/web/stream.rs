//! The stream: the WebSocket on which a world is watched and steered.
//!
//! Only our own page may open it from a browser. A browser sends the `Origin` of the page along with the request and lets no page
//! change it, so an origin that is not ours is another site that acts with our visitor's network: refused. Programs that are no
//! browser send none.

use axum::body::Body;
use axum::extract::State;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, Response, StatusCode, Uri};

use super::{Lab, errors, viewer};
use crate::classroom::form::Form;

/// The default of 128 KiB is filled with zeros at each poll: with it, 2,000 viewers cost 2.8 times the processor.
const READ_BUFFER: usize = 4096;

/// No frame that is longer is read. It is more than a message may have, so that one that is a little too long gets an answer.
const LONGEST_FRAME: usize = 64 * 1024;

/// Opens a stream, or says why not.
pub async fn open(
    State(lab): State<Lab>,
    address: Uri,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response<Body> {
    if !is_our_own_page(&headers) {
        return errors::text(
            StatusCode::FORBIDDEN,
            "Only the lab's own page may open its stream from a browser: open the lab itself.\n",
        );
    }
    let Some(form) = form_of(&address) else {
        return errors::text(
            StatusCode::BAD_REQUEST,
            "A stream has one of two forms: /stream?form=json (or nothing) and /stream?form=compact.\n",
        );
    };
    match upgrade {
        Ok(upgrade) => upgrade
            .read_buffer_size(READ_BUFFER)
            .max_message_size(LONGEST_FRAME)
            .max_frame_size(LONGEST_FRAME)
            .on_upgrade(move |socket| viewer::serve(socket, form, lab.session, lab.stopping)),
        Err(_) => errors::text(
            StatusCode::UPGRADE_REQUIRED,
            "This address is a WebSocket: connect to it with ws:// or wss://.\n",
        ),
    }
}

/// The form that the address asks for.
fn form_of(address: &Uri) -> Option<Form> {
    match address.query().unwrap_or_default() {
        "" | "form=json" => Some(Form::Json),
        "form=compact" => Some(Form::Compact),
        _ => None,
    }
}

/// Is the request from a page that this very server sent, or from no page at all?
fn is_our_own_page(headers: &HeaderMap) -> bool {
    let Some(origin) = headers.get(ORIGIN) else {
        return true;
    };
    let (Ok(origin), Some(Ok(host))) = (origin.to_str(), headers.get(HOST).map(|host| host.to_str())) else {
        return false;
    };
    origin.split_once("://").is_some_and(|(_, authority)| authority.eq_ignore_ascii_case(host))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_page_and_programs_that_are_no_browser_may_connect() {
        let verdict = |origin: Option<&str>| {
            let mut headers = HeaderMap::from_iter([(HOST, "lab.example:3000".parse().unwrap())]);
            if let Some(origin) = origin {
                headers.insert(ORIGIN, origin.parse().unwrap());
            }
            is_our_own_page(&headers)
        };
        assert!(verdict(None));
        assert!(verdict(Some("http://lab.example:3000")));
        assert!(verdict(Some("https://LAB.example:3000")));
        assert!(!verdict(Some("http://lab.example")));
        assert!(!verdict(Some("http://evil.example")));
        assert!(!verdict(Some("http://evil.example/lab.example:3000")));
        assert!(!verdict(Some("null")));
    }
}
