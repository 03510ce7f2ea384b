//! A run is taken along and opened elsewhere: as a link to a moment, as a file of each kind, as a picture.

use crate::hands::{begin, press, say, write};
use tests::accessible::complaints;
use tests::browser::{Browser, LOOKS, Tab};
use tests::server::Server;

const STATE_OF_R1: &str = "article[aria-labelledby=replica-1] .state code";

/// The live page, where a client was told 5, and which stands one event before that.
async fn at_a_moment(server: &Server, browser: &Browser) -> Tab {
    let tab = browser.open(&server.url("/"), LOOKS[0]).await;
    begin(&tab, &["cluster seed=3", "c1: add 5", "run until output c1 = 5"]).await;
    tab.see(STATE_OF_R1, "5").await;
    press(&tab, "ArrowLeft").await;
    tab.see(".history .where", "This is the past").await;
    tab
}

/// Opens the dialog, and waits for the link.
async fn link(tab: &Tab) -> String {
    tab.click(".time .share").await;
    tab.see(".sharing .field button:not([disabled])", "Copy").await;
    tab.evaluate("document.querySelector('#share-link').value").await
}

/// Chooses a file of this text.
async fn choose(tab: &Tab, text: &str) {
    let choose = format!(
        "(() => {{ const file = document.querySelector('#open-file'), hand = new DataTransfer(); \
         hand.items.add(new File([{text:?}], 'run')); file.files = hand.files; \
         file.dispatchEvent(new Event('change', {{bubbles: true}})); return true }})()"
    );
    assert!(tab.evaluate::<bool>(&choose).await);
}

