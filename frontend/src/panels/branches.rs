//! The tree of branches: a lane for each, from where it leaves another one to its end; and two of them side by side.
//!
//! The picture is for the pointer: a click on a lane goes to that event of that branch. The names beside it are buttons
//! that go to the branch, for everybody.

use crate::dom::{effect, view};
use crate::lab::Lab;
use crate::{address, api, dom, words};
use leptos::html::Section;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::js_sys::Array;
use web_sys::{Element, Event, HtmlInputElement, MouseEvent};
use wire::message::{Branch, ToServer};

/// How high a lane is, and how wide all are, in the picture's own measure; the names beside it stand as high.
const LANE: u64 = 34;
const WIDTH: u64 = 1000;

/// The branches as they are drawn: each below the one it leaves, what leaves late before what leaves early, so that no
/// lane crosses the way to another.
fn in_order(branches: &[Branch]) -> Vec<usize> {
    let mut order = Vec::new();
    let mut waiting: Vec<usize> = (0..branches.len()).rev().filter(|index| branches[*index].leaves.is_none()).collect();
    while let Some(branch) = waiting.pop() {
        order.push(branch);
        let leaves = |child: &usize| branches[*child].leaves.filter(|(parent, _)| usize::from(*parent) == branch);
        // They are few, and what sorts many weighs more than all of this.
        let mut children: Vec<usize> = Vec::new();
        for child in (0..branches.len()).filter(|child| leaves(child).is_some()) {
            let event = |child: &usize| branches[*child].leaves.map(|(_, event)| event);
            let place = children.iter().position(|other| event(other) > event(&child)).unwrap_or(children.len());
            children.insert(place, child);
        }
        waiting.extend(children);
    }
    order
}

/// What is drawn: the lanes, in their order, and how many events there are.
#[derive(Clone, PartialEq, Eq, Default)]
struct Tree {
    branches: Vec<Branch>,
    order: Vec<usize>,
    current: usize,
    last: u64,
}

impl Tree {
    fn of(lab: Lab) -> Self {
        let present = lab.view.with(|view| view.event);
        lab.known.with(|known| {
            let current = usize::from(known.branch);
            let mut branches = known.branches.clone();
            if let Some(branch) = branches.get_mut(current) {
                // A branch that goes on is told of when one looks at another.
                branch.event = branch.event.max(present);
            }
            let last = branches.iter().map(|branch| branch.event).max().unwrap_or_default();
            Self { order: in_order(&branches), branches, current, last }
        })
    }

    fn middle(&self, branch: usize) -> u64 {
        self.order.iter().position(|other| *other == branch).map_or(0, |row| row as u64 * LANE + LANE / 2)
    }

    fn x(&self, event: u64) -> u64 {
        event * WIDTH / self.last.max(1)
    }

    /// From where it leaves the other one, down, and on to its end.
    fn path(&self, branch: usize) -> String {
        let Branch { leaves, event, .. } = &self.branches[branch];
        let (y, end) = (self.middle(branch), self.x(*event));
        let Some((parent, event)) = *leaves else { return format!("M0 {y}H{end}") };
        format!("M{} {}V{y}H{end}", self.x(event), self.middle(parent.into()))
    }

    /// The branch and the event at a place, as a part of the whole width and height.
    fn at(&self, x: f64, y: f64) -> Option<(u16, u64)> {
        let branch = *self.order.get((y * self.order.len() as f64) as usize)?;
        let event = ((x * self.last as f64).round() as u64).min(self.branches[branch].event);
        Some((u16::try_from(branch).ok()?, event))
    }
}

impl Tree {
    /// The names, as buttons.
    fn names(&self) -> String {
        let row = |branch: &usize| {
            let current = if *branch == self.current { " aria-current=\"true\"" } else { "" };
            let name = dom::escaped(&words::branch_of(&self.branches[*branch]));
            format!("<li><button type=\"button\" class=\"chip\" data-branch=\"{branch}\"{current}>{name}</button></li>")
        };
        self.order.iter().map(row).collect()
    }

    /// The lanes, that of the branch that is looked at above the others, and where the present moment is.
    fn lanes(&self, present: u64) -> String {
        if self.branches.is_empty() {
            return String::new();
        }
        let high = self.order.len() as u64 * LANE;
        let others = self.order.iter().filter(|branch| **branch != self.current);
        let lanes: String = others.map(|branch| format!("<path d=\"{}\"/>", self.path(*branch))).collect();
        let (current, x, y) = (self.path(self.current), self.x(present), self.middle(self.current));
        format!(
            "<svg class=\"lanes\" aria-hidden=\"true\" preserveAspectRatio=\"none\" height=\"{high}\" viewBox=\"0 0 {WIDTH} \
             {high}\">{lanes}<path class=\"current\" d=\"{current}\"/><path class=\"here\" d=\"M{x} {y}h0\"/></svg>"
        )
    }

