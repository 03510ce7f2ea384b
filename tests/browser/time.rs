//! Time on the live page: one goes back, acts in the past, comes back to what was, and asks why something happened.

use crate::hands::{begin, press, say};
use tests::browser::{Browser, LOOKS, Tab};
use tests::server::Server;
use tests::viewer::{Form, Viewer};
use wire::message::{ToBrowser, ToServer};

const STATE_OF_R1: &str = "article[aria-labelledby=replica-1] .state code";

/// What it was before.
const WAS: &str = "article[aria-labelledby=replica-1] .state .was";

/// Waits until nothing is said of a State before.
async fn was_nothing(tab: &Tab) {
    assert!(tab.until::<bool>(&format!("!document.querySelector({WAS:?}).textContent")).await);
}

/// Drags the track of the history to a place, from 0 to 1000.
async fn scrub(tab: &Tab, place: u32) {
    let drag = format!(
        "(() => {{ const track = document.querySelector('.history input'); track.value = '{place}'; \
         track.dispatchEvent(new Event('input', {{bubbles: true}})); return true }})()"
    );
    assert!(tab.evaluate::<bool>(&drag).await);
}

/// The live page, where a client has asked to add 5 and has been answered.
async fn after_an_answer() -> (Server, Browser, Tab) {
    let server = Server::start();
    let browser = Browser::start().await;
    let tab = browser.open(&server.url("/"), LOOKS[0]).await;
    say(&tab, "c1: add 5").await;
    tab.see("form.line .seen", "done").await;
    say(&tab, "run until output c1 = 5").await;
    (server, browser, tab)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_field_for_lines_is_described_by_an_example_that_stays_while_one_types() {
    let (_server, browser, tab) = after_an_answer().await;
    let described = "document.querySelector('#line').getAttribute('aria-describedby').split(' ')\
                     .map((id) => document.getElementById(id).textContent).join('')";
    assert_eq!(tab.evaluate::<String>(described).await, "For example: run until quiet");
    tab.see("#line-example code", "run until quiet").await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_past_can_be_walked_to_and_changed_and_nothing_is_lost() {
    let (_server, browser, tab) = after_an_answer().await;
    tab.see(STATE_OF_R1, "5").await;
    say(&tab, "expect output c1 = 7").await;
    tab.see("#line-refused", "does not hold").await;

    scrub(&tab, 0).await;
    tab.see(".history .where", "This is the past").await;
    tab.see(STATE_OF_R1, "0").await;
    was_nothing(&tab).await;
    tab.screenshot("past").await;

    say(&tab, "cut r1 -> r2").await;
    tab.see(".history select", "what if 1").await;
    tab.screenshot("branch").await;
    let choose = "(() => { const branches = document.querySelector('.history select'); branches.value = '0'; \
                  branches.dispatchEvent(new Event('change', {bubbles: true})); return true })()";
    assert!(tab.evaluate::<bool>(choose).await);
    tab.see(".history .where", "This is the past").await;
    tab.click(".history .where button").await;
    tab.see(STATE_OF_R1, "5").await;
    tab.see(WAS, "was 0").await;
    assert_eq!(tab.complaints(), Vec::<String>::new());
    browser.close().await;
}

/// Lets time run until something is so, by the button.
async fn run_until(tab: &Tab, what: &str) {
    let choose = format!(
        "(() => {{ const choice = document.querySelector('#until'); \
         choice.value = [...choice.options].find((each) => each.text === {what:?}).value; return true }})()"
    );
    assert!(tab.evaluate::<bool>(&choose).await);
    tab.click(".until button:not([disabled])").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn time_runs_until_something_is_so() {
    let server = Server::start();
    let browser = Browser::start().await;
    let tab = browser.open(&server.url("/"), LOOKS[0]).await;
    begin(&tab, &["cluster seed=1"]).await;
    run_until(&tab, "somebody leads").await;
    tab.see(".actor.leads .name", "r").await;
    for (input, output) in [("c1: add 5", "5"), ("c1: add 2", "7")] {
        say(&tab, input).await;
        run_until(&tab, "the next Output").await;
        tab.see(".verdict output", output).await;
    }
    for line in ["crash r1", "crash r2", "c1: add 1"] {
        say(&tab, line).await;
    }
    run_until(&tab, "the next FAIL").await;
    tab.see(".verdict", "FAIL").await;
    run_until(&tab, "a promise breaks").await;
    tab.see(".panel:has(> .stage) > .refused", "all promises hold").await;
    tab.screenshot("run-until").await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_of_the_chronicle_leads_to_its_moment_and_to_its_causes() {
    let (_server, browser, tab) = after_an_answer().await;
    tab.see(".entries li[data-tone=good]", "gets Output 5").await;
    tab.click(".entries li[data-tone=good] .ask-why").await;
    tab.see(".because li:first-of-type", "c1: add 5").await;
    tab.screenshot("why").await;
    tab.click(".because li:first-of-type button").await;
    tab.see(".history .where", "This is the past").await;
    tab.see(".entries li.to-come", "gets Output 5").await;
    press(&tab, "End").await;
    tab.see(".entries li:not(.to-come)", "gets Output 5").await;
    press(&tab, "ArrowLeft").await;
    tab.see(".history .where", "This is the past").await;
    press(&tab, "End").await;
    tab.see(".entries li:not(.to-come)", "gets Output 5").await;

    // At the end it leads nowhere, however far the run went since it was last walked through.
    say(&tab, "run for 300ms").await;
    tab.see("form.line .seen", "done").await;
    press(&tab, "End").await;
    say(&tab, "crash r2").await;
    tab.see(".entries", "crash r2").await;
    assert!(tab.evaluate::<bool>("!document.querySelector('.history select')").await, "it was no walk to the past");
    say(&tab, "cluster seed=2").await;
    tab.see(STATE_OF_R1, "0").await;
    was_nothing(&tab).await;
    assert_eq!(tab.complaints(), Vec::<String>::new());
    browser.close().await;
}

/// A page whose first question for events is refused, and which cannot connect while it is told that it is offline.
fn on_a_bad_line() -> String {
    let question = postcard::to_allocvec(&ToServer::Stretch { id: 0, from: 0, to: 0 }).expect("a message")[0];
    let refused = ToBrowser::Refused { id: Some(0), why: "too fast".to_owned() };
    let refused = postcard::to_allocvec(&refused).expect("a message");
    format!(
        "{{ const Line = WebSocket, {{send}} = Line.prototype; \
         window.WebSocket = function (url) {{ if (window.isOffline) throw Error('offline'); return window.line = new Line(url) }}; \
         Line.prototype.send = function (said) {{ \
             if (said[0] !== {question} || window.refused) return send.call(this, said); \
             const answer = new Uint8Array({refused:?}); answer[2] = window.refused = said[1]; \
             setTimeout(() => this.dispatchEvent(new MessageEvent('message', {{data: answer.buffer}}))) }} }}"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_missed_is_told_and_what_another_branch_held_is_forgotten() {
    let server = Server::start();
    let browser = Browser::start().await;
    let tab = browser.open(&server.url("/"), LOOKS[0]).await;
    // So much at once is not told event by event.
    let lines = ["cluster seed=1", "run until some leader", "workload c2 inputs=600", "run until quiet"];
    begin(&tab, &lines).await;
    tab.see(".entries", "c2 gets Output").await;
    tab.screenshot("missed").await;

    tab.page.evaluate_on_new_document(on_a_bad_line()).await.expect("the page is prepared");
    tab.page.reload().await.expect("the page loads again");
    tab.see(".entries", "c2 gets Output").await;
    let said = "document.querySelectorAll('[role=alert]:not(:empty)').length";
    assert_eq!(tab.evaluate::<(bool, usize)>(&format!("[window.refused > 0, {said}]")).await, (true, 0));

    let go_offline = "(() => { window.isOffline = true; window.line.close(); return true })()";
    assert!(tab.evaluate::<bool>(go_offline).await);
    tab.see(".banner", "Connection lost").await;
    let mut other = Viewer::connect(&server, Form::Compact).await;
    let last = other.view.event;
    other.say(&ToServer::Seek { event: 40 }).await;
    other.until(|viewer| viewer.view.event == 40).await;
    other.command("crash r1").await.expect("it is carried out");
    other.command("run for 200ms").await.expect("it is carried out");
    assert!(last > 4096 && other.view.event > 60);
    assert!(tab.evaluate::<bool>("(() => { window.isOffline = false; return true })()").await);
    tab.see(".banner", "Connected again").await;
    tab.see(".entries", "r1 crashes").await;
    browser.close().await;
}
