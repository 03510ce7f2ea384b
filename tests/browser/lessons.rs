//! A whole lesson, as a learner does it: predict, run, see who was right, reach the goals, go on; and the list of lessons.

use std::fs;
use tests::browser::{Browser, LOOKS, Tab};
use tests::place::{self, TemporaryFolder};
use tests::server::Server;

/// Begins the step anew, where nothing of it plays.
const AGAIN: &str = ".ways button:nth-child(2):not([disabled])";

/// Clicks the first element of a selector, wherever on the page it is.
async fn press(tab: &Tab, selector: &str) {
    let press = format!("(() => {{ document.querySelector({selector:?}).click(); return true }})()");
    assert!(tab.evaluate::<bool>(&press).await);
}

/// How many elements of a selector there are.
async fn count(tab: &Tab, selector: &str) -> usize {
    tab.evaluate(&format!("document.querySelectorAll({selector:?}).length")).await
}

/// Does the step: predicts the first answer of each question, runs each script, and asks for the solution of a task.
async fn do_step(tab: &Tab) {
    // Each turn plays a block or answers a question, and no step has more of them.
    for _turn in 0..40 {
        let ready = ".script:not(.played) > button:not([disabled])";
        let open = "input[type=radio]:not([disabled])";
        // What plays ends by itself.
        tab.see(AGAIN, "This step").await;
        if count(tab, ".step-blocks > .script:not(.played)").await > 0 {
            if count(tab, &format!(".step-blocks > {ready}")).await == 0 {
                press(tab, &format!(".prediction:not(:has(input:checked)) {open}")).await;
            }
            press(tab, &format!(".step-blocks > {ready}")).await;
        } else if count(tab, ".goals li:not(.reached)").await > 0 {
            press(tab, ".solution button:not([disabled])").await;
            tab.until::<bool>("document.querySelector('.goals li:last-child.reached') !== null").await;
        } else {
            return;
        }
        assert_eq!(count(tab, ".text .refused:not(:empty)").await, 0, "every line of the lesson is carried out");
    }
    panic!("the step does not end");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lesson_is_done_from_its_first_step_to_its_last() {
    let server = Server::start();
    let browser = Browser::start().await;
    let tab = browser.open(&server.url("/lessons/course/18-checkpoints"), LOOKS[0]).await;
    tab.see("main.lesson h2", "Checkpoints").await;
    tab.screenshot("lesson").await;
    let steps = count(&tab, ".stones li").await;
    assert!(steps >= 3, "{steps}");
    for step in 1..=steps {
        tab.see(".stones a[aria-current=step]", &step.to_string()).await;
        do_step(&tab).await;
        if step == 1 {
            assert_eq!(count(&tab, ".prediction [data-standing=right]").await, 1);
            // What the lesson says is what the cluster shows.
            tab.see("article[aria-labelledby=replica-1] dl", "41").await;
            tab.screenshot("lesson-predicted").await;
        }
        if step < steps {
            tab.see(".ways button.next.primary", "Next step").await;
            press(&tab, ".ways button.next").await;
        }
    }
    tab.see(".goals li.reached", "Have twenty Inputs executed").await;
    tab.see(".onward a", "Next:").await;
    tab.screenshot("lesson-done").await;
    assert_eq!(tab.complaints(), Vec::<String>::new());

    let list = browser.open(&server.url("/lessons"), LOOKS[1]).await;
    list.see(".lessons li.done", "Checkpoints").await;
    list.screenshot("lessons").await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lessons_fit_a_phone_and_lead_to_the_glossary() {
    let mut server = Server::start();
    let browser = Browser::start().await;
    let tab = browser.open(&server.url("/lessons/course/14-fail#step-2"), LOOKS[2]).await;
    tab.see(".stones a[aria-current=step]", "2").await;
    let too_wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
    assert!(tab.evaluate::<i64>(too_wide).await <= 0);
    tab.screenshot("lesson").await;
    let glossary = browser.open(&server.url("/lessons/glossary"), LOOKS[0]).await;
    glossary.see("main.lesson", "CHECKPOINT").await;
    assert_eq!(count(&glossary, "main.lesson #checkpoint").await, 1);
    glossary.screenshot("glossary").await;
    assert_eq!(tab.complaints(), Vec::<String>::new());

    // A line that is lost with the connection is not waited for.
    let lose_commands = "(() => { const send = WebSocket.prototype.send; \
        WebSocket.prototype.send = function (said) { if (said[0] !== 0) send.call(this, said) }; return true })()";
    tab.see(AGAIN, "This step").await;
    assert!(tab.evaluate::<bool>(lose_commands).await);
    press(&tab, AGAIN).await;
    tab.see(".ways button:nth-child(2)[disabled]", "This step").await;
    server.kill();
    tab.see(".banner", "Connection lost").await;
    server.resume();
    tab.see(AGAIN, "This step").await;
    browser.close().await;
}

/// The list of lessons, with the progress that a browser has kept.
async fn list_with(browser: &Browser, server: &Server, kept: &str) -> Tab {
    let tab = browser.open(&server.url("/lessons"), LOOKS[0]).await;
    let keep = format!("(() => {{ localStorage.setItem('smr-lab.progress', {kept:?}); return true }})()");
    assert!(tab.evaluate::<bool>(&keep).await);
    let tab = browser.open(&server.url("/lessons"), LOOKS[0]).await;
    tab.see(".lessons h2", "The course").await;
    tab
}

/// Chooses a file of this text.
async fn open_file(tab: &Tab, text: &str) {
    let choose = format!(
        "(() => {{ const field = document.querySelector('.taken input'), hand = new DataTransfer(); \
         hand.items.add(new File([{text:?}], 'progress.txt')); field.files = hand.files; \
         field.dispatchEvent(new Event('change', {{bubbles: true}})); return true }})()"
    );
    assert!(tab.evaluate::<bool>(&choose).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn progress_is_taken_along_as_a_file_and_nobody_falls_behind_by_it() {
    let server = Server::start();
    let browser = Browser::start().await;
    let tab = list_with(&browser, &server, "course/14-fail 2\ncourse/18-checkpoints 3 done\n").await;
    tab.see(".lessons li.done", "Checkpoints").await;
    let save = "document.querySelector('.taken a[download]').href";
    let file: String = tab.evaluate(&format!("decodeURIComponent({save}.split(',')[1])")).await;
    assert!(file.contains("course/18-checkpoints 3 done\n") && file.contains("course/14-fail 2\n"), "{file}");

    let other = list_with(&browser, &server, "course/14-fail 4 done\n").await;
    assert_eq!(count(&other, ".lessons li.done").await, 1);
    open_file(&other, "what somebody wrote").await;
    other.see(".taken [role=status]", "no progress").await;
    open_file(&other, &file).await;
    other.see(".taken [role=status]", "2 of the lessons").await;
    assert_eq!(count(&other, ".lessons li.done").await, 2);
    let kept: String = other.evaluate("localStorage.getItem('smr-lab.progress')").await;
    assert_eq!(kept, "course/14-fail 4 done\ncourse/18-checkpoints 3 done\n");
    crate::hands::scroll_to(&other, ".taken").await;
    other.screenshot("progress").await;
    assert_eq!([tab.complaints(), other.complaints()], [Vec::<String>::new(), Vec::new()]);
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lesson_of_ones_own_is_found_whatever_its_file_is_called() {
    let text = fs::read_to_string(place::root().join("lessons/demos/01-a-lying-replica.md")).expect("the lab has it");
    let folder = TemporaryFolder::with("own", &[("50 % mine, #1?.md", &text)]);
    let (server, _log) = Server::start_with_log(&["--lessons", folder.path().to_str().unwrap()]);
    let browser = Browser::start().await;
    let tab = browser.open(&server.url("/lessons"), LOOKS[0]).await;
    tab.see(".lessons li a", "A lying replica").await;
    press(&tab, ".lessons li a").await;
    tab.see("main.lesson h2", "A lying replica").await;
    let handout: String = tab.evaluate("document.querySelector('.top a[target=_blank]').pathname").await;
    assert_eq!(server.get(&handout, &[]).status, 200, "{handout}");
    press(&tab, ".ways button.next").await;
    tab.see(".stones a[aria-current=step]", "2").await;
    press(&tab, ".top nav a[href='/lessons']").await;
    tab.see(".lessons li .standing", "begun").await;
    assert_eq!(tab.complaints(), Vec::<String>::new());
    browser.close().await;
}
