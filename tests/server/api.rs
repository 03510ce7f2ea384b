//! The HTTP API: sessions as wholes, and how the lab is.

use std::fs;

use serde_json::{Value, json};
use tests::http::{self, Answer};
use tests::place::{self, TemporaryFolder};
use tests::server::Server;
use tests::viewer::{Form, Viewer};

fn body(answer: &Answer) -> Value {
    serde_json::from_slice(&answer.body).unwrap_or_else(|why| panic!("{why}: {answer:?}"))
}

/// Creates a session; returns its name.
fn created(server: &Server, new: &Value) -> String {
    let answer = server.ask("POST", "/api/sessions", &new.to_string());
    assert_eq!(answer.status, 201, "{new}: {answer:?}");
    body(&answer)["name"].as_str().expect("it has a name").to_owned()
}

fn listed(server: &Server, key: &str) -> Answer {
    server.get("/api/sessions", &[("authorization", &format!("Bearer {key}"))])
}

#[tokio::test]
async fn a_session_begins_with_whatever_a_run_can_begin_with() {
    let server = Server::start();
    let script = "cluster replicas=5 machine=queue seed=7\nc1: enqueue 7\nrun until all answered\ncrash leader\n";
    let first = created(&server, &json!({"title": "A queue", "from": {"script": script}}));
    let export = body(&server.get(&format!("/api/sessions/{first}/export"), &[]));
    let mut views = Vec::new();
    for from in [json!({"link": export["link"]}), json!({"script": export["script"]}), json!({"script": script})] {
        let name = created(&server, &json!({"from": from}));
        let viewer = Viewer::connect_to(server.address(), Form::Json, &name).await;
        assert_eq!(viewer.view.replicas.len(), 5);
        assert!(viewer.view.clients[&1].outputs > 0, "it stands where the script ended");
        views.push(viewer.view);
    }
    assert!(views.iter().all(|view| view == &views[0]), "it is the same run");

    let configuration = json!({"configuration": "cluster replicas=4\nplant vote/first-answer"});
    for (from, replicas) in [
        (configuration, 4),
        (json!("usual"), 3),
        (json!({"lesson": {"path": "course/03-determinism", "step": 1}}), 3),
        (json!({"lesson": {"path": demo(&server).await, "step": 1}}), 3),
    ] {
        let name = created(&server, &json!({"from": from}));
        let mut viewer = Viewer::connect_to(server.address(), Form::Compact, &name).await;
        assert!(viewer.view.replicas.len() >= replicas, "{from}");
        viewer.until(|viewer| viewer.known.run != 0).await;
        assert_eq!(viewer.playing, None, "it stands still");
    }
}

/// The path of some demo.
async fn demo(server: &Server) -> String {
    let mut viewer = Viewer::connect(server, Form::Json).await;
    viewer.say(&wire::message::ToServer::Lessons).await;
    loop {
        if let wire::message::ToBrowser::Lessons(entries) = viewer.hear().await {
            return entries.into_iter().find(|entry| entry.demo).expect("there are demos").path;
        }
    }
}

