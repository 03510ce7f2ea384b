use super::super::turnstile::{self, Turnstile};
use super::*;

fn error(text: &str) -> String {
    text.parse::<Table>().expect_err("no State Machine").to_string()
}

#[test]
fn the_traffic_light_goes_round() {
    let mut light = Running::start(Table::traffic_light());
    let [tick, fault, repair] = ["tick", "fault", "repair"].map(|text| Input(own_word(text)));
    let outputs = [tick, tick, tick].map(|input| light.execute(input).to_string());
    assert_eq!(outputs, ["go", "hurry", "stop"]);
    assert_eq!(light.state, light.machine.start());
    light.execute(fault);
    light.execute(tick);
    assert_eq!(light.state.as_str(), "blinking");
    light.execute(repair);
    assert_eq!(light.state.as_str(), "red");
}

#[test]
fn the_turnstile_as_data_is_the_turnstile_as_code() {
    let mut data = Running::start(Arc::new(Table::turnstile()));
    let mut code = Running::start(Turnstile);
    for seed in 0..1_000 {
        let Operation::Turnstile(input) = Turnstile.sample(seed) else { panic!("of another machine") };
        let by_data = data.execute(Input(Word::new(&input.to_string()).expect("short")));
        let by_code = code.execute(input);
        assert_eq!(data.show(), code.show());
        assert_eq!(by_code == Output::Done, by_data != Output::Word(own_word("blocked")), "{input}");
    }
    assert_eq!(code.machine.start(), turnstile::State::Locked);
}

#[test]
fn a_look_is_a_read_and_a_tick_is_not() {
    let light = Table::traffic_light();
    assert!(light.is_read(&light.parse("look").expect("known")));
    assert!(!light.is_read(&light.parse("tick").expect("known")));
    assert!(light.is_read(&Operation::Table(Input(own_word("unknown")))), "it is refused in every State");
}

#[test]
fn rows_that_are_no_state_machine_are_refused_with_the_reason() {
    assert!(error("# nothing but a comment").starts_with("a table needs at least one row"));
    assert_eq!(
        error("a go -> b / x\nb go -> a / x\nb stop -> b / x"),
        "no row for \"a stop\": every State needs a row for every Input"
    );
    assert_eq!(error("a go -> a / x\na go -> a / y"), "two rows for \"a go\": only one can count");
    assert_eq!(error("a go -> b / x"), "\"a go\" leads to \"b\", for which there are no rows");
}

#[test]
fn a_line_that_is_no_row_is_named() {
    assert_eq!(error("\na go a x"), "line 2: expected \"STATE INPUT -> NEXT / OUTPUT\", not \"a go a x\"");
    assert!(error("a go -> a-name-that-is-too-long / x").starts_with("line 1: \"a-name-that-is-too-long\": "));
}

#[test]
fn a_table_written_and_read_again_is_the_same_table() {
    for table in [Table::traffic_light(), Table::turnstile()] {
        assert_eq!(table.to_string().parse(), Ok(table));
    }
}

#[test]
fn a_state_outside_the_table_is_neither_installed_nor_left_by_an_input() {
    let mut light = Running::start(Arc::new(Table::traffic_light()));
    let state = own_word("state");
    assert_eq!(light.install(state, Some(b"purple")), Err(Malformed::NotAValue(state)));
    light.state = own_word("purple");
    assert_eq!(light.execute(Input(own_word("repair"))), Output::Refused(Refusal::NoSuchState));
    assert_eq!(light.state.as_str(), "purple");
}
