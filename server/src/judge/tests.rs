use super::*;

fn status(machine: &str, text: &str) -> u8 {
    judge(text, machine, None, BUDGET).expect("it can be read").status().0
}

fn problem(machine: &str, text: &str) -> String {
    judge(text, machine, None, BUDGET).expect_err("it cannot be read")
}

#[test]
fn a_register_in_jepsens_words() {
    let text = r#"
        {"process": "nemesis", "type": "info", "f": "start", "value": null}
        {"process": 0, "type": "invoke", "f": "write", "value": 1, "time": 12, "index": 0}
        {"process": 0, "type": "info", "f": "write", "value": 1, "error": "timeout"}
        {"process": 1, "type": "invoke", "f": "read", "value": null}
        {"process": 1, "type": "ok", "f": "read", "value": null}
        {"process": 1, "type": "invoke", "f": "cas", "value": [1, 2]}
        {"process": 1, "type": "ok", "f": "cas", "value": [1, 2]}
        {"process": ":c2", "type": ":invoke", "f": ":read"}
        {"process": ":c2", "type": ":ok", "f": ":read", "value": 2}
    "#;
    assert_eq!(status("register", text), 0);
    assert_eq!(status("register", &text.replace("\"value\": 2}", "\"value\": 1}")), 1);
}

#[test]
fn keys_stand_apart_or_first_in_a_pair() {
    let apart = r#"{"process":0,"type":"invoke","f":"put","key":"a","value":5}
{"process":0,"type":"ok","f":"put","key":"a","value":5}
{"process":1,"type":"invoke","f":"get","key":"b"}
{"process":1,"type":"ok","f":"get","key":"b","value":null}"#;
    assert_eq!(status("key-value", apart), 0);
    let pairs = r#"{"process":0,"type":"invoke","f":"write","value":["a",5]}
{"process":0,"type":"ok","f":"write","value":["a",5]}
{"process":0,"type":"invoke","f":"cas","value":["a",[5,6]]}
{"process":0,"type":"ok","f":"cas","value":["a",[5,6]]}
{"process":1,"type":"invoke","f":"read","value":["a",null]}
{"process":1,"type":"ok","f":"read","value":["a",5]}"#;
    let judgement = judge(pairs, "key-value", None, BUDGET).expect("it can be read");
    let (status, text) = judgement.status();
    assert_eq!(status, 1);
    assert!(text.contains("line 5: process 1 asked read [\"a\",null] and was told ok [\"a\",5]"), "{text}");
    assert_eq!(judgement.to_json()["evidence"]["operation"]["line"], 5);
}

#[test]
fn the_other_machines_in_jepsens_words() {
    let counter = r#"{"process":0,"type":"invoke","f":"add","value":3}
{"process":1,"type":"invoke","f":"read"}
{"process":1,"type":"ok","f":"read","value":3}
{"process":0,"type":"ok","f":"add","value":3}"#;
    assert_eq!(status("counter", counter), 0);
    let queue = r#"{"process":0,"type":"invoke","f":"enqueue","value":"x"}
{"process":0,"type":"ok","f":"enqueue","value":"x"}
{"process":0,"type":"invoke","f":"dequeue"}
{"process":0,"type":"ok","f":"dequeue","value":null}"#;
    assert_eq!(status("queue", queue), 1);
    let lock = r#"{"process":0,"type":"invoke","f":"acquire"}
{"process":0,"type":"ok","f":"acquire"}
{"process":1,"type":"invoke","f":"acquire"}
{"process":1,"type":"fail","f":"acquire"}"#;
    assert_eq!(status("lock", lock), 0);
}

#[test]
fn appended_texts_begin_empty() {
    let text = r#"{"process":0,"type":"invoke","f":"get","key":"k"}
{"process":0,"type":"ok","f":"get","key":"k","value":""}
{"process":0,"type":"invoke","f":"append","key":"k","value":"ab"}
{"process":0,"type":"ok","f":"append","key":"k"}
{"process":0,"type":"invoke","f":"get","key":"k"}
{"process":0,"type":"ok","f":"get","key":"k","value":"ab"}"#;
    assert_eq!(status("key-value", text), 0);
}

#[test]
fn an_initial_value_is_what_null_means() {
    let text = r#"{"process":0,"type":"invoke","f":"cas","value":[0,1]}
{"process":1,"type":"invoke","f":"read"}
{"process":1,"type":"ok","f":"read","value":null}
{"process":0,"type":"ok","f":"cas","value":[0,1]}"#;
    assert_eq!(status("register", text), 1);
    let judgement = judge(text, "register", Some(&json!(0)), BUDGET).expect("it can be read");
    assert_eq!(judgement.status().0, 0);
}

#[test]
fn what_cannot_be_read_is_named_with_its_line_and_what_was_expected() {
    let good = "{\"process\":0,\"type\":\"invoke\",\"f\":\"read\"}\n";
    for (line, expected) in [
        ("not json", "line 2: expected a JSON object"),
        ("[]", "line 2: expected a JSON object"),
        ("{\"type\":\"ok\"}", "line 2: expected a `process`"),
        ("{\"process\":0,\"type\":\"done\"}", "expected a `type` of invoke, ok, fail or info, found \"done\""),
        ("{\"process\":1,\"type\":\"ok\",\"f\":\"read\"}", "expected an invocation by process 1"),
        ("{\"process\":1,\"type\":\"invoke\",\"f\":\"jump\"}", "expected an `f` that a register knows"),
        ("{\"process\":1,\"type\":\"invoke\",\"f\":\"cas\",\"value\":3}", "expected a value [old, new]"),
        ("{\"process\":1,\"type\":\"invoke\",\"f\":\"write\",\"value\":99999999999999999999}", "read exactly"),
        ("{\"process\":1,\"type\":\"invoke\",\"f\":\"cas\",\"value\":[1,-99999999999999999999]}", "read exactly"),
    ] {
        let problem = problem("register", &format!("{good}{line}"));
        assert!(problem.contains(expected), "{problem}");
    }
    assert!(problem("key-value", good).contains("expected a `key`"));
    assert!(problem("regster", good).contains("no machine is called"));
}

#[test]
fn a_process_that_asks_again_leaves_its_earlier_question_open() {
    let text = r#"{"process":0,"type":"invoke","f":"write","value":1}
{"process":0,"type":"invoke","f":"read"}
{"process":0,"type":"ok","f":"read","value":1}"#;
    assert_eq!(status("register", text), 0);
    assert_eq!(judge(text, "register", None, BUDGET).expect("it can be read").operations[0].fate, "unknown");
}
