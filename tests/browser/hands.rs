//! What a visitor does with the hands, whatever the test is about.

use chromiumoxide::cdp::browser_protocol::input::{DispatchMouseEventParams, DispatchMouseEventType, MouseButton};
use tests::browser::Tab;

/// Says a line of the script language on the live page, as soon as it is ready for one.
pub async fn say(tab: &Tab, line: &str) {
    tab.see("form.line button:not([disabled])", "Do it").await;
    write(tab, "#line", line).await;
    tab.click("form.line button[type=submit]").await;
}

/// Begins another run, with time standing still.
pub async fn begin(tab: &Tab, lines: &[&str]) {
    tab.see("button.play:not([disabled])", "Pause").await;
    tab.click("button.play").await;
    tab.see("button.play:not([disabled])", "Play").await;
    for line in lines {
        say(tab, line).await;
    }
}

/// Writes into a field, in place of what stands there.
pub async fn write(tab: &Tab, selector: &str, text: &str) {
    let typing = format!(
        "(() => {{ const field = document.querySelector({selector:?}); field.value = {text:?}; \
         field.dispatchEvent(new Event('input', {{bubbles: true}})); return true }})()"
    );
    assert!(tab.evaluate::<bool>(&typing).await);
}

/// Chooses an option, with the keys of whoever does not point.
pub async fn choose(tab: &Tab, selector: &str, option: &str) {
    let field = tab.page.find_element(selector).await.expect("there is a choice");
    field.focus().await.expect("it takes the keys").type_str(option).await.expect("it hears them");
    let chosen = format!("document.querySelector({selector:?}).value === {option:?}");
    assert!(tab.evaluate::<bool>(&chosen).await, "{selector} has no {option}");
}

/// Presses a key, with nothing on the page in focus.
pub async fn press(tab: &Tab, key: &str) {
    let press = format!(
        "(() => {{ document.activeElement.blur(); \
         document.body.dispatchEvent(new KeyboardEvent('keydown', {{key: {key:?}, bubbles: true}})); return true }})()"
    );
    assert!(tab.evaluate::<bool>(&press).await);
}

/// Presses a key on the keyboard: whatever is in focus hears it.
pub async fn key(tab: &Tab, key: &str) {
    let page = tab.page.find_element("body").await.expect("there is a page");
    page.press_key(key).await.expect("the browser has a keyboard");
}

/// Lets time run and stops it again with the space bar, and the page stays where it is.
pub async fn play_and_stop(tab: &Tab) {
    let before: f64 = tab.evaluate("window.scrollY").await;
    for says in ["Pause", "Play"] {
        key(tab, " ").await;
        tab.see("button.play", says).await;
    }
    let after: f64 = tab.evaluate("window.scrollY").await;
    assert!((after - before).abs() < 200.0, "it was scrolled from {before} to {after}");
}

/// Brings a part of the page into the picture.
pub async fn scroll_to(tab: &Tab, selector: &str) {
    let scroll = format!("(() => {{ document.querySelector({selector:?}).scrollIntoView(); return true }})()");
    assert!(tab.evaluate::<bool>(&scroll).await);
}

/// Moves the pointer, which holds the button or lets it go; places are those of the window.
pub async fn point(tab: &Tab, what: DispatchMouseEventType, (x, y): (f64, f64)) {
    let pressed = DispatchMouseEventParams::builder().button(MouseButton::Left).buttons(1).click_count(1);
    let event = pressed.r#type(what).x(x).y(y).build().expect("it says what happens and where");
    tab.page.execute(event).await.expect("the browser has a pointer");
}

/// Draws with the pointer from one place to another, and does not let go yet.
pub async fn draw(tab: &Tab, from: (f64, f64), to: (f64, f64)) {
    use DispatchMouseEventType::{MouseMoved, MousePressed};
    point(tab, MousePressed, from).await;
    point(tab, MouseMoved, ((from.0 + to.0) / 2.0, (from.1 + to.1) / 2.0)).await;
    point(tab, MouseMoved, to).await;
}

/// Where the middle of something on the page is, in the window.
pub async fn middle_of(tab: &Tab, selector: &str) -> (f64, f64) {
    let middle = format!(
        "(() => {{ const at = document.querySelector({selector:?}).getBoundingClientRect(); \
         return [at.x + at.width / 2, at.y + at.height / 2] }})()"
    );
    tab.evaluate(&middle).await
}

/// Waits until so many walls stand: whoever still goes to their place may stand in the way of one that divides.
pub async fn see_walls(tab: &Tab, count: usize) {
    let drawn = "document.querySelector('path.wall').getAttribute('d')";
    assert!(tab.until::<bool>(&format!("{drawn}.split('M').length - 1 === {count}")).await);
}
