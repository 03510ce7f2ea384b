//! What keeps people out of a page. There is no crate that brings axe-core; these are its rules that a page of this kind can
//! break: names and roles as the browser itself computes them for a screen reader, references, lists, what scrolls or takes the
//! focus, the width on a phone, and the contrast of all words.

use chromiumoxide::cdp::browser_protocol::accessibility::{AxNode, GetFullAxTreeParams};

use crate::browser::Tab;

/// Roles whose elements are nothing without a name.
const NAMED: [&str; 16] = [
    "button",
    "link",
    "textbox",
    "combobox",
    "listbox",
    "checkbox",
    "radio",
    "slider",
    "spinbutton",
    "image",
    "img",
    "region",
    "dialog",
    "progressbar",
    "option",
    "DisclosureTriangle",
];

/// Everything that keeps people out of the page as it is now; empty when nothing does.
pub async fn complaints(tab: &Tab) -> Vec<String> {
    let mut complaints: Vec<String> = tab.evaluate(include_str!("accessible.js")).await;
    let tree =
        tab.page.execute(GetFullAxTreeParams::default()).await.expect("the browser tells what a screen reader is told");
    complaints.extend(tree.result.nodes.iter().filter_map(nameless));
    complaints
}

fn nameless(node: &AxNode) -> Option<String> {
    let text = |value: &Option<chromiumoxide::cdp::browser_protocol::accessibility::AxValue>| {
        let value = value.as_ref().and_then(|value| value.value.as_ref());
        value.and_then(|value| value.as_str()).unwrap_or_default().trim().to_owned()
    };
    let (role, name) = (text(&node.role), text(&node.name));
    let is_named = node.ignored || !NAMED.contains(&role.as_str()) || !name.is_empty();
    (!is_named).then(|| format!("a {role} has no name (node {:?})", node.backend_dom_node_id))
}
