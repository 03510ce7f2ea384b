//! What else can go wrong at a replica, for those who ask for more: each is a verb of the script language.

use crate::dom::view;
use crate::lab::{Lab, Origin};
use crate::words::{self, Wrong};
use leptos::prelude::*;
use wire::{ReplicaView, Server};

/// What is done to a replica whose fault is not at work yet, and what ends it. `@` stands for the replica.
struct Way {
    wrong: &'static Wrong,
    /// What the fault is called where it is at work; empty for what happens once.
    fault: &'static str,
    begin: &'static str,
    end: &'static str,
}

const WAYS: [Way; 6] = [
    Way { wrong: &words::SLOW, fault: "slow", begin: "slow @ 20", end: "slow @ 1" },
    Way { wrong: &words::MUTE, fault: "mute", begin: "mute @", end: "honest @" },
    Way { wrong: &words::BREAK_AUDIT, fault: "audit broken", begin: "break-audit @", end: "mend-audit @" },
    Way { wrong: &words::CORRUPT_CHECKPOINT, fault: "", begin: "corrupt @ checkpoint", end: "" },
    Way { wrong: &words::LOSE_DISK, fault: "disk", begin: "disk @ lost", end: "disk @ sound" },
    Way { wrong: &words::QUIT, fault: "", begin: "quit @", end: "" },
];

impl Way {
    /// Whether it is at work.
    fn is_on(&self, replica: &ReplicaView) -> bool {
        !self.fault.is_empty() && replica.suffers(self.fault)
    }

    fn line(&self, place: u8, is_on: bool) -> String {
        let line = if is_on { self.end } else { self.begin };
        line.replace('@', &format!("r{place}"))
    }
}

/// The palette, behind a word.
#[component]
pub fn MoreFaults(lab: Lab, place: u8, replica: Memo<ReplicaView>) -> impl IntoView {
    let rows = WAYS.iter().map(|way| {
        let is_on = Memo::new(move |_| replica.with(|replica| way.is_on(replica)));
        let unfit = move || replica.with(|replica| replica.server == Server::Down) && way.needs_power();
        let act = move |_| {
            lab.command(Origin::Button, way.line(place, is_on.get_untracked()));
        };
        let label = move || if is_on.get() { way.wrong.end } else { way.wrong.begin };
        view! {
            <li>
                <button
                    type="button"
                    aria-label=move || words::act_on(label(), place)
                    disabled=move || !lab.is_ready() || unfit()
                    on:click=act
                >
                    {move || label()}
                </button>
                <span class="quiet">{way.wrong.says}</span>
            </li>
        }
    });
    view! {
        <details class="more">
            <summary aria-label=words::more_on(place)>{words::MORE}</summary>
            <ul>{rows.collect_view()}</ul>
        </details>
    }
}

impl Way {
    /// A disk can be lost, and a place be left, though the server is down.
    fn needs_power(&self) -> bool {
        self.begin.starts_with("corrupt")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_can_be_ended_and_what_is_not_can_be_begun() {
        let mut replica = ReplicaView::default();
        let said = |replica: &ReplicaView| WAYS.each_ref().map(|way| way.line(2, way.is_on(replica)));
        let begun = ["slow r2 20", "mute r2", "break-audit r2", "corrupt r2 checkpoint", "disk r2 lost", "quit r2"];
        assert_eq!(said(&replica), begun);
        replica.faults = ["slow", "mute", "audit broken", "corrupted checkpoint", "disk lost"].map(Into::into).to_vec();
        let ended = ["slow r2 1", "honest r2", "mend-audit r2", "corrupt r2 checkpoint", "disk r2 sound", "quit r2"];
        assert_eq!(said(&replica), ended);
    }
}