    /// The branches to choose from.
    fn choices(&self, chosen: usize) -> String {
        let option = |(number, branch): (usize, &Branch)| {
            let selected = if number == chosen { " selected" } else { "" };
            format!("<option value=\"{number}\"{selected}>{}</option>", dom::escaped(&branch.name))
        };
        self.branches.iter().enumerate().map(option).collect()
    }
}

/// What never changes in the panel.
fn frame() -> String {
    format!(
        "<h2 id=\"branches-title\">{}</h2><p class=\"quiet small\">{}</p>\
         <div class=\"tree\"><ol id=\"branch-names\"></ol><div id=\"branch-lanes\"></div></div>\
         <details id=\"branch-beside\"><summary>{side}</summary><div class=\"compares\">\
         <label>{} <select id=\"branch-left\"></select></label><label>{} <select id=\"branch-right\"></select></label>\
         <label>{} <input id=\"branch-at\" type=\"range\" min=\"0\"><output class=\"numbers\" id=\"branch-moment\"></output>\
         </label></div><p class=\"small\" role=\"status\" id=\"branch-told\"></p>\
         <div class=\"beside\" id=\"branch-pictures\"></div><div class=\"scrolls\" tabindex=\"0\" role=\"region\" aria-label=\"{side}\"><table id=\"branch-table\"></table></div></details>",
        words::BRANCHES,
        words::BRANCHES_HELP,
        words::ONE_BRANCH,
        words::ANOTHER_BRANCH,
        words::AT_MOMENT,
        side = words::SIDE_BY_SIDE,
    )
}

/// The panel; it is not to be seen while there is one branch.
#[component]
pub fn Branches(lab: Lab) -> impl IntoView {
    let section = NodeRef::<Section>::new();
    let tree = Memo::new(move |_| Tree::of(lab));
    let count = Memo::new(move |_| tree.with(|tree| (tree.branches.len(), tree.current)));
    let written = StoredValue::new(<[String; 2]>::default());
    let asked = StoredValue::new(0);
    effect(move || {
        let Some(section) = section.get() else { return };
        section.set_inner_html(&frame());
        dom::on(&section, "click", move |event| go(lab, tree, &event));
        dom::on(&section, "change", move |event| {
            let by_hand = dom::within(&event, "#branch-at").is_some();
            compare(lab, tree, asked, by_hand);
        });
        if let Some(beside) = dom::by_id::<Element>("branch-beside") {
            dom::on(&beside, "toggle", move |_| compare(lab, tree, asked, false));
        }
    });
    effect(move || {
        let present = lab.view.with(|view| view.event);
        let (Some(names), Some(lanes)) = (dom::by_id::<Element>("branch-names"), dom::by_id::<Element>("branch-lanes"))
        else {
            return;
        };
        let in_focus = names.query_selector("button:focus").ok().flatten();
        tree.with(|tree| {
            written.update_value(|[of_names, of_lanes]| {
                if dom::write(&names, &tree.names(), of_names)
                    && let Some(branch) = in_focus.and_then(|button| button.get_attribute("data-branch"))
                {
                    dom::lead_to(format!("[data-branch=\"{branch}\"]"));
                }
                dom::write(&lanes, &tree.lanes(present), of_lanes);
            });
        });
    });
    // Whoever comes to another branch, or begins one, sees it beside the one that it leaves.
    effect(move || {
        let (_, current) = count.get();
        tree.with_untracked(|tree| {
            let leaves = tree.branches.get(current).and_then(|branch| branch.leaves);
            let parent = leaves.map_or(usize::from(current == 0), |(parent, _)| parent.into());
            for (id, chosen) in [("branch-left", parent), ("branch-right", current)] {
                if let Some(select) = dom::by_id::<Element>(id) {
                    select.set_inner_html(&tree.choices(chosen));
                }
            }
        });
        compare(lab, tree, asked, false);
    });
    view! { <section class="panel branch-panel" aria-labelledby="branches-title" hidden=move || count.get().0 < 2 node_ref=section></section> }
}

/// Goes to the branch, or to the place on a lane, that was clicked.
fn go(lab: Lab, tree: Memo<Tree>, event: &Event) {
    if let Some(button) = dom::within(event, "[data-branch]") {
        if let Some(branch) = button.get_attribute("data-branch").and_then(|branch| branch.parse().ok()) {
            lab.say(&ToServer::Branch { branch });
        }
    } else if let (Some(lanes), Some(event)) = (dom::within(event, ".lanes"), event.dyn_ref::<MouseEvent>()) {
        let place = lanes.get_bounding_client_rect();
        let (x, y) = (f64::from(event.client_x()) - place.x(), f64::from(event.client_y()) - place.y());
        if let Some((branch, event)) = tree.with_untracked(|tree| tree.at(x / place.width(), y / place.height())) {
            lab.say(&ToServer::Branch { branch });
            lab.say(&ToServer::Seek { event });
        }
    }
}

