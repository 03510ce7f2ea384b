//! A real Chromium, and a person's view of a page in it: what is to be seen, what can be clicked, what the console says.
//!
//! What this module takes care of, because each of it cost somebody an afternoon: the handler is drained even when it reports an
//! error (else everything hangs), the size of the window is set for each page (else it is 800×600 whatever one asks for), every
//! browser has a fresh profile, and is closed and waited for at the end.

use std::fs;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chromiumoxide::cdp::browser_protocol::emulation::{MediaFeature, SetDeviceMetricsOverrideParams};
use chromiumoxide::cdp::browser_protocol::log::{EventEntryAdded, LogEntryLevel};
use chromiumoxide::cdp::js_protocol::runtime::{ConsoleApiCalledType, EventConsoleApiCalled, EventExceptionThrown};
use chromiumoxide::page::ScreenshotParams;
use chromiumoxide::{BrowserConfig, Page};
use futures_util::StreamExt as _;
use tokio::task::JoinHandle;
use tokio::time::{Instant, interval, timeout};

use crate::DEADLINE;
use crate::place::{self, TemporaryFolder};

/// Nothing that a test computes on a page takes longer: a browser that has died does not say so.
const LONGEST: Duration = DEADLINE.saturating_mul(4);

/// Flags that keep Chromium from asking the internet for anything, and from needing a graphics card.
const FLAGS: [&str; 7] = [
    "disable-gpu",
    "disable-quic",
    "no-first-run",
    "disable-background-networking",
    "disable-component-update",
    "disable-sync",
    "disable-dev-shm-usage",
];

/// With what a person looks: the size of the window and the theme of the system.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Used in the names of screenshots.
    pub name: &'static str,
    /// Width in CSS pixels.
    pub width: u32,
    /// Height in CSS pixels.
    pub height: u32,
    /// The theme of the person's system.
    pub theme: &'static str,
}

/// The windows in which every page has to look right.
pub const LOOKS: [Look; 6] = [
    Look { name: "laptop-light", width: 1440, height: 900, theme: "light" },
    Look { name: "laptop-dark", width: 1440, height: 900, theme: "dark" },
    Look { name: "phone-light", width: 390, height: 844, theme: "light" },
    Look { name: "phone-dark", width: 390, height: 844, theme: "dark" },
    Look { name: "tablet-light", width: 1024, height: 768, theme: "light" },
    Look { name: "tablet-dark", width: 1024, height: 768, theme: "dark" },
];

/// A running Chromium with a profile of its own.
#[derive(Debug)]
pub struct Browser {
    chromium: chromiumoxide::Browser,
    handler: JoinHandle<()>,
    _profile: TemporaryFolder,
}

impl Browser {
    /// Starts one. Fails, and never skips, where there is none.
    pub async fn start() -> Self {
        let executable = xtask::chromium::find()
            .expect("these tests need a Chromium and found none; `cargo xtask prepare` installs one or says how");
        let profile = TemporaryFolder::new("profile");
        let config = BrowserConfig::builder()
            .chrome_executable(executable)
            .user_data_dir(profile.path())
            .no_sandbox()
            .viewport(None)
            .launch_timeout(DEADLINE)
            .args(FLAGS)
            .build()
            .expect("the configuration is complete");
        let (chromium, mut events) = chromiumoxide::Browser::launch(config).await.expect("Chromium starts");
        let handler = tokio::spawn(async move { while events.next().await.is_some() {} });
        Self { chromium, handler, _profile: profile }
    }

    /// Opens a page in a new tab.
    pub async fn open(&self, url: &str, look: Look) -> Tab {
        let page = self.chromium.new_page("about:blank").await.expect("a tab opens");
        let complaints = listen(&page).await;
        let size = SetDeviceMetricsOverrideParams::new(look.width, look.height, 1.0, false);
        page.execute(size).await.expect("the window takes a size");
        let theme = MediaFeature::new("prefers-color-scheme", look.theme);
        page.emulate_media_features(vec![theme]).await.expect("the window takes a theme");
        page.goto(url).await.expect("the page loads");
        Tab { page, look, complaints }
    }

    /// Closes the browser and waits for its end.
    pub async fn close(mut self) {
        self.chromium.close().await.expect("Chromium closes");
        let ended = timeout(DEADLINE, self.chromium.wait()).await;
        ended.expect("Chromium ends").expect("Chromium can be waited for");
        self.handler.abort();
    }
}

type Complaints = Arc<Mutex<Vec<String>>>;

