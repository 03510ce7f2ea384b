use super::*;

/// A room in which three follow, with the keys a, b and c.
fn room() -> Room {
    let mut room = Room::open("abc234".to_owned(), 0);
    for (number, key) in [(1, "a"), (2, "b"), (3, "c")] {
        assert_eq!(room.enter(None, key.to_owned()), Ok(number));
    }
    room
}

fn poll() -> Ask {
    Ask::Poll { question: "Is the 5 lost?".to_owned(), choices: vec!["yes".to_owned(), "no".to_owned()] }
}

fn answer(poll: u32, choice: u8) -> Ask {
    Ask::Answer(Answer { poll, choice })
}

#[test]
fn predictions_are_counted_once_each_and_shown_when_they_are_revealed() {
    let mut room = room();
    room.hear(Who::Owner, poll()).unwrap();
    for (follower, choice) in [(1, 0), (2, 1), (3, 1), (1, 1)] {
        room.hear(Who::Follower(follower), answer(1, choice)).unwrap();
    }
    let shown = room.shown().poll.unwrap();
    assert_eq!((shown.answered, shown.tally), (3, None));
    assert_eq!(room.backstage().tally, [0, 3]);
    room.leave(2);
    room.hear(Who::Owner, Ask::Reveal).unwrap();
    assert_eq!(room.shown().poll.unwrap().tally, Some(vec![0, 3]), "who leaves has voted");
    assert!(room.hear(Who::Follower(1), answer(1, 0)).is_err());
    let again = Room::of(room.record().clone());
    assert_eq!(again.shown().poll, room.shown().poll, "it is kept");
    room.hear(Who::Owner, poll()).unwrap();
    assert!(room.hear(Who::Follower(1), answer(2, 2)).is_err());
    assert!(room.hear(Who::Follower(1), answer(1, 0)).is_err(), "that was another question");
}

#[test]
fn whoever_comes_back_is_the_same_and_has_one_vote() {
    let mut room = room();
    room.hear(Who::Owner, poll()).unwrap();
    room.hear(Who::Follower(2), answer(1, 0)).unwrap();
    room.hear(Who::Follower(2), Ask::Hand { up: true }).unwrap();
    // The new connection comes before the old one is gone, and then one after it.
    assert_eq!(room.enter(Some("b"), "d".to_owned()), Ok(2));
    room.leave(2);
    assert_eq!((room.shown().followers, &*room.shown().hands), (3, &[2][..]));
    room.leave(2);
    assert_eq!((room.shown().followers, room.shown().hands.len()), (2, 0));
    let mut room = Room::of(room.record().clone());
    assert_eq!(room.enter(Some("b"), "d".to_owned()), Ok(2), "after a kill too");
    let (following, predicted) = room.seat(2).unwrap();
    assert_eq!((&*following.key, predicted), ("b", Some(Answer { poll: 1, choice: 0 })));
    room.hear(Who::Follower(2), answer(1, 1)).unwrap();
    assert_eq!(room.backstage().tally, [0, 1]);
    assert_eq!(room.enter(Some("made up"), "d".to_owned()), Ok(4), "somebody new, with a new key");
    assert_eq!((room.seat(4).unwrap().0.key, room.seat(1)), ("d".to_owned(), None));
}

#[test]
fn in_a_full_room_those_who_are_here_or_have_voted_stay_known() {
    let mut room = room();
    room.hear(Who::Owner, poll()).unwrap();
    room.hear(Who::Follower(2), answer(1, 0)).unwrap();
    (1..=3).filter(|follower| *follower != 3).for_each(|follower| room.leave(follower));
    for number in 4..=MOST_FOLLOWERS {
        room.enter(None, format!("key {number}")).unwrap();
    }
    assert!(room.enter(None, "in place of the one who is gone".to_owned()).is_ok());
    assert_eq!(room.enter(None, "one too many".to_owned()), Err(NoSeat::Full));
    assert_eq!(room.enter(Some("b"), String::new()), Ok(2));
    assert_eq!(room.enter(Some("c"), String::new()), Ok(3));
    assert_eq!(room.enter(Some("a"), String::new()), Err(NoSeat::Full));
}

#[test]
fn control_is_handed_over_to_one_who_is_there_and_comes_back() {
    let mut room = room();
    let point = |what: &str| Ask::Select { what: Some(what.to_owned()) };
    assert_eq!(room.hear(Who::Follower(2), point("r1")), Err(NOT_YOURS.to_owned()));
    assert!(room.hear(Who::Owner, Ask::HandOver { to: Some(9) }).is_err());
    room.hear(Who::Owner, Ask::HandOver { to: Some(2) }).unwrap();
    room.hear(Who::Follower(2), point("r1")).unwrap();
    assert_eq!((room.shown().selected.as_deref(), room.shown().steering), (Some("r1"), Some(2)));
    assert!(room.may_steer(Who::Owner) && room.may_steer(Who::Follower(2)) && !room.may_steer(Who::Follower(1)));
    room.leave(2);
    assert!(!room.may_steer(Who::Follower(2)));
}

#[test]
fn what_is_the_owners_is_refused_to_all_others() {
    let mut room = room();
    room.hear(Who::Owner, Ask::HandOver { to: Some(2) }).unwrap();
    let before = room.clone();
    let notes = Ask::Notes { text: "mine".to_owned() };
    for ask in [
        Ask::Open,
        Ask::Close,
        poll(),
        Ask::Reveal,
        Ask::EndPoll,
        Ask::HandOver { to: Some(1) },
        Ask::Lower { whose: None },
        notes,
    ] {
        assert_eq!(room.hear(Who::Follower(2), ask), Err(NOT_YOURS.to_owned()));
    }
    assert_eq!(room, before);
}

#[test]
fn hands_are_up_in_their_order_and_nothing_grows_without_bound() {
    let mut room = room();
    for (follower, up) in [(3, true), (1, true), (2, true), (1, false), (3, true)] {
        room.hear(Who::Follower(follower), Ask::Hand { up }).unwrap();
    }
    assert_eq!(room.shown().hands, [2, 3]);
    room.hear(Who::Owner, Ask::Lower { whose: Some(2) }).unwrap();
    assert_eq!(room.shown().hands, [3]);
    room.hear(Who::Follower(1), Ask::Hand { up: true }).unwrap();
    room.hear(Who::Owner, Ask::Lower { whose: None }).unwrap();
    assert!(room.shown().hands.is_empty());
    let text = "x".repeat(LONGEST_NOTES + 1);
    assert!(room.hear(Who::Owner, Ask::Notes { text: text.clone() }).is_err());
    assert!(room.hear(Who::Owner, Ask::Select { what: Some(text) }).is_err());
    for choices in [0, 1, 9] {
        let choices = vec!["yes".to_owned(); choices];
        assert!(room.hear(Who::Owner, Ask::Poll { question: String::new(), choices }).is_err());
    }
}
