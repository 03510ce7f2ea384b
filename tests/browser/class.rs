//! A class: one presents a demo, two follow, predict and raise a hand; and nobody steers but whoever has control.

use crate::hands::{press, write};
use tests::accessible::complaints;
use tests::browser::{Browser, LOOKS, Look, Tab};
use tests::server::Server;

/// What comes next in the demo, once it may.
const NEXT: &str = ".demo button.primary:not([disabled])";

/// A demo: where it is, and its title.
const LIAR: (&str, &str) = ("demos/01-a-lying-replica", "A lying replica");

/// Clicks the first element of a selector, wherever on the page it is, as soon as it says this.
async fn push(tab: &Tab, selector: &str, says: &str) {
    tab.see(selector, says).await;
    let push = format!("(() => {{ document.querySelector({selector:?}).click(); return true }})()");
    assert!(tab.evaluate::<bool>(&push).await);
}

/// Begins a session of one's own from the one that all share, and opens a room on it: who presents, and the room's code.
async fn open_room(server: &Server, browser: &Browser, look: Look) -> (Tab, String) {
    let tab = browser.open(&server.url("/"), look).await;
    push(&tab, ".top > button[aria-expanded=false]", "Present").await;
    tab.see(".present p", "Everybody steers").await;
    push(&tab, ".present button:not([disabled])", "Fork").await;
    push(&tab, ".present button:not([disabled])", "Open a room").await;
    tab.see(".invitation [role=status]", "0 follow").await;
    let code = tab.evaluate("document.querySelector('.invitation .code').textContent").await;
    (tab, code)
}

/// Goes through the first step of a demo, to where the second one asks.
async fn begin_demo(tab: &Tab, (path, title): (&str, &str)) {
    tab.see(&format!(".demo option[value={path:?}]"), title).await;
    let choose = format!(
        "(() => {{ const list = document.querySelector('.demo select'); list.value = {path:?}; \
         list.dispatchEvent(new Event('change', {{bubbles: true}})); return true }})()"
    );
    assert!(tab.evaluate::<bool>(&choose).await);
    push(tab, ".demo .panel-head button:not([disabled])", "Begin").await;
    tab.see(".demo h4", "Step 1 of 3").await;
    tab.see(NEXT, "Next step").await;
    press(tab, "PageDown").await;
    tab.see(".demo h4", "Step 2 of 3").await;
}

