//! What a View says at a glance: what ails whom, who is the one to do something to, and what to ask for example.

use crate::words;
use wire::{ReplicaView, Server, View};

/// The fault of a replica that answers clients wrongly.
pub const LIE: &str = "lie";

/// The first replica that runs and does not lead: the one to do something to.
pub fn a_follower(view: &View) -> Option<u8> {
    let leader = view.leader();
    let runs = |replica: &ReplicaView| replica.server == Server::Up && !replica.has_quit();
    let follows = |(place, replica): &(&u8, &ReplicaView)| Some(**place) != leader && runs(replica);
    view.replicas.iter().find(follows).map(|(place, _)| *place)
}

/// The first replica that lies.
pub fn a_liar(view: &View) -> Option<u8> {
    view.replicas.iter().find(|(_, replica)| replica.suffers(LIE)).map(|(place, _)| *place)
}

/// The first replica whose server is down.
pub fn a_crashed_one(view: &View) -> Option<u8> {
    view.replicas.iter().find(|(_, replica)| replica.server == Server::Down).map(|(place, _)| *place)
}

/// What ails whom, and who does not reach whom, each after a semicolon; nothing where all is well.
pub fn ailments(view: &View) -> String {
    let mut all = String::new();
    for (place, replica) in &view.replicas {
        let has_quit = replica.has_quit();
        if has_quit || replica.server != Server::Up || !replica.faults.is_empty() {
            let is = if has_quit { words::HAS_QUIT } else { words::server(replica.server) };
            all += &format!("; r{place} {is}");
            all.extend(replica.faults.iter().map(|fault| words::ailment(fault)));
        }
    }
    for cut in &view.cuts {
        all += "; ";
        all += &words::divided(cut);
    }
    all
}

/// An example of an operation, made from its usage: `add N` becomes `add 5`.
pub fn example(usage: &str) -> String {
    let has = |word: &str, kind: fn(&u8) -> bool| word.bytes().any(|letter| kind(&letter));
    let is_argument = |word: &str| has(word, u8::is_ascii_uppercase) && !has(word, u8::is_ascii_lowercase);
    let filled = usage.split_whitespace().map(|word| match word {
        "KEY" | "NAME" | "ACCOUNT" | "FROM" => "a".to_owned(),
        "TO" => "b".to_owned(),
        word if is_argument(word) => "5".to_owned(),
        word => word.to_owned(),
    });
    filled.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view() -> View {
        let mut view = View::default();
        let leader = Some(wire::Replica { place: 2, life: 0 });
        view.replicas.extend([1, 2, 3].map(|place| (place, ReplicaView { leader, ..ReplicaView::default() })));
        view
    }

    #[test]
    fn who_leads_is_no_follower_and_who_is_down_neither() {
        let mut view = view();
        assert_eq!(a_follower(&view), Some(1));
        view.replicas.entry(1).or_default().server = Server::Down;
        assert_eq!(a_follower(&view), Some(3));
    }

    #[test]
    fn what_ails_is_told_to_those_who_do_not_see_it() {
        let mut view = view();
        assert_eq!(ailments(&view), "");
        view.replicas.entry(2).or_default().server = Server::Down;
        view.replicas.entry(3).or_default().faults.push("lie".into());
        view.replicas.entry(3).or_default().faults.push("slow".into());
        view.replicas.entry(4).or_default().status = wire::QUIT.into();
        view.cuts.extend(["cut r1 -> c1", "partition r1 r2 | r3"].map(Into::into));
        let said = "; r2 down; r3 up, lies, slow; r4 has quit; r1 does not reach c1; divided: r1 r2 from r3";
        assert_eq!(ailments(&view), said);
    }

    #[test]
    fn an_example_has_values_in_place_of_arguments() {
        assert_eq!(example("add N"), "add 5");
        assert_eq!(example("read"), "read");
        assert_eq!(example("put KEY VALUE"), "put a 5");
        assert_eq!(example("transfer FROM TO AMOUNT"), "transfer a b 5");
    }
}
