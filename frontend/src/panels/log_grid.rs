//! The logs, as a table: a row a replica, a column a slot, and above them who decides which.

use crate::dom::{When, view};
use crate::lab::Lab;
use crate::logs::{Cell, Disk, Logs, Stage};
use crate::words;
use leptos::prelude::*;

/// So many slots are shown, the newest ones.
const SLOTS: u64 = 10;

/// So much of an Input fits over a slot.
const WIDEST_INPUT: usize = 10;

/// The panel.
#[component]
pub fn LogGrid(lab: Lab) -> impl IntoView {
    let logs = Memo::new(move |_| lab.view.with(|view| lab.heard.with_value(|heard| Logs::of(view, heard, SLOTS))));
    let is_empty = move || logs.with(|logs| logs.slots.is_empty());
    view! {
        <div class="panel-head">
            <h2 id="logs-title">{words::LOGS}</h2>
            <p class="quiet">{words::LOGS_WHAT}</p>
        </div>
        <When holds=move || !is_empty() otherwise=|| view! { <p class="quiet">{words::LOGS_EMPTY}</p> }>
            <div class="logs-scroll" tabindex="0" role="group" aria-labelledby="logs-title">
                <table class="logs">
                    <thead>{move || logs.with(head)}</thead>
                    <tbody>{move || logs.with(rows)}</tbody>
                </table>
            </div>
            <Legend />
        </When>
    }
}

fn head(logs: &Logs) -> AnyView {
    let last = logs.slots.last().map_or(0, |(slot, _)| *slot);
    let first = logs.slots.first().map_or(0, |(slot, _)| *slot);
    let ends = logs.members.iter().skip(1).map(|(from, _)| *from).chain([last + 1]);
    let spans = logs.members.iter().zip(ends).filter(|((from, _), end)| *from <= last && end > from);
    let members: Vec<_> = spans
        .map(|((from, members), end)| {
            view! { <th scope="colgroup" colspan=(end - from).to_string()>{words::decided_by(members)}</th> }
        })
        .collect();
    let before = logs.members.first().map_or(last + 1, |(from, _)| *from).saturating_sub(first).min(last + 1 - first);
    let before = (before > 0).then(|| view! { <td colspan=before.to_string()></td> });
    let slots: Vec<_> = logs
        .slots
        .iter()
        .map(|(slot, input)| {
            let whole = input.as_deref().unwrap_or_default().to_owned();
            let short = words::shortened(&whole, WIDEST_INPUT);
            view! { <th scope="col" title=whole>{slot.to_string()}<code>{short}</code></th> }
        })
        .collect();
    view! {
        <tr class="deciders"><th scope="row">{words::DECIDE}</th>{before}{members}</tr>
        <tr><th scope="row">{words::SLOT}</th>{slots}</tr>
    }
}

fn rows(logs: &Logs) -> Vec<AnyView> {
    let row = |(place, cells): &(u8, Vec<Cell>)| {
        let cells: Vec<_> = cells.iter().map(|each| cell(*each)).collect();
        view! { <tr><th scope="row">{format!("r{place}")}</th>{cells}</tr> }
    };
    logs.rows.iter().map(row).collect()
}

/// How a stage looks: its name in the style sheet, its sign, and what it is called.
const fn look(stage: Stage) -> (&'static str, &'static str, &'static str) {
    match stage {
        Stage::Empty => ("empty", "", words::LOG_EMPTY),
        Stage::Written => ("written", "○", words::LOG_WRITTEN),
        Stage::Chosen => ("chosen", "●", words::LOG_CHOSEN),
        Stage::Executed => ("executed", "✓", words::LOG_EXECUTED),
        Stage::Forgotten => ("forgotten", "╱", words::LOG_FORGOTTEN),
    }
}

const fn disk(disk: Disk) -> (&'static str, &'static str) {
    match disk {
        Disk::Nothing => ("", ""),
        Disk::Writes => ("▫", words::DISK_WRITES),
        Disk::Holds => ("▪", words::DISK_HOLDS),
    }
}

fn cell(cell: Cell) -> AnyView {
    let (kind, sign, said) = look(cell.stage);
    let (disk_sign, disk_said) = disk(cell.disk);
    let (mark, mark_said) = match (cell.checkpoint, cell.stable) {
        (_, true) => ("◆", words::LOG_STABLE),
        (true, false) => ("◇", words::LOG_CHECKPOINT),
        (false, false) => ("", ""),
    };
    let all: Vec<&str> = [said, disk_said, mark_said].into_iter().filter(|said| !said.is_empty()).collect();
    let all = all.join(", ");
    let title = all.clone();
    view! {
        <td data-stage=kind title=title>
            <span aria-hidden="true">{sign}<small>{disk_sign}</small><b>{mark}</b></span>
            <span class="unseen">{all}</span>
        </td>
    }
}

#[component]
fn Legend() -> impl IntoView {
    let stages = [Stage::Written, Stage::Chosen, Stage::Executed, Stage::Forgotten].map(look);
    let stages = stages.map(|(kind, sign, said)| view! { <li><i data-stage=kind>{sign}</i>{said}</li> });
    let marks = [disk(Disk::Writes), disk(Disk::Holds), ("◇", words::LOG_CHECKPOINT), ("◆", words::LOG_STABLE)];
    let marks = marks.map(|(sign, said)| view! { <li><i>{sign}</i>{said}</li> });
    view! { <ul class="logs-legend" aria-hidden="true">{stages.collect_view()}{marks.collect_view()}</ul> }
}
