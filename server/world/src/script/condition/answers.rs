//! Judging what clients asked and were answered.

use super::judge::{Judged, Moment, judged};
use super::{Compared, Given, Share, Tally};
use crate::script::selector::Asked;
use smr::receive::ClientId;
use wire::{Answered, Verdict};

/// The answer to a request: the last, or the one of this number.
pub(super) fn last_answer<'a>(moment: &Moment<'a>, asked: Asked) -> Option<&'a Answered> {
    let client = moment.world.view().clients.get(&asked.client.0)?;
    match asked.number {
        None => client.answered.last(),
        Some(number) => client.answered.iter().find(|answer| answer.request.number == number),
    }
}

pub(super) fn output(moment: &Moment<'_>, asked: Asked, given: &Given) -> Judged {
    let Some(answer) = last_answer(moment, asked) else {
        let client = moment.world.view().clients.get(&asked.client.0);
        let pending = client.map_or(0, |client| client.pending.len());
        return judged(false, format!("{asked} was not answered; {pending} requests of {} are pending", asked.client));
    };
    let words = &*answer.words;
    let (holds, seen) = match (answer.verdict, given) {
        (Verdict::Output, Given::Output(how, text)) => {
            let same = match (words.parse::<i64>(), text.parse::<i64>()) {
                (Ok(left), Ok(right)) => how.holds(&left, &right),
                _ if text == "refused" => how.holds(&words.starts_with("refused"), &true),
                _ => how.holds(&words, &text.as_str()),
            };
            (same, format!("`{words}`"))
        }
        (Verdict::Output, given) => (*given == Given::NoFail, format!("`{words}`")),
        (fail, Given::Fail(why)) => (why.is_none_or(|why| why == fail), format!("FAIL ({words})")),
        (_, Given::Output(..) | Given::NoFail) => (false, format!("FAIL ({words})")),
    };
    judged(holds, format!("{}#{} was answered {seen}", asked.client, answer.request.number))
}

/// The request that was submitted last, or the one that is meant.
fn request(moment: &Moment<'_>, asked: Option<Asked>) -> Option<(ClientId, u32)> {
    let clients = moment.world.view().clients.iter();
    let clients = clients.filter(|(client, _)| asked.is_none_or(|asked| asked.client.0 == **client));
    let requests = clients.flat_map(|(client, seen)| {
        let pending = seen.pending.iter();
        let all = pending.chain(seen.answered.iter().map(|answer| &answer.request));
        all.map(|request| (request.since, ClientId(*client), request.number))
    });
    match asked {
        Some(Asked { client, number: Some(number) }) => Some((client, number)),
        _ => requests.max().map(|(_, client, number)| (client, number)),
    }
}

pub(super) fn stored(moment: &Moment<'_>, asked: Option<Asked>, share: Share) -> Judged {
    let Some((client, number)) = request(moment, asked) else { return judged(false, "nothing was submitted") };
    let places = moment.world.stored(client, number);
    let members = moment.world.members().len();
    let words: Vec<String> = places.iter().map(|place| format!("r{place}")).collect();
    let seen = if words.is_empty() { "nobody".to_owned() } else { words.join(" ") };
    let seen = format!("{client}#{number} is stored on {seen}, of {members} members");
    match share {
        Share::Majority => judged(2 * places.len() > members, seen),
        Share::Number(count) => judged(places.len() >= count, seen),
        Share::On(who) => match moment.places(who) {
            Ok(wanted) => judged(wanted.iter().all(|place| places.contains(place)), seen),
            Err(why) => judged(false, why),
        },
    }
}

pub(super) fn tallied(moment: &Moment<'_>, tally: Tally, client: Option<ClientId>, compared: Compared) -> Judged {
    let clients = moment.world.view().clients.iter();
    let clients = clients.filter(|(id, _)| client.is_none_or(|client| client.0 == **id));
    let count = |client: &wire::ClientView| match tally {
        Tally::Answered => client.outputs + client.fails,
        Tally::Outputs => client.outputs,
        Tally::Fails => client.fails,
        Tally::Pending => client.pending.len() as u64,
    };
    let count: u64 = clients.map(|(_, client)| count(client)).sum();
    let what = match tally {
        Tally::Answered => "answers",
        Tally::Outputs => "Outputs",
        Tally::Fails => "times FAIL",
        Tally::Pending => "pending requests",
    };
    let whose = client.map_or(String::new(), |client| format!(" of {client}"));
    judged(compared.holds(count), format!("{count} {what}{whose}"))
}