async fn event(tab: &Tab) -> String {
    tab.evaluate("document.querySelector('.history .where span').textContent").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_leads_to_the_very_moment_and_to_a_run_of_ones_own() {
    let server = Server::start();
    let browser = Browser::start().await;
    let tab = at_a_moment(&server, &browser).await;
    let link = link(&tab).await;
    tab.click(".sharing .field button").await;
    tab.see(".sharing .told", "Copied.").await;

    let other = browser.open(&link, LOOKS[0]).await;
    other.see("nav [aria-current]", "Your run").await;
    other.see(".history .where", "This is the past").await;
    let number = |text: String| text.split_whitespace().nth(1).map(str::to_owned);
    assert_eq!(number(event(&other).await), number(event(&tab).await));
    press(&other, "End").await;
    other.see(STATE_OF_R1, "5").await;
    say(&other, "crash r1").await;
    other.see("article[aria-labelledby=replica-1] .marks", "down").await;
    tab.click(".sharing > form button").await;
    tab.see("article[aria-labelledby=replica-1] .marks", "up").await;

    // The same address, typed where the page is shown already; and one that was cut off.
    let hash = link.split_once('#').expect("it stands behind a hash").1;
    assert!(tab.evaluate::<bool>(&format!("(() => {{ location.hash = {hash:?}; return true }})()")).await);
    tab.see("nav [aria-current]", "Your run").await;
    let short = browser.open(&link.replace('@', "x@"), LOOKS[0]).await;
    short.see(".refused", "cut off or changed").await;
    short.screenshot("link-refused").await;
    short.see("a[href='/']", "live cluster").await;
    assert_eq!([tab.complaints(), other.complaints()], [Vec::<String>::new(), Vec::new()]);
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_saved_in_every_shape_and_the_stage_as_a_picture() {
    let server = Server::start();
    let browser = Browser::start().await;
    let tab = at_a_moment(&server, &browser).await;
    link(&tab).await;
    for (shape, part) in
        [("script", "c1: add 5"), ("json", "\"hash\""), ("svg", "<svg"), ("shiviz", "{\"c1\":1"), ("demo", "```smr")]
    {
        let file: String = tab
            .evaluate(&format!(
                "fetch(document.querySelector('.files a[href$={shape}]').href).then((file) => file.text())"
            ))
            .await;
        assert!(file.contains(part), "{shape}: {}", &file[..file.len().min(200)]);
    }
    let catch =
        "(() => { HTMLAnchorElement.prototype.click = function () { window.saved = this.href }; return true })()";
    assert!(tab.evaluate::<bool>(catch).await);
    tab.click(".files button").await;
    // Decoded and drawn once more, so that it can be looked at, and its colours be counted.
    let look = "(async () => { const bytes = Uint8Array.from(atob(window.saved.split(',')[1]), (each) => each.charCodeAt(0)); \
        const picture = await createImageBitmap(new Blob([bytes], {type: 'image/png'})); \
        const canvas = Object.assign(document.createElement('canvas'), {width: picture.width, height: picture.height}); \
        const context = canvas.getContext('2d'); context.drawImage(picture, 0, 0); \
        const {data} = context.getImageData(0, 0, picture.width, picture.height), colours = new Set(); \
        for (let at = 0; at < data.length; at += 4) colours.add(data[at] << 16 | data[at + 1] << 8 | data[at + 2]); \
        const {clientWidth} = document.querySelector('.stage'); document.body.replaceChildren(canvas); \
        return [Math.round(picture.width / 2 - clientWidth), colours.size] })()";
    let [wider, colours]: [i64; 2] = tab.evaluate(look).await;
    tab.screenshot("stage-as-png").await;
    assert!(wider.abs() <= 1, "twice as many points as the stage has, and {wider} more");
    assert!(colours > 50, "{colours} colours: the stage is not on the picture");
    assert_eq!(tab.complaints(), Vec::<String>::new());
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_script_a_run_as_json_and_a_link_can_be_opened() {
    let server = Server::start();
    let browser = Browser::start().await;
    let tab = at_a_moment(&server, &browser).await;
    let link = link(&tab).await;
    for (text, why) in [
        ("{\"script\": \"cluster\"", "no run that a lab has saved"),
        ("\u{fffd}PNG", "This file is no text"),
        ("https://example.org/", "leads to no run"),
    ] {
        choose(&tab, text).await;
        tab.see(".sharing .refused", why).await;
    }
    choose(&tab, "cluster\ncrsh r1").await;
    tab.see(".sharing .refused", "line 2").await;
    let json = server.get("/api/sessions/shared/export/json", &[]).text().to_owned();
    choose(&tab, &json.replace("add 5", "add 6")).await;
    tab.see(".sharing .refused", "plays it otherwise").await;
    choose(&tab, &json).await;
    tab.see("nav [aria-current]", "Your run").await;
    tab.see(STATE_OF_R1, "5").await;

    let tab = browser.open(&server.url("/"), LOOKS[0]).await;
    tab.see(".time .share:not([disabled])", "Share").await;
    tab.click(".time .share").await;
    tab.see(".sharing[open]", "A file").await;
    choose(&tab, "cluster replicas=5 machine=bank\nrun for 10ms\n").await;
    tab.see("article[aria-labelledby=replica-5] h3", "r5").await;
    tab.click(".time .share").await;
    tab.see(".sharing[open]", "A link").await;
    write(&tab, "#open-link", &link).await;
    tab.click(".opens button").await;
    tab.see(STATE_OF_R1, "5").await;
    let session: String = tab.evaluate("location.search").await;
    assert!(session.starts_with("?session="), "{session}");
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_dialog_opens_from_the_palette_and_keeps_nobody_out() {
    let server = Server::start();
    let browser = Browser::start().await;
    for look in LOOKS {
        let tab = browser.open(&server.url("/"), look).await;
        tab.see("form.line button:not([disabled])", "Do it").await;
        press(&tab, "/").await;
        tab.see("dialog[open] .verbs", "share").await;
        write(&tab, "#palette-line", "sha").await;
        tab.click("#verb-0").await;
        tab.see("dialog.sharing[open] .field button:not([disabled])", "Copy").await;
        tab.screenshot("share").await;
        assert_eq!(complaints(&tab).await, Vec::<String>::new(), "{look:?}");
        assert_eq!(tab.complaints(), Vec::<String>::new());
    }
    browser.close().await;
}
