//! The ballot box: the voter beside the client, opened.
//!
//! Each replica's Output is a ballot. The voter gives the client an Output that enough replicas returned, or FAIL. Who
//! was outvoted and who is silent is as much part of the lesson as the Output itself.

use crate::dom::view;
use crate::lab::Lab;
use crate::tally::{self, Ballot, Standing, Tally};
use crate::{journey, words};
use leptos::prelude::*;
use wire::{Answered, Asked, Server, Verdict, View};

/// How many earlier requests are listed.
const EARLIER: usize = 4;

/// Everything the panel shows.
#[derive(Clone, PartialEq, Default)]
struct Opened {
    client: u16,
    asked: String,
    retries: u32,
    tally: Tally,
    asked_of: usize,
    answer: Option<(Verdict, String, bool)>,
    earlier: Vec<(u32, String, Option<String>)>,
    score: (u64, u64),
    /// How the servers are: whose is down, does not answer.
    servers: Vec<(u8, Server)>,
}

fn open(view: &View, followed: Asked) -> Option<Opened> {
    let (client, number) = (view.clients.get(&followed.client)?, followed.client);
    let (request, answered) = client.request(followed.number)?;
    let earlier = client.answered.iter().rev().filter(|answered| answered.request.number != request.number);
    Some(Opened {
        client: number,
        asked: request.words.to_string(),
        retries: request.retries,
        tally: tally::count(request, answered, &view.about),
        asked_of: request.members.len(),
        answer: answered.map(|answered| (answered.verdict, answered.words.to_string(), answered.unordered)),
        earlier: earlier.take(EARLIER).map(in_short).collect(),
        score: (client.outputs, client.fails),
        servers: view.replicas.iter().map(|(place, replica)| (*place, replica.server)).collect(),
    })
}

/// A request's number, what was asked, and the Output; none for FAIL.
fn in_short(answered: &Answered) -> (u32, String, Option<String>) {
    let output = (answered.verdict == Verdict::Output).then(|| answered.words.to_string());
    (answered.request.number, answered.request.words.to_string(), output)
}

/// The panel.
#[component]
pub fn BallotBox(lab: Lab) -> impl IntoView {
    let followed = Memo::new(move |_| lab.view.with(|view| lab.followed(&journey::known(view))));
    let opened = Memo::new(move |_| lab.view.with(|view| open(view, followed.get()?)));
    let score = move || opened.get().map(|opened| words::score(opened.score.0, opened.score.1));
    let content = move || match opened.get() {
        None => view! { <p class="quiet">{words::BALLOT_BOX_EMPTY}</p> },
        Some(opened) => {
            let (verdict, ballots, earlier) = (verdict(&opened), ballots(&opened), earlier(&opened));
            view! {
                <p class="asked">
                    {words::request_of(opened.client)}" "<code>{opened.asked}</code>
                    {(opened.retries > 0).then(|| view! { <span class="quiet">" "{words::retried(opened.retries)}</span> })}
                </p>
                {verdict}
                {ballots}
                {earlier}
            }
        }
    };
    view! {
        <div class="panel-head">
            <h2 id="ballots-title" tabindex="-1">{words::BALLOT_BOX}</h2>
            <p class="quiet numbers">{move || score()}</p>
        </div>
        {move || content()}
    }
}

fn ballots(opened: &Opened) -> AnyView {
    let server = |ballot: &Ballot| {
        let of = opened.servers.iter().find(|(place, _)| *place == ballot.replica.place);
        of.map_or(Server::Down, |(_, server)| *server)
    };
    let rows: Vec<_> = opened.tally.ballots.iter().map(|ballot| row(ballot, server(ballot))).collect();
    view! {
        <table class="ballot-table">
            <thead>
                <tr><th scope="col">{words::REPLICA}</th><th scope="col">{words::OUTPUT}</th><th scope="col">{words::STANDING}</th></tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

fn row(ballot: &Ballot, server: Server) -> AnyView {
    let (kind, says) = match ballot.standing {
        Standing::Silent => ("silent", words::silent(server)),
        Standing::Counted => ("counted", words::COUNTED),
        Standing::Agrees => ("agrees", words::AGREES),
        Standing::Outvoted => ("outvoted", words::OUTVOTED),
        Standing::LateAgrees => ("agrees", words::LATE_AGREES),
        Standing::LateDiffers => ("outvoted", words::LATE_DIFFERS),
        Standing::NotTaken => ("not-counted", words::NOT_TAKEN),
        Standing::NotCounted => ("not-counted", words::NOT_COUNTED),
    };
    let (replica, output) = (ballot.replica.to_string(), ballot.words.to_string());
    view! {
        <tr data-standing=kind>
            <th scope="row">{replica}</th>
            <td><code>{output}</code></td>
            <td><span class="sign" aria-hidden="true">{ballot.standing.sign()}</span>{says}</td>
        </tr>
    }
}

fn verdict(opened: &Opened) -> AnyView {
    match &opened.answer {
        None => {
            let waiting = words::waiting_for(opened.tally.equal, opened.tally.needed);
            view! { <p class="verdict" data-verdict="waiting">{waiting}</p> }
        }
        Some((Verdict::Output, output, unordered)) => {
            let returned = |ballot: &&Ballot| matches!(ballot.standing, Standing::Agrees | Standing::LateAgrees);
            let agreed = words::agreed(opened.tally.ballots.iter().filter(returned).count(), opened.asked_of);
            let unordered = unordered.then_some(words::UNORDERED);
            view! {
                <p class="verdict" data-verdict="output">
                    <span class="label">{words::OUTPUT}</span><output>{output.clone()}</output>
                    <span class="quiet">{agreed}" "{unordered}</span>
                </p>
            }
        }
        Some((verdict, _, _)) => view! {
            <div class="verdict" data-verdict="fail">
                <p><strong>{words::FAIL}</strong>" "{words::why_fail(*verdict)}</p>
                <p class="small">{words::FAIL_IS_NOT_UNDONE}</p>
            </div>
        },
    }
}

fn earlier(opened: &Opened) -> Option<AnyView> {
    let rows: Vec<_> = opened.earlier.iter().map(|(number, asked, output)| {
        let (asked, failed) = (asked.clone(), output.is_none());
        let output = output.clone().unwrap_or_else(|| words::FAIL.to_owned());
        view! { <li><span class="quiet">{*number}</span><code>{asked}</code><code class:fail=failed>{output}</code></li> }
    }).collect();
    (!rows.is_empty()).then(|| {
        view! {
            <h3>{words::EARLIER}</h3>
            <ol class="earlier">{rows}</ol>
        }
    })
}
