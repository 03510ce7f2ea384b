//! Everything that can be said, on one key: a field for a line of the script language, and the verbs that fit what was
//! typed so far. And the keys themselves, on another.

use super::dialog::{Close, open};
use super::projector::Projector;
use crate::dom::view;
use crate::keys::{self, Word};
use crate::lab::{Lab, Origin};
use crate::stream::Link;
use crate::tools::Tool;
use crate::words;
use leptos::ev::KeyboardEvent;
use leptos::html::{Dialog, Input};
use leptos::prelude::*;
use wire::message::{ToServer, Verb};

/// The verbs that fit what was typed: those whose name begins like it before those that speak of it.
fn fitting(verbs: &[Verb], typed: &str) -> Vec<Verb> {
    let wanted = typed.split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
    let (named, others): (Vec<&Verb>, Vec<&Verb>) = verbs.iter().partition(|verb| verb.name.starts_with(&wanted));
    let speaks = |verb: &&Verb| verb.does.to_ascii_lowercase().contains(&wanted);
    named.into_iter().chain(others.into_iter().filter(speaks)).cloned().collect()
}

/// What the page offers itself, told as the verbs are.
fn tools() -> impl Iterator<Item = Verb> {
    words::TOOLS.iter().map(|(_, name, does)| {
        let [name, usage, example] = [(); 3].map(|()| (*name).to_owned());
        Verb { name, usage, does: (*does).to_owned(), example }
    })
}

/// Whether what was typed is a line to be said, and not only a part of a verb.
fn is_line(verbs: &[Verb], typed: &str) -> bool {
    let first = typed.split_whitespace().next().unwrap_or_default();
    typed.contains(':') || verbs.iter().any(|verb| verb.name == first)
}

/// The verb that is meant where what was typed is not said yet: the chosen one, or the first that fits a part of a name.
fn picked(verbs: &[Verb], fits: &[Verb], line: &str, chosen: Option<usize>) -> Option<Verb> {
    match chosen {
        None if is_line(verbs, line) => None,
        index => fits.get(index.unwrap_or_default()).cloned(),
    }
}

/// Two words at the head of the page, which open the palette and the list of keys, and both of these.
#[component]
pub fn CommandPalette(lab: Lab) -> impl IntoView {
    let (palette, help) = (NodeRef::<Dialog>::new(), NodeRef::<Dialog>::new());
    let typed = RwSignal::new(String::new());
    let show = move |word, key: String| match word {
        Word::Commands | Word::Letter => {
            if lab.verbs.with_untracked(Vec::is_empty) {
                lab.say(&ToServer::Verbs);
            }
            // What came of the last one was read before.
            typed.set(if word == Word::Letter { key } else { String::new() });
            lab.forget_outcome();
            open(palette);
        }
        Word::Help => open(help),
        Word::Projector => lab.tool.set(Some(Tool::Projector)),
    };
    keys::listen_for_words(&[Word::Commands, Word::Letter, Word::Help, Word::Projector], show);
    view! {
        <div class="asks">
            <Projector lab=lab />
            <button type="button" disabled=move || !lab.is_ready() on:click=move |_| show(Word::Commands, String::new())>
                {words::COMMANDS_SHORT}<kbd>{words::COMMANDS_KEY}</kbd>
            </button>
            <button type="button" on:click=move |_| show(Word::Help, String::new())>{words::KEYS_TITLE}<kbd>{words::KEYS_KEY}</kbd></button>
        </div>
        <dialog class="palette" node_ref=palette aria-label=words::COMMANDS>
            <Commands lab=lab palette=palette typed=typed />
            <Close />
        </dialog>
        <dialog class="palette" node_ref=help aria-labelledby="keys-title">
            <h2 id="keys-title">{words::KEYS_TITLE}</h2>
            <dl class="keys">
                {words::KEYS.iter().map(|(key, does)| view! { <div><dt><kbd>{*key}</kbd></dt><dd>{*does}</dd></div> }).collect_view()}
            </dl>
            <label>
                <input type="checkbox" prop:checked=keys::are_letters on:change=move |event| keys::let_letters_be(event_target_checked(&event)) />
                {words::LETTERS_ARE_KEYS}
            </label>
            <Close />
        </dialog>
    }
}

