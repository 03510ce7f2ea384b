//! What is asked of the server's HTTP API: sessions as wholes. What happens in one comes over the stream.

use crate::{address, words};
use leptos::prelude::window;
use wasm_bindgen::prelude::*;
use web_sys::XmlHttpRequest;
use web_sys::js_sys::{JSON, Reflect};

/// Asks for something, with JSON or nothing in hand, and passes on the JSON that comes back, or what is wrong.
pub fn ask(address: &str, body: Option<&str>, then: impl FnOnce(Result<JsValue, String>) + 'static) {
    let Ok(request) = XmlHttpRequest::new() else { return };
    let answered = request.clone();
    let ended = Closure::once_into_js(move || then(answer(&answered)));
    request.set_onloadend(Some(ended.unchecked_ref()));
    let method = if body.is_some() { "POST" } else { "GET" };
    let sent = request.open(method, address).and_then(|()| {
        if body.is_some() {
            request.set_request_header("content-type", "application/json")?;
        }
        request.send_with_opt_str(body)
    });
    // It fails only for an address that is none, and all are the server's own.
    debug_assert!(sent.is_ok());
}

fn answer(request: &XmlHttpRequest) -> Result<JsValue, String> {
    let text = request.response_text().ok().flatten().unwrap_or_default();
    let Ok(json) = JSON::parse(&text) else { return Err(words::NO_ANSWER.to_owned()) };
    match text_of(&json, "error") {
        Some(error) => Err(error),
        None => Ok(json),
    }
}

/// A member of an object.
pub fn member(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(name)).unwrap_or_default()
}

/// A member of an object, if it is a text.
pub fn text_of(object: &JsValue, name: &str) -> Option<String> {
    member(object, name).as_string()
}

/// A text as JSON.
pub fn quoted(text: &str) -> String {
    JSON::stringify(&JsValue::from_str(text)).map(String::from).unwrap_or_default()
}

/// Begins a session with what somebody has: a link, a run as JSON, or a script; the page goes there, or `refused` is told
/// why not.
pub fn begin_with(text: &str, refused: impl FnOnce(String) + 'static) {
    match beginning(text) {
        Ok(beginning) => begin(&beginning, refused),
        Err(why) => refused(why.to_owned()),
    }
}

/// Begins a session that stands where a script stops.
pub fn attempt(script: &str, refused: impl FnOnce(String) + 'static) {
    begin(&format!("{{\"from\":{{\"attempt\":{}}}}}", quoted(script)), refused);
}

fn begin(body: &str, refused: impl FnOnce(String) + 'static) {
    ask("/api/sessions", Some(body), move |created| match created {
        Ok(session) => {
            let name = text_of(&session, "name").unwrap_or_default();
            // The address of a session is one.
            let _ = window().location().replace(&address::of_session(&name));
        }
        Err(why) => refused(why),
    });
}

/// What a session begins with, as the API wants to be told.
fn beginning(text: &str) -> Result<String, &'static str> {
    if let Some((link, event)) = address::link_in(text) {
        let event = event.map_or_else(String::new, |event| format!(",\"event\":{event}"));
        return Ok(format!("{{\"from\":{{\"link\":{}}}{event}}}", quoted(link)));
    }
    let text = text.trim_ascii();
    if text.starts_with("http") {
        return Err(words::NO_LINK);
    }
    if text.contains('\u{fffd}') {
        return Err(words::NO_TEXT);
    }
    if text.starts_with('{') {
        let run = JSON::parse(text).unwrap_or_default();
        // The hash says which run it is, so the events need not travel.
        let (Some(script), Some(hash)) = (text_of(&run, "script"), text_of(&run, "hash")) else {
            return Err(words::NO_JSON);
        };
        let events = member(&member(&run, "events"), "length").as_f64().unwrap_or_default() as u64;
        let (script, hash) = (quoted(&script), quoted(&hash));
        return Ok(format!(
            "{{\"from\":{{\"recording\":{{\"script\":{script},\"hash\":{hash},\"events\":{events}}}}}}}"
        ));
    }
    Ok(format!("{{\"from\":{{\"script\":{}}}}}", quoted(text)))
}