/// Compares the two branches that are chosen, where somebody can see it: at the moment that was chosen by hand, or at the
/// last one that is known. Only the last question is heard the answer of.
fn compare(lab: Lab, tree: Memo<Tree>, asked: StoredValue<u32>, by_hand: bool) {
    let is_open = dom::by_id::<Element>("branch-beside").is_some_and(|beside| beside.has_attribute("open"));
    let Some(at) = dom::by_id::<HtmlInputElement>("branch-at").filter(|_| is_open) else { return };
    let present = lab.view.with_untracked(|view| view.at);
    let last =
        tree.with_untracked(|tree| tree.branches.iter().map(|branch| branch.at).max().unwrap_or_default().max(present));
    if !by_hand {
        at.set_max(&last.to_string());
        at.set_value(&last.to_string());
    }
    let moment: u64 = at.value().parse().unwrap_or(last);
    let chosen = |id: &str| {
        let select = dom::by_id::<Element>(id)?;
        let value = api::text_of(&select, "value")?;
        let text = tree
            .with_untracked(|tree| tree.branches.get(value.parse::<usize>().ok()?).map(|branch| branch.name.clone()));
        Some((value, text?))
    };
    let (Some((left, left_name)), Some((right, right_name))) = (chosen("branch-left"), chosen("branch-right")) else {
        return;
    };
    show("branch-moment", &words::moment_short(moment));
    asked.update_value(|count| *count += 1);
    let question = asked.get_value();
    api::ask(&address::of_branches(&left, &right, moment), None, move |compared| match compared {
        _late if asked.try_get_value() != Some(question) => {}
        Ok(compared) => {
            let (told, rows) = read(&compared);
            show("branch-pictures", &pictures(&compared, &[&left_name, &right_name]));
            show("branch-told", &dom::escaped(&told));
            let heads = [words::WHOSE, words::WHAT_DIFFERS, &left_name, &right_name];
            let heads: String =
                heads.iter().map(|head| format!("<th scope=\"col\">{}</th>", dom::escaped(head))).collect();
            show("branch-table", &format!("<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody>"));
        }
        Err(why) => show("branch-told", &dom::escaped(&why)),
    });
}

fn show(id: &str, html: &str) {
    if let Some(element) = dom::by_id::<Element>(id) {
        element.set_inner_html(html);
    }
}

/// Each branch as it looks then, below its name.
fn pictures(json: &JsValue, names: &[&str]) -> String {
    let pictures = Array::from(&api::member(json, "pictures"));
    let picture = |(picture, name): (JsValue, &&str)| {
        let name = dom::escaped(name);
        format!("<figure><figcaption>{name}</figcaption>{}</figure>", picture.as_string().unwrap_or_default())
    };
    pictures.iter().zip(names).map(picture).collect()
}

/// What the server says: where they part, and a row for each difference.
fn read(json: &JsValue) -> (String, String) {
    let text = |object: &JsValue, name| api::text_of(object, name).unwrap_or_else(|| words::NOTHING.to_owned());
    let parting = api::member(json, "parting");
    let event = api::member(&parting, "event").as_f64().map(|event| event as u64);
    let parting = event.map(|event| words::they_part(event, &text(&parting, "left"), &text(&parting, "right")));
    let row = |row: JsValue| {
        let [whose, what, left, right] = ["whose", "what", "left", "right"].map(|name| dom::escaped(&text(&row, name)));
        format!(
            "<tr><th scope=\"row\">{whose}</th><td>{what}</td><td><code>{left}</code></td><td><code>{right}</code></td></tr>"
        )
    };
    let rows: String = Array::from(&api::member(json, "differences")).iter().map(row).collect();
    let told = if rows.is_empty() { words::nothing_differs(parting.as_deref()) } else { parting.unwrap_or_default() };
    (told, rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree() -> Tree {
        let branch = |leaves, event| Branch { name: String::new(), leaves, event, at: 0 };
        let branches =
            vec![branch(None, 100), branch(Some((0, 20)), 50), branch(Some((1, 40)), 90), branch(Some((0, 60)), 80)];
        Tree { order: in_order(&branches), branches, current: 3, last: 100 }
    }

    #[test]
    fn a_branch_stands_below_the_one_it_leaves_and_no_lane_crosses_another() {
        assert_eq!(tree().order, [0, 3, 1, 2]);
        assert_eq!(tree().path(0), "M0 17H1000");
        assert_eq!(tree().path(3), "M600 17V51H800");
        assert_eq!(tree().path(2), "M400 85V119H900");
    }

    #[test]
    fn a_place_on_a_lane_is_an_event_of_its_branch() {
        assert_eq!(tree().at(0.1, 0.1), Some((0, 10)));
        assert_eq!(tree().at(0.99, 0.3), Some((3, 80)));
        assert_eq!(tree().at(0.5, 1.0), None);
    }
}