#[tokio::test]
async fn sessions_are_listed_renamed_exported_and_deleted() {
    let mut server = Server::start();
    let name = created(&server, &json!({"title": "Before"}));
    let mut viewer = Viewer::connect_to(server.address(), Form::Json, &name).await;
    viewer.command("c1: add 5").await.unwrap();
    let path = format!("/api/sessions/{name}");
    let renamed = server.ask("PATCH", &path, r#"{"title": "  After  "}"#);
    assert_eq!((renamed.status, &body(&renamed)["title"]), (200, &json!("After")));

    assert_eq!(listed(&server, "").status, 401);
    assert_eq!(listed(&server, &name).status, 401, "a session's name is another key");
    server.restart();
    let all = body(&listed(&server, server.key()));
    let found = all.as_array().unwrap().iter().find(|session| session["name"] == name.as_str()).expect("it is listed");
    assert_eq!((&found["title"], &found["opening"].as_str().unwrap()[..7]), (&json!("After"), "cluster"));

    let script = body(&server.get(&format!("{path}/export"), &[]))["script"].as_str().unwrap().to_owned();
    assert!(script.contains("c1: add 5"), "{script}");
    let mut viewer = Viewer::connect_to(server.address(), Form::Json, &name).await;
    assert_eq!(server.ask("DELETE", &path, "").status, 204);
    let goodbye = viewer.goodbye().await.expect("those who watch are told");
    assert!(goodbye.reason.contains("over"), "{goodbye:?}");
    for (method, rest) in [("GET", ""), ("GET", "/export"), ("DELETE", ""), ("PATCH", "")] {
        let body = if method == "PATCH" { r#"{"title": ""}"# } else { "" };
        assert_eq!(server.ask(method, &format!("{path}{rest}"), body).status, 404, "{method} {rest}");
    }
    assert!(!listed(&server, server.key()).text().contains(&name));
}

#[test]
fn a_session_is_given_as_files_that_say_what_they_are() {
    let server = Server::start();
    let name = created(&server, &json!({}));
    for (shape, kind, file) in [
        ("script", "text/plain", "smr-lab.smr"),
        ("json", "application/json", "smr-lab.json"),
        ("svg", "image/svg+xml", "smr-lab.svg"),
        ("shiviz", "text/plain", "smr-lab-shiviz.txt"),
        ("demo", "text/markdown", "smr-lab-demo.md"),
    ] {
        let answer = server.get(&format!("/api/sessions/{name}/export/{shape}"), &[]);
        assert_eq!(answer.status, 200);
        assert!(answer.header("content-type").starts_with(kind), "{answer:?}");
        assert!(answer.header("content-disposition").contains(file), "{answer:?}");
    }
    let refused = server.get(&format!("/api/sessions/{name}/export/word"), &[]);
    assert_eq!(refused.status, 400);
    assert!(body(&refused)["error"].as_str().is_some_and(|why| why.contains("shiviz")), "{refused:?}");
}

#[tokio::test]
async fn what_happened_is_a_demo_that_lessons_check_finds_right() {
    let server = Server::start();
    let mut files = Vec::new();
    for lines in [&["c1: add 5", "run until output c1 = 5", "crash leader", "run for 100ms"][..], &["c2: add 7"], &[]] {
        let name = created(&server, &json!({}));
        let mut viewer = Viewer::connect_to(server.address(), Form::Json, &name).await;
        for line in lines {
            viewer.command(line).await.unwrap();
        }
        let answer = server.get(&format!("/api/sessions/{name}/export/demo"), &[]);
        assert_eq!(answer.status, 200, "{answer:?}");
        for line in lines.iter().filter(|line| line.contains("add")) {
            assert!(answer.text().contains(line), "{}", answer.text());
        }
        files.push((format!("{}.md", files.len()), answer.text().to_owned()));
    }
    // Beside demos of the lab, and with its glossary.
    let lab = place::root().join("lessons");
    let file = |path: &str| (path.to_owned(), fs::read_to_string(lab.join(path)).unwrap());
    let mut all = vec![file("glossary.md"), file("demos/01-a-lying-replica.md")];
    all.extend(files.iter().map(|(name, text)| (format!("demos/saved-{name}"), text.clone())));
    let all: Vec<(&str, &str)> = all.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let folder = TemporaryFolder::with("saved", &all);
    let ending = tests::server::run(&["lessons", "check", folder.path().to_str().unwrap()]);
    assert_eq!(ending.status.code(), Some(0), "{ending:?}");
    assert!(ending.output.contains("0 lessons and 4 demos"), "{ending:?}");
}

#[test]
fn what_is_asked_for_wrongly_is_refused_with_the_reason() {
    let server = Server::start();
    let big = format!(r#"{{"title": "{}"}}"#, "x".repeat((1 << 20) + 4096));
    let line = r#"{"from": {"script": "cluster\ncrsh r1"}}"#;
    for (method, path, body, status, why) in [
        ("POST", "/api/sessions", "{", 400, "openapi"),
        ("POST", "/api/sessions", r#"{"titel": "x"}"#, 422, "titel"),
        ("POST", "/api/sessions", &*big, 413, "openapi"),
        ("POST", "/api/sessions", line, 422, "line 2"),
        ("POST", "/api/sessions", r#"{"from": {"link": "smr-lab-2-x"}}"#, 422, "cut off"),
        ("POST", "/api/sessions", r#"{"from": {"lesson": {"path": "../x", "step": 1}}}"#, 422, "../x"),
        (
            "POST",
            "/api/sessions",
            r#"{"from": {"lesson": {"path": "course/03-determinism", "step": 0}}}"#,
            422,
            "step 0",
        ),
        ("POST", "/api/sessions", r#"{"title": "two\nlines"}"#, 422, "one line"),
        ("PUT", "/api/sessions", "{}", 405, "openapi"),
        ("GET", "/api/sessions/nobody", "", 404, "no session"),
        ("DELETE", "/api/sessions/shared", "", 422, "everybody"),
    ] {
        let answer = server.ask(method, path, body);
        assert_eq!(answer.status, status, "{method} {path}: {answer:?}");
        assert!(answer.text().contains(why), "{method} {path}: {}", answer.text());
    }
    let plain = http::send(server.address(), "POST", "/api/sessions", &[("content-type", "text/plain")], "{}");
    assert_eq!(plain.status, 415);
    let foreign = [("origin", "http://evil.example"), ("content-type", "application/json")];
    assert_eq!(http::send(server.address(), "POST", "/api/sessions", &foreign, "{}").status, 403);
}

#[test]
fn every_address_of_the_document_answers_as_it_says() {
    let server = Server::start();
    let document = body(&server.get("/api/openapi.json", &[]));
    let mut asked = 0;
    for (path, operations) in document["paths"].as_object().expect("it has paths") {
        for (method, operation) in operations.as_object().expect("a path has operations") {
            let address = path.replace("{name}", "abcdefghabcdefgh").replace("{code}", "abc234");
            for body in ["", "{}", r#"{"title": "x"}"#] {
                let answer = server.ask(&method.to_uppercase(), &address, body);
                let told = operation["responses"].get(answer.status.to_string());
                let told = told.unwrap_or_else(|| panic!("{method} {path} answers {}", answer.status));
                let kinds = told["content"].as_object().into_iter().flatten().map(|(kind, _)| kind.as_str());
                let kinds: Vec<&str> = kinds.collect();
                let kind = answer.header("content-type");
                assert!(kinds.contains(&kind) || kinds.is_empty() && kind.is_empty(), "{method} {path}: {kind}");
                asked += 1;
            }
        }
    }
    assert!(asked >= 20, "{asked} requests");
}

#[tokio::test]
async fn the_lab_tells_how_it_is() {
    let server = Server::start();
    let mut viewer = Viewer::connect(&server, Form::Json).await;
    viewer.command("c1: add 5").await.unwrap();
    assert!(viewer.command("crsh r1").await.is_err());
    let health = body(&server.get("/api/health", &[]));
    assert_eq!((&health["viewers"], &health["sessions"]), (&json!(1), &json!(1)));
    let metrics = server.get("/api/metrics", &[]);
    for line in ["smr_lab_viewers 1", "smr_lab_messages_total 2", "smr_lab_refusals_total 1", "# EOF"] {
        assert!(metrics.text().lines().any(|told| told == line), "{line} is not in\n{}", metrics.text());
    }
}

#[test]
fn a_script_that_fails_is_no_session_but_an_attempt_at_it_is() {
    let server = Server::start();
    let script = "cluster seed=7\nrun for 30ms\nexpect output c1 = 5\n";
    let refused = server.ask("POST", "/api/sessions", &json!({"from": {"script": script}}).to_string());
    assert_eq!(refused.status, 422, "{refused:?}");
    assert!(body(&refused)["error"].as_str().is_some_and(|why| why.starts_with("line 3, `expect output c1 = 5`")));
    let name = created(&server, &json!({"from": {"attempt": script}}));
    let exported = server.get(&format!("/api/sessions/{name}/export"), &[]);
    assert!(body(&exported)["script"].as_str().is_some_and(|script| script.contains("30ms")), "{exported:?}");
}

#[tokio::test]
async fn two_branches_are_told_apart_at_a_moment() {
    let server = Server::start();
    let script = "cluster seed=7\nc1: add 5\nrun until output c1 = 5\n";
    let name = created(&server, &json!({"from": {"script": script}, "event": 1}));
    let mut viewer = Viewer::connect_to(server.address(), Form::Json, &name).await;
    viewer.command("crash r2").await.unwrap();
    let compared = |left: u16, right: u16, at: u64| {
        let answer = server.get(&format!("/api/sessions/{name}/branches/{left}/{right}/{at}"), &[]);
        (answer.status, body(&answer))
    };
    let (status, told) = compared(0, 1, 10_000_000);
    assert_eq!(status, 200, "{told}");
    assert!(told["parting"]["right"].as_str().is_some_and(|right| right.contains("crash r2")), "{told}");
    let differs =
        |told: &Value, whose: &str| told["differences"].as_array().unwrap().iter().any(|it| it["whose"] == whose);
    assert!(differs(&told, "r2") && differs(&told, "c1"), "{told}");
    let drawn = told["pictures"].as_array().unwrap();
    assert!(drawn.iter().all(|picture| picture.as_str().is_some_and(|svg| svg.contains("r2 ≠"))), "{told}");
    let (_, same) = compared(1, 1, 0);
    assert_eq!((&same["parting"], &same["differences"]), (&Value::Null, &json!([])));
    assert!(!same["pictures"].to_string().contains('≠'), "{same}");
    assert_eq!((compared(0, 7, 0).0, compared(0, 7, 0).1["error"].to_string().contains("no branch 7")), (422, true));
    assert_eq!(server.get(&format!("/api/sessions/{name}/branches/0/x/0"), &[]).status, 400);
}
