//! The page and its files, out of the binary.
//!
//! Nothing is compressed here: the bundle holds each file in three forms, and the browser says which it takes. Files with a hash
//! in their address are kept by browsers for ever; the page is asked for each time and answered with 304 while it is the same.

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY};
use axum::http::{HeaderMap, Method, Response, StatusCode, Uri, header::HeaderName};
use bundle::Asset;
use percent_encoding::percent_decode_str;

use super::{Lab, errors};
use crate::classroom::course::Course;

/// Before the code of a room in the address of its page.
pub const ROOMS: &str = "/join/";

/// A file of the bundle, or the page that says that nothing is there.
pub async fn answer(State(lab): State<Lab>, method: Method, uri: Uri, headers: HeaderMap) -> Response<Body> {
    let is_page = is_lesson(&lab.course.now(), uri.path()) || is_room(uri.path());
    let shown = if is_page { "/" } else { uri.path() };
    let Some(asset) = lab.bundle.find(shown) else {
        return errors::not_found(lab.bundle, &headers);
    };
    if method != Method::GET && method != Method::HEAD {
        return errors::only_get().await;
    }
    if is_fresh(&headers, asset) {
        return described(StatusCode::NOT_MODIFIED, asset, Body::empty());
    }
    file(StatusCode::OK, asset, &headers)
}

/// Whether the page shows a lesson, or the list of them, at this address.
fn is_lesson(course: &Course, address: &str) -> bool {
    let rest = address.strip_prefix(lessons::html::ADDRESS);
    rest.is_some_and(|rest| rest.is_empty() || rest.strip_prefix('/').is_some_and(|path| has(course, path)))
}

/// Whether the course has a lesson of this path, in which a browser spells out what people write, such as a space as `%20`.
fn has(course: &Course, path: &str) -> bool {
    percent_decode_str(path).decode_utf8().is_ok_and(|path| course.has(&path))
}

/// Whether the page shows a room at this address, or asks for the code of one; which rooms there are, the stream says.
fn is_room(address: &str) -> bool {
    let rest = address.strip_prefix(ROOMS.trim_end_matches('/'));
    rest.is_some_and(|rest| rest.is_empty() || rest.strip_prefix('/').is_some_and(is_code))
}

fn is_code(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// One file in the best form that the browser takes.
pub fn file(status: StatusCode, asset: &'static Asset, headers: &HeaderMap) -> Response<Body> {
    let (encoding, bytes) = match preferred(headers) {
        Encoding::Brotli => (Some("br"), asset.brotli),
        Encoding::Gzip => (Some("gzip"), asset.gzip),
        Encoding::Identity => (None, asset.identity),
    };
    let mut response = described(status, asset, Body::from(bytes));
    set(&mut response, CONTENT_TYPE, asset.mime);
    if let Some(encoding) = encoding {
        set(&mut response, CONTENT_ENCODING, encoding);
    }
    response
}

/// The headers that a full answer and a 304 share.
fn described(status: StatusCode, asset: &'static Asset, body: Body) -> Response<Body> {
    let lifetime = if asset.immutable { "public, max-age=31536000, immutable" } else { "no-cache" };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    set(&mut response, CACHE_CONTROL, lifetime);
    set(&mut response, ETAG, asset.etag);
    set(&mut response, VARY, "accept-encoding");
    response
}

fn set(response: &mut Response<Body>, name: HeaderName, value: &'static str) {
    response.headers_mut().insert(name, axum::http::HeaderValue::from_static(value));
}

/// Does the browser already have these bytes?
fn is_fresh(headers: &HeaderMap, asset: &Asset) -> bool {
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    headers
        .get_all(IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|tag| tag.trim() == "*" || opaque(tag) == opaque(asset.etag))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Encoding {
    Brotli,
    Gzip,
    Identity,
}

/// The smallest form among those that the browser takes; how much it likes each does not matter, only whether it takes it.
fn preferred(headers: &HeaderMap) -> Encoding {
    let mut found = Encoding::Identity;
    let offers = headers
        .get_all(ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','));
    for offer in offers {
        let (name, weight) = offer.split_once(';').unwrap_or((offer, ""));
        let refused = weight
            .trim()
            .strip_prefix("q=")
            .is_some_and(|weight| weight.parse::<f32>().is_ok_and(|weight| weight == 0.0));
        match name.trim() {
            "br" if !refused => return Encoding::Brotli,
            "gzip" if !refused => found = Encoding::Gzip,
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_form_that_the_browser_takes_is_sent() {
        for (offered, expected) in [
            ("gzip, deflate, br, zstd", Encoding::Brotli),
            ("gzip;q=1.0, br;q=0.5", Encoding::Brotli),
            ("gzip, br;q=0", Encoding::Gzip),
            ("gzip;q=0.000", Encoding::Identity),
            ("deflate", Encoding::Identity),
            ("", Encoding::Identity),
        ] {
            let headers = HeaderMap::from_iter([(ACCEPT_ENCODING, offered.parse().unwrap())]);
            assert_eq!(preferred(&headers), expected, "{offered:?}");
        }
        assert_eq!(preferred(&HeaderMap::new()), Encoding::Identity);
    }

    #[test]
    fn lessons_have_addresses_and_nothing_else_below_them_has() {
        let course = Course::of_the_lab();
        let first = format!("/lessons/{}", course.entries()[0].path);
        for (address, expected) in
            [("/lessons", true), (&*first, true), ("/lessons/", false), ("/lessons/none", false), ("/lessonsx", false)]
        {
            assert_eq!(is_lesson(&course, address), expected, "{address}");
        }
    }

    #[test]
    fn what_a_browser_spells_out_in_an_address_is_read() {
        let course = Course::of_the_lab();
        assert!(is_lesson(&course, "/lessons/gloss%61ry") && is_lesson(&course, "/lessons/%67lossar%79"));
        for wrong in ["%", "glossary%", "gloss%6ry", "gloss%é2ary", "gloss%xyary", "gloss%ffary", "gloss%2561ry"] {
            assert!(!is_lesson(&course, &format!("/lessons/{wrong}")), "{wrong}");
        }
    }

    #[test]
    fn a_page_is_fresh_under_any_spelling_of_its_tag() {
        let (identity, gzip, brotli): (&[u8], &[u8], &[u8]) = (b"page", b"", b"");
        let page = &Asset { path: "/", mime: "text/html", identity, gzip, brotli, etag: "W/\"1\"", immutable: false };
        let strong = page.etag.trim_start_matches("W/");
        for given in [page.etag.to_owned(), strong.to_owned(), "*".to_owned(), format!("\"other\", {}", page.etag)] {
            let headers = HeaderMap::from_iter([(IF_NONE_MATCH, given.parse().unwrap())]);
            assert!(is_fresh(&headers, page), "{given}");
        }
        let headers = HeaderMap::from_iter([(IF_NONE_MATCH, "\"other\"".parse().unwrap())]);
        assert!(!is_fresh(&headers, page));
    }
}