/// The field and the verbs that fit.
#[component]
fn Commands(lab: Lab, palette: NodeRef<Dialog>, typed: RwSignal<String>) -> impl IntoView {
    let field = NodeRef::<Input>::new();
    let chosen = RwSignal::new(None::<usize>);
    let verbs = Memo::new(move |_| lab.verbs.with(|verbs| tools().chain(verbs.iter().cloned()).collect::<Vec<_>>()));
    let fits = Memo::new(move |_| verbs.with(|verbs| typed.with(|typed| fitting(verbs, typed))));
    let take = move |verb: &Verb| {
        if opens_tool(lab, palette, &verb.name) {
            return;
        }
        typed.set(verb.example.clone());
        chosen.set(None);
        if let Some(field) = field.get_untracked() {
            // An element that is gone cannot be focused, and need not be.
            let _ = field.focus();
        }
    };
    let enter = move || {
        let line = typed.get_untracked().trim().to_owned();
        let verbs = verbs.read_untracked();
        match fits.with_untracked(|fits| picked(&verbs, fits, &line, chosen.get_untracked())) {
            Some(verb) => take(&verb),
            None if opens_tool(lab, palette, &line) => {}
            None if !line.is_empty() && lab.link.with_untracked(Link::is_open) => {
                lab.command(Origin::Palette, line);
            }
            None => {}
        }
    };
    let key = move |event: KeyboardEvent| {
        let last = fits.with_untracked(Vec::len).checked_sub(1);
        let at = chosen.get_untracked();
        match event.key().as_str() {
            "ArrowDown" => choose(chosen, last.map(|last| at.map_or(0, |index| (index + 1).min(last)))),
            "ArrowUp" => choose(chosen, at.and_then(|index| index.checked_sub(1))),
            "Enter" => enter(),
            _is_typed => return,
        }
        event.prevent_default();
    };
    let why = move || lab.why_refused(Origin::Palette);
    let seen = move || lab.seen(Origin::Palette);
    view! {
        <label for="palette-line">{words::LINE}</label>
        <input
            id="palette-line"
            node_ref=field
            type="text"
            role="combobox"
            autocomplete="off"
            autocapitalize="off"
            spellcheck="false"
            aria-expanded="true"
            aria-controls="palette-verbs"
            aria-activedescendant=move || chosen.get().map(id_of)
            aria-describedby="palette-help palette-refused"
            prop:value=typed
            on:input=move |event| {
                typed.set(event_target_value(&event));
                chosen.set(None);
            }
            on:keydown=key
        />
        <p id="palette-help" class="quiet">{words::PALETTE_HELP}</p>
        <p class="seen" role="status">{move || seen()}</p>
        <p id="palette-refused" class="refused" role="alert">{move || why()}</p>
        <Fitting fits=fits chosen=chosen take=take />
    }
}

/// Opens the tool of this name in place of the palette; false if there is none.
fn opens_tool(lab: Lab, palette: NodeRef<Dialog>, name: &str) -> bool {
    let tool = Tool::named(name);
    if let (Some(_), Some(palette)) = (tool, palette.get_untracked()) {
        palette.close();
        lab.tool.set(tool);
    }
    tool.is_some()
}

/// Chooses a verb of the list, and shows it.
fn choose(chosen: RwSignal<Option<usize>>, index: Option<usize>) {
    chosen.set(index);
    if let Some(row) = index.and_then(|index| document().get_element_by_id(&id_of(index))) {
        row.scroll_into_view_with_bool(false);
    }
}

fn id_of(index: usize) -> String {
    format!("verb-{index}")
}

/// The verbs that fit, each with its usage and what it does.
#[component]
fn Fitting(
    fits: Memo<Vec<Verb>>,
    chosen: RwSignal<Option<usize>>,
    take: impl Fn(&Verb) + Copy + Send + 'static,
) -> impl IntoView {
    let rows = move || {
        let rows = fits.get().into_iter().enumerate().map(|(index, verb)| {
            let (usage, does) = (verb.usage.clone(), verb.does.clone());
            let is_chosen = move || chosen.get() == Some(index);
            view! {
                <li
                    id=id_of(index)
                    role="option"
                    aria-selected=move || if is_chosen() { "true" } else { "false" }
                    on:click=move |_| take(&verb)
                >
                    <code>{usage}</code>
                    <span class="quiet">{does}</span>
                </li>
            }
        });
        rows.collect_view()
    };
    let none = move || fits.with(Vec::is_empty).then(|| view! { <p class="quiet">{words::NO_VERB_FITS}</p> });
    view! {
        <ul id="palette-verbs" class="verbs" role="listbox" aria-label=words::COMMANDS>{move || rows()}</ul>
        {move || none()}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verbs() -> Vec<Verb> {
        let verb = |name: &str, does: &str| Verb {
            name: name.to_owned(),
            usage: format!("{name} REPLICA"),
            does: does.to_owned(),
            example: format!("{name} r2"),
        };
        vec![verb("pause", "It stands still."), verb("crash", "Power fails."), verb("partition", "Nobody pauses.")]
    }

    #[test]
    fn verbs_fit_by_their_names_before_their_meaning() {
        let names = |typed| fitting(&verbs(), typed).into_iter().map(|verb| verb.name).collect::<Vec<_>>();
        assert_eq!(names("pa"), ["pause", "partition"]);
        assert_eq!(names("power"), ["crash"]);
        assert_eq!(names("").len(), 3);
        assert_eq!(names("crash r1"), ["crash"]);
        assert!(names("xyz").is_empty());
    }

    #[test]
    fn what_is_chosen_is_taken_before_what_is_typed_is_said() {
        let (verbs, fits) = (verbs(), fitting(&verbs(), "pa"));
        let name = |line, chosen| picked(&verbs, &fits, line, chosen).map(|verb| verb.name);
        assert_eq!(name("pa", None).as_deref(), Some("pause"));
        assert_eq!(name("pa", Some(1)).as_deref(), Some("partition"));
        assert_eq!(name("pause r2", None), None);
        assert_eq!(name("pause r2", Some(1)).as_deref(), Some("partition"));
        assert_eq!(name("pa", Some(9)), None);
    }

    #[test]
    fn a_line_begins_with_a_whole_verb_or_a_client() {
        assert!(is_line(&verbs(), "crash r1"));
        assert!(is_line(&verbs(), "c1: add 5"));
        assert!(!is_line(&verbs(), "cra"));
    }
}
