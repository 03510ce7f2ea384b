//! What a browser is told along with each file.

use tests::http;
use tests::server::Server;

/// The address of a file of the bundle, as the page names it.
fn named_in_the_page(server: &Server, ending: &str) -> String {
    let page = server.get("/", &[]);
    let path = page.text().split('"').find(|part| part.ends_with(ending)).map(str::to_owned);
    path.unwrap_or_else(|| panic!("the page names no file that ends with {ending}"))
}

#[test]
fn the_page_is_asked_for_each_time_and_not_sent_twice() {
    let server = Server::start();
    let first = server.get("/", &[]);
    assert_eq!((first.status, first.header("cache-control")), (200, "no-cache"));
    assert_eq!(first.header("content-type"), "text/html; charset=utf-8");

    let again = server.get("/", &[("if-none-match", first.header("etag"))]);
    assert_eq!((again.status, again.body.len()), (304, 0));
    assert_eq!(again.header("etag"), first.header("etag"));
}

#[test]
fn hashed_files_are_kept_for_ever_and_have_their_right_types() {
    let server = Server::start();
    for (ending, mime) in [
        ("frontend.js", "text/javascript; charset=utf-8"),
        ("frontend_bg.wasm", "application/wasm"),
        ("style.css", "text/css; charset=utf-8"),
        ("favicon.svg", "image/svg+xml"),
    ] {
        let answer = server.get(&named_in_the_page(&server, ending), &[]);
        assert_eq!((answer.status, answer.header("content-type")), (200, mime), "{ending}");
        assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable", "{ending}");
    }
}

#[test]
fn every_page_names_the_icon_of_the_lab() {
    let server = Server::start();
    let icon = named_in_the_page(&server, "favicon.svg");
    for path in ["/", "/lessons", "/nowhere", "/handout/demos/01-a-lying-replica", "/handout/glossary?notes"] {
        let page = server.get(path, &[]);
        let link = page.text().split('<').find(|tag| tag.starts_with("link rel=\"icon\"")).unwrap_or_default();
        assert!(link.contains(&format!("href=\"{icon}\"")), "{path}: {link}");
    }
}

#[test]
fn the_smallest_form_that_the_browser_takes_is_sent() {
    let server = Server::start();
    let path = named_in_the_page(&server, "frontend_bg.wasm");
    let plain = server.get(&path, &[]);
    let gzip = server.get(&path, &[("accept-encoding", "gzip")]);
    let brotli = server.get(&path, &[("accept-encoding", "gzip, br")]);
    assert_eq!(plain.header("content-encoding"), "");
    assert_eq!(gzip.header("content-encoding"), "gzip");
    assert_eq!(brotli.header("content-encoding"), "br");
    assert!(brotli.body.len() < gzip.body.len() && gzip.body.len() < plain.body.len());
    for answer in [plain, gzip, brotli] {
        assert_eq!(answer.header("vary"), "accept-encoding");
    }
}

#[test]
fn every_answer_forbids_the_browser_what_the_page_does_not_need() {
    let server = Server::start();
    for path in ["/", "/nowhere", "/stream", "/handout/demos/01-a-lying-replica", "/handout.css"] {
        let answer = server.get(path, &[]);
        let policy = answer.header("content-security-policy");
        for rule in ["default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "frame-ancestors 'none'"] {
            assert!(policy.contains(rule), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
    }
}

#[test]
fn a_wrong_path_gets_a_page_and_the_status_404() {
    let server = Server::start();
    for path in [
        "/nowhere",
        "/assets/0/style.css",
        "/%00",
        "/../Cargo.toml",
        "/handout/",
        "/handout/../Cargo.toml",
        "/handout/..%2fCargo",
    ] {
        let answer = server.get(path, &[]);
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.text().contains("<a href=\"/\">"), "{path}");
    }
}

#[test]
fn what_can_only_be_read_refuses_everything_else() {
    let server = Server::start();
    for path in ["/", "/stream"] {
        let answer = http::ask(server.address(), "POST", path, &[]);
        assert_eq!((answer.status, answer.header("allow")), (405, "GET, HEAD"), "{path}");
    }
    let head = http::ask(server.address(), "HEAD", "/", &[]);
    assert_eq!((head.status, head.body.len()), (200, 0));
}

#[test]
fn a_handout_is_plain_html_and_the_notes_are_in_the_copy_of_the_speaker_alone() {
    let server = Server::start();
    let handout = |query: &str| {
        let answer = server.get(&format!("/handout/demos/01-a-lying-replica{query}"), &[]);
        assert_eq!((answer.status, answer.header("content-type")), (200, "text/html; charset=utf-8"), "{query}");
        assert!(!answer.text().contains("<script") && answer.text().contains("href=\"/handout.css\""), "{query}");
        answer.text().to_owned()
    };
    let notes = "before you go on";
    for query in ["", "?", "?x=notes", "?note"] {
        assert!(!handout(query).contains(notes), "{query}");
    }
    for query in ["?notes", "?notes=1", "?x&notes"] {
        assert!(handout(query).contains(notes), "{query}");
    }
    let style = server.get("/handout.css", &[]);
    assert_eq!((style.status, style.header("content-type")), (200, "text/css; charset=utf-8"));
    assert!(style.text().contains("@media print"));
    assert_eq!(http::ask(server.address(), "POST", "/handout.css", &[]).status, 405);
}
