//! Many who watch one cluster: all see the same, and none is waited for.

use tests::server::Server;
use tests::viewer::{Form, Viewer};
use wire::message::{Speed, ToServer};

#[tokio::test]
async fn two_viewers_see_the_same_events_and_fold_them_to_the_same_view() {
    let server = Server::start();
    let mut one = Viewer::connect(&server, Form::Json).await;
    let mut other = Viewer::connect(&server, Form::Compact).await;
    one.play(2).await;
    one.command("c1: add 5").await.unwrap();
    other.command("c2: add 7").await.unwrap();
    other.command("crash r3").await.unwrap();
    one.answers(1, 1).await;
    one.answers(2, 1).await;
    one.pause().await;
    other.until(|viewer| viewer.playing.is_some()).await;
    other.until(|viewer| viewer.playing.is_none()).await;

    assert_eq!(one.view, other.view);
    let both_saw = one.events[0].id.max(other.events[0].id);
    let since =
        |viewer: &Viewer| viewer.events.iter().filter(|event| event.id >= both_saw).cloned().collect::<Vec<_>>();
    assert_eq!(since(&one), since(&other));
    assert_eq!((one.keyframes, other.keyframes), (1, 1));
}

#[tokio::test]
async fn whoever_comes_later_sees_what_the_others_see() {
    let server = Server::start();
    let mut first = Viewer::connect(&server, Form::Compact).await;
    first.play(2).await;
    first.command("workload c1 inputs=50 in-flight=4 think=1ms").await.unwrap();
    let mut later = Vec::new();
    for form in [Form::Json, Form::Compact, Form::Json, Form::Compact] {
        later.push(Viewer::connect(&server, form).await);
        first.until(|viewer| viewer.view.event % 7 == 0).await;
    }
    first.answers(1, 50).await;
    first.pause().await;
    // A keyframe is of the moment when it was taken, the View of whoever was there before of the last event: one event makes
    // them equal.
    first.command("heal").await.unwrap();
    for mut viewer in later {
        viewer.until(|viewer| viewer.view.event == first.view.event).await;
        assert_eq!(viewer.view, first.view);
    }
}

#[tokio::test]
async fn a_viewer_who_does_not_read_costs_nobody_anything_and_continues_with_a_keyframe() {
    let server = Server::start();
    let mut slow = Viewer::connect_slowly(&server, Form::Json).await;
    let mut quick = Viewer::connect(&server, Form::Compact).await;
    quick.command("workload c1 inputs=1000000 in-flight=16 think=0us").await.unwrap();
    // Slowly enough that what happens between two frames can be told one by one, even if the machine was busy for long in
    // between: of a run that is too fast to tell, everybody gets keyframes.
    quick.say(&ToServer::Play { speed: Speed(50) }).await;
    // As JSON, this is more than the system keeps of what is not read; and then come more frames than the server keeps.
    quick.until(|viewer| viewer.events.len() > 4_000).await;
    for _ in 0..100 {
        quick.hear().await;
    }
    quick.pause().await;
    assert_eq!(quick.keyframes, 1, "the quick one missed nothing");
    quick.command("heal").await.unwrap();

    slow.until(|viewer| viewer.view.event == quick.view.event).await;
    assert_eq!(slow.view, quick.view);
    assert!(slow.keyframes > 1, "the slow one was told everything: {} bytes", slow.bytes.len());
}

#[tokio::test]
async fn a_server_that_was_killed_is_there_again_for_those_who_reconnect() {
    let mut server = Server::start();
    let mut viewer = Viewer::connect(&server, Form::Compact).await;
    viewer.command("c1: add 5").await.unwrap();
    server.kill();
    assert_eq!(viewer.goodbye().await, None, "a killed server says no goodbye");
    server.resume();
    let mut again = Viewer::connect(&server, Form::Compact).await;
    again.play(2).await;
    again.command("c1: add 5").await.unwrap();
    again.answers(1, 1).await;
}

#[cfg(unix)]
#[tokio::test]
async fn a_server_that_is_stopped_says_goodbye_and_waits_for_nobody() {
    let server = Server::start();
    let mut viewers = Vec::new();
    for form in [Form::Json, Form::Compact, Form::Json, Form::Compact] {
        viewers.push(Viewer::connect(&server, form).await);
    }
    let process = server.process().to_string();
    let sent = std::process::Command::new("kill").args(["-s", "TERM", &process]).status().unwrap();
    assert!(sent.success());
    // It ends while they are all connected, and none of them has read anything.
    let status = tokio::task::spawn_blocking(|| server.wait()).await.unwrap();
    assert_eq!(status.code(), Some(0));
    for mut viewer in viewers {
        let goodbye = viewer.goodbye().await.expect("a goodbye");
        assert_eq!((u16::from(goodbye.code), goodbye.reason.as_str()), (1001, "the lab is being stopped"));
    }
}
