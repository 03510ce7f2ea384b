//! Who leads, in every ordering that has somebody who does.

use super::{ReplicaView, Server, View};
use crate::{Event, Replica};

impl View {
    /// The places of all replicas that lead, as they believe. A server that stands still has nobody on it who does.
    pub fn leaders(&self) -> impl Iterator<Item = u8> {
        self.replicas.iter().filter(|(place, replica)| leads(**place, replica)).map(|(place, _)| *place)
    }

    /// The place of the replica that leads: of several that believe it, the one of the highest ballot, term or view.
    #[must_use]
    pub fn leader(&self) -> Option<u8> {
        self.leaders().max_by_key(|place| self.replicas.get(place).map(|replica| (replica.number, replica.owner)))
    }
}

fn leads(place: u8, replica: &ReplicaView) -> bool {
    replica.server == Server::Up && !replica.has_quit() && replica.leader == Some(Replica { place, life: replica.life })
}

impl Event {
    /// The replica that leads from now on, as it believes.
    #[must_use]
    pub fn elected(&self) -> Option<Replica> {
        match self {
            Self::Leader { replica, leader } => leader.filter(|leader| leader == replica),
            _of_something_else => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A run in which r1 and then r2 come to lead, whatever their ordering calls that.
    fn view(role: &'static str) -> View {
        let mut view = View::default();
        for (place, number) in [(1, 1), (2, 2), (3, 2)] {
            let leader = Replica { place: place.min(2), life: 0 };
            let role = role.into();
            view.replicas.insert(place, ReplicaView { role, number, leader: Some(leader), ..ReplicaView::default() });
        }
        view
    }

    #[test]
    fn of_two_that_believe_to_lead_the_higher_ballot_leads() {
        assert_eq!(View::default().leader(), None);
        for role in ["leader", "primary"] {
            assert_eq!((view(role).leader(), view(role).leaders().count()), (Some(2), 2));
        }
    }

    #[test]
    fn who_is_down_stands_still_has_quit_or_is_another_life_does_not_lead() {
        let spoils: [fn(&mut ReplicaView); 4] = [
            |replica| replica.server = Server::Down,
            |replica| replica.server = Server::Paused,
            |replica| replica.status = crate::QUIT.into(),
            |replica| replica.life = 1,
        ];
        for spoil in spoils {
            let mut view = view("leader");
            view.replicas.entry(2).and_modify(spoil);
            assert_eq!(view.leader(), Some(1));
        }
    }

    #[test]
    fn only_who_believes_it_of_itself_is_elected() {
        let (r1, r2) = (Replica { place: 1, life: 0 }, Replica { place: 2, life: 0 });
        let elected = |leader| Event::Leader { replica: r1, leader }.elected();
        assert_eq!((elected(Some(r1)), elected(Some(r2)), elected(None)), (Some(r1), None, None));
    }
}