/// Chooses an answer, and waits until it counts.
async fn predict(tab: &Tab, choice: usize) {
    tab.see(".seat .poll legend", "What is it told?").await;
    let answer = format!("document.querySelector('.seat .poll li:nth-child({choice}) label')");
    assert!(tab.until::<bool>(&format!("{answer} && ({answer}.click(), true)")).await);
    tab.see(".seat .poll [role=status]", "Your answer counts").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_demo_is_presented_to_two_who_follow() {
    let server = Server::start();
    let browser = Browser::start().await;
    let (presenter, code) = open_room(&server, &browser, LOOKS[0]).await;
    let room = server.url(&format!("/join/{code}"));
    let followers = [browser.open(&room, LOOKS[0]).await, browser.open(&room, LOOKS[2]).await];
    for tab in &followers {
        tab.see("#seat-title", &format!("Room {code}")).await;
    }
    presenter.see(".invitation [role=status]", "2 follow").await;
    presenter.screenshot("present-room").await;

    begin_demo(&presenter, LIAR).await;
    presenter.see(".speaker", "hands before you go on").await;
    presenter.see(NEXT, "Ask for predictions").await;
    press(&presenter, "PageDown").await;
    predict(&followers[0], 2).await;
    predict(&followers[0], 1).await;
    predict(&followers[1], 3).await;
    for (choice, count) in [(1, "1"), (2, "0"), (3, "1")] {
        presenter.see(&format!(".present .poll li:nth-child({choice}) b"), count).await;
    }
    presenter.screenshot("present-asked").await;
    followers[1].screenshot("follow-asked").await;
    assert!(
        !followers[0].evaluate::<bool>("!!document.querySelector('.poll b, .speaker')").await,
        "it is not told yet"
    );

    press(&presenter, "PageDown").await;
    for tab in &followers {
        tab.see(".poll [role=status]", "This is what was predicted").await;
        tab.see(".poll li:nth-child(3) b", "1").await;
    }
    press(&presenter, "PageDown").await;
    presenter.see(NEXT, "Next step").await;
    for tab in &followers {
        tab.see(".verdict[data-verdict=output]", "6").await;
        tab.see("tr[data-standing=outvoted]", "r").await;
    }
    for place in 1..=3 {
        let card = format!("article[aria-labelledby=replica-{place}] dl");
        let facts: String = presenter.evaluate(&format!("document.querySelector({card:?}).innerText")).await;
        for tab in &followers {
            tab.see(&card, &facts).await;
        }
    }
    followers[0].screenshot("follow-revealed").await;
    for tab in [&presenter, &followers[0], &followers[1]] {
        assert_eq!(tab.complaints(), Vec::<String>::new());
    }
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_presents_sees_how_long_it_takes() {
    let server = Server::start();
    let browser = Browser::start().await;
    let (presenter, _) = open_room(&server, &browser, LOOKS[0]).await;
    begin_demo(&presenter, LIAR).await;
    let seconds = "(([_, minutes, seconds]) => minutes * 60 + Number(seconds))\
        (document.querySelector('.demo .timer').textContent.match(/(\\d+):(\\d\\d)/) ?? [0, 0, 0])";
    let before: u32 = presenter.evaluate(seconds).await;
    let goes_on = format!("{seconds} > {before}");
    assert!(presenter.until::<bool>(&goes_on).await);
    assert_eq!(presenter.complaints(), Vec::<String>::new());
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_follows_raises_a_hand_and_steers_only_with_control() {
    let server = Server::start();
    let browser = Browser::start().await;
    let (presenter, code) = open_room(&server, &browser, LOOKS[1]).await;
    let follower = browser.open(&server.url(&format!("/join/{code}")), LOOKS[3]).await;
    follower.see("#seat .quiet", "You are number 1 · 1 follows").await;
    follower.see(".seat", "You follow: whoever presents steers").await;
    let hidden = "[...document.querySelectorAll('.actions, .ask, .command, .hints, .play')].every(each => !each.checkVisibility())";
    assert!(follower.evaluate::<bool>(hidden).await);
    press(&follower, "ArrowRight").await;
    follower.see(".cluster > .refused", "Fork it").await;

    follower.page.reload().await.expect("the page loads again");
    follower.see("#seat .quiet", "You are number 1 ").await;
    push(&presenter, ".pointer button[aria-pressed=false]", "r1").await;
    follower.see(".seat", "Look at r1").await;
    follower.see(".actor.pointed .name", "r1").await;
    push(&follower, ".seat .deeds button:not([disabled])", "Raise your hand").await;
    presenter.see(".hands b", "1").await;
    presenter.screenshot("present-hand").await;
    push(&presenter, ".hands button:not([disabled])", "hand over").await;
    follower.see(".seat", "You have control").await;
    assert!(follower.evaluate::<bool>("document.querySelector('.play').checkVisibility()").await);
    push(&presenter, ".hands + p button", "Take control back").await;
    follower.see(".seat", "You follow").await;
    for tab in [&presenter, &follower] {
        assert_eq!(complaints(tab).await, Vec::<String>::new());
        assert_eq!(tab.complaints(), Vec::<String>::new());
    }
    push(&presenter, ".invitation .deeds button", "Close the room").await;
    follower.see("form.join", "This room is closed").await;
    follower.screenshot("follow-closed").await;
    assert_eq!(complaints(&follower).await, Vec::<String>::new());
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_leads_into_a_room_or_is_asked_for_again() {
    let server = Server::start();
    let browser = Browser::start().await;
    let tab = browser.open(&server.url("/join/abc234"), LOOKS[2]).await;
    tab.see("form.join", "its code is another one").await;
    let (_presenter, code) = open_room(&server, &browser, LOOKS[0]).await;
    write(&tab, "#code", &format!(" {} ", code.to_uppercase())).await;
    push(&tab, "form.join button", "Join").await;
    tab.see("#seat-title", &format!("Room {code}")).await;
    push(&tab, ".seat .deeds button:last-child:not([disabled])", "Fork").await;
    tab.see(".top > button[aria-expanded=false]", "Present").await;
    assert!(tab.evaluate::<bool>("location.search.startsWith('?session=')").await);
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_class_looks_right_in_every_window() {
    let server = Server::start();
    let browser = Browser::start().await;
    let (presenter, code) = open_room(&server, &browser, LOOKS[0]).await;
    begin_demo(&presenter, LIAR).await;
    presenter.see(NEXT, "Ask for predictions").await;
    press(&presenter, "PageDown").await;
    let session: String = presenter.evaluate("location.pathname + location.search").await;
    for look in LOOKS {
        let follower = browser.open(&server.url(&format!("/join/{code}")), look).await;
        predict(&follower, 1).await;
        assert_eq!(complaints(&follower).await, Vec::<String>::new(), "{look:?}");
        follower.screenshot("follow").await;
        let desk = browser.open(&server.url(&session), look).await;
        desk.see(".present .poll legend", "What is it told?").await;
        assert_eq!(complaints(&desk).await, Vec::<String>::new(), "{look:?}");
        desk.screenshot("present").await;
    }
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn notes_that_the_room_would_not_keep_are_not_taken_in_whatever_they_are_written_with() {
    let server = Server::start();
    let browser = Browser::start().await;
    let (tab, _code) = open_room(&server, &browser, LOOKS[0]).await;
    let written = "document.querySelector('.notes textarea').value.length";
    // Fewer letters than a note may have bytes, and two bytes each.
    for (letters, taken) in [(1_500, 1_500), (1_501, 1_500), (2_999, 1_500)] {
        write(&tab, ".notes textarea", &"я".repeat(letters)).await;
        assert_eq!(tab.evaluate::<usize>(written).await, taken);
    }
    let keep = "document.querySelector('.notes textarea').dispatchEvent(new Event('change', {bubbles: true}))";
    assert!(tab.evaluate::<bool>(keep).await);
    tab.page.reload().await.expect("the page loads again");
    tab.see(".notes", "Notes").await;
    assert_eq!(tab.until::<usize>(written).await, 1_500);
    assert_eq!(tab.complaints(), Vec::<String>::new());
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_that_the_room_would_not_take_are_not_taken_in() {
    let server = Server::start();
    let browser = Browser::start().await;
    let (tab, _code) = open_room(&server, &browser, LOOKS[0]).await;
    let written = "document.querySelector('#choices').value.length";
    for (answers, taken) in [(["я".repeat(250), "a".repeat(500)], 751), (["я".repeat(251), "a".repeat(9)], 751)] {
        write(&tab, "#choices", &answers.join("\n")).await;
        assert_eq!(tab.evaluate::<usize>(written).await, taken);
    }
    assert_eq!(tab.evaluate::<usize>("document.querySelector('#question').maxLength").await, 500);
    assert_eq!(tab.complaints(), Vec::<String>::new());
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_those_who_follow_see_is_large_for_a_projector_too() {
    let server = Server::start();
    let browser = Browser::start().await;
    let (_presenter, code) = open_room(&server, &browser, LOOKS[0]).await;
    for look in LOOKS {
        let tab = browser.open(&server.url(&format!("/join/{code}")), look).await;
        tab.see("#seat-title", &format!("Room {code}")).await;
        tab.screenshot("follow-not-projected").await;
        press(&tab, "p").await;
        tab.see(":root.projector .asks .primary", "Leave the projector view").await;
        assert!(tab.evaluate::<bool>("!document.querySelector('.logs-panel').checkVisibility()").await);
        assert_eq!(complaints(&tab).await, Vec::<String>::new(), "{look:?}");
        tab.screenshot("follow-projected").await;
        press(&tab, "p").await;
        tab.see(":root:not(.projector) .asks button", "Large, for a projector").await;
        push(&tab, ".asks button", "Large").await;
        tab.see(":root.projector .asks .primary", "Leave").await;
        assert_eq!(tab.complaints(), Vec::<String>::new());
    }
    browser.close().await;
}