/// Collects what the console shows in red: errors that are logged or thrown, and what the browser refuses.
async fn listen(page: &Page) -> Complaints {
    let complaints = Complaints::default();
    let mut logged = page.event_listener::<EventConsoleApiCalled>().await.expect("the console speaks");
    let mut thrown = page.event_listener::<EventExceptionThrown>().await.expect("the console speaks");
    let mut refused = page.event_listener::<EventEntryAdded>().await.expect("the console speaks");
    page.enable_log().await.expect("the log can be read");
    page.enable_runtime().await.expect("the console can be read");

    let collected = Arc::clone(&complaints);
    tokio::spawn(async move {
        loop {
            let complaint = tokio::select! {
                Some(event) = logged.next() => (event.r#type == ConsoleApiCalledType::Error)
                    .then(|| format!("logged: {:?}", event.args)),
                Some(event) = thrown.next() => Some(format!("thrown: {:?}", event.exception_details)),
                Some(event) = refused.next() => (event.entry.level == LogEntryLevel::Error)
                    .then(|| format!("refused: {} {:?}", event.entry.text, event.entry.url)),
                else => return,
            };
            collected.lock().unwrap_or_else(PoisonError::into_inner).extend(complaint);
        }
    });
    complaints
}

/// One page in one tab.
#[derive(Debug)]
pub struct Tab {
    /// The page itself, for what the methods below do not do.
    pub page: Page,
    look: Look,
    complaints: Complaints,
}

impl Tab {
    /// Waits until the text of the first element of a CSS selector contains `expected`.
    pub async fn see(&self, selector: &str, expected: &str) {
        assert!(!expected.is_empty(), "every text contains nothing: say `until` something is there");
        // What is drawn, as SVG, has no inner text.
        let script = format!(
            "(() => {{ const seen = document.querySelector({selector:?}); \
             return seen?.innerText ?? seen?.textContent ?? '' }})()"
        );
        let mut seen = String::new();
        let deadline = Instant::now() + DEADLINE;
        let mut again = interval(Duration::from_millis(20));
        while Instant::now() < deadline {
            again.tick().await;
            // Between two pages there is nothing to ask: that is no failure, only too early.
            seen = match timeout(DEADLINE, self.page.evaluate(script.as_str())).await {
                Ok(Ok(text)) => text.into_value().unwrap_or_default(),
                Ok(Err(error)) => error.to_string(),
                Err(_) => "no answer of the browser".to_owned(),
            };
            if seen.contains(expected) {
                return;
            }
        }
        let complaints = self.complaints();
        panic!("{selector} should say {expected:?}, but it says {seen:?}; the console: {complaints:?}");
    }

    /// Clicks the middle of the first element of a CSS selector, as a mouse would: in the tab that is in front.
    pub async fn click(&self, selector: &str) {
        timeout(DEADLINE, self.page.bring_to_front()).await.expect("the tab comes to the front").expect("so it does");
        let element = self.page.find_element(selector).await;
        let element = element.unwrap_or_else(|error| panic!("{selector} should be there: {error}"));
        let clicked = timeout(DEADLINE, element.click()).await;
        let clicked = clicked.unwrap_or_else(|_| panic!("{selector} should take a click in time"));
        clicked.unwrap_or_else(|error| panic!("{selector} should take a click: {error}"));
    }

    /// The value of a JavaScript expression; promises are waited for.
    pub async fn evaluate<T: serde::de::DeserializeOwned>(&self, expression: &str) -> T {
        let value = timeout(LONGEST, self.page.evaluate(expression)).await;
        let value = value.unwrap_or_else(|_| panic!("{expression} has no answer: is the browser still there?"));
        let value = value.unwrap_or_else(|error| panic!("{expression} fails: {error}"));
        value.into_value().unwrap_or_else(|error| panic!("{expression} has another type: {error}"))
    }

    /// Waits until a JavaScript expression is something else than nothing, and returns what it is then.
    pub async fn until<T: serde::de::DeserializeOwned>(&self, expression: &str) -> T {
        let looking = format!(
            "new Promise(tell => {{ const look = () => {{ const seen = {expression}; \
             seen ? tell(seen) : setTimeout(look, 10) }}; look() }})"
        );
        let seen = timeout(DEADLINE, self.evaluate(&looking)).await;
        seen.unwrap_or_else(|_| panic!("{expression} stays nothing; the console: {:?}", self.complaints()))
    }

    /// What the console shows in red so far.
    pub fn complaints(&self) -> Vec<String> {
        self.complaints.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Keeps a picture of what is to be seen, as `target/screenshots/NAME-LOOK.png`.
    pub async fn screenshot(&self, name: &str) {
        let picture = self.page.screenshot(ScreenshotParams::builder().build()).await;
        let file = place::screenshots().join(format!("{name}-{}.png", self.look.name));
        fs::write(file, picture.expect("the page can be pictured")).expect("the target folder can be written");
    }
}
