//! Whose page a request comes from.
//!
//! A browser sends the `Origin` of the page along with the request and lets no page change it, so an origin that is not ours is
//! another site that acts with our visitor's network. Programs that are no browser send none.

use axum::http::HeaderMap;
use axum::http::header::{HOST, ORIGIN};

/// Is the request from a page that this very server sent, or from no page at all?
pub fn is_our_own_page(headers: &HeaderMap) -> bool {
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
    fn only_our_own_page_and_programs_that_are_no_browser_may_ask() {
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
