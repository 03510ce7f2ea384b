//! What can be said, for the reference: how each fact is written, and what it means.

/// How a fact is written, an example in its canonical form, and what it means.
#[derive(Clone, Copy, Debug)]
pub struct FactUsage {
    /// How it is written.
    pub usage: &'static str,
    /// An example.
    pub example: &'static str,
    /// What it means.
    pub means: &'static str,
}

const fn fact(usage: &'static str, example: &'static str, means: &'static str) -> FactUsage {
    FactUsage { usage, example, means }
}

/// Every fact.
pub const FACTS: &[FactUsage] = &[
    fact(
        "output CLIENT = OUTPUT",
        "output c1 = 5",
        "the client's last answer is this Output; also != < <= > >=. `refused` is any refusal, and c1#3 the third request",
    ),
    fact(
        "output CLIENT = FAIL [no-majority-agrees|too-few-answered]",
        "output c1 = FAIL too-few-answered",
        "the client's last answer is FAIL, and for this reason",
    ),
    fact(
        "unordered CLIENT",
        "unordered c1",
        "the client's last answer is of a read that was not forced through the order",
    ),
    fact("answered [CLIENT] >= N", "answered c1 >= 3", "how many requests are answered, with an Output or with FAIL"),
    fact("outputs [CLIENT] >= N", "outputs >= 100", "how many requests are answered with an Output"),
    fact("fails [CLIENT] >= N", "fails c1 >= 1", "how many requests are answered with FAIL"),
    fact("pending [CLIENT] = N", "pending c1 = 0", "how many requests wait for an answer"),
    fact("all answered", "all answered", "no request waits for an answer, and no workload has more"),
    fact(
        "stored [CLIENT] on majority|all|N|REPLICA",
        "stored on majority",
        "the last Input submitted is in the logs of so many members: on their disks, or executed",
    ),
    fact("leader is REPLICA", "leader is r2", "this replica leads"),
    fact("some leader", "some leader", "some replica that is up leads"),
    fact("leaders >= N", "leaders >= 2", "how many replicas that are up believe that they lead"),
    fact("REPLICA slot >= N", "r3 slot >= 10", "the last slot that it has executed"),
    fact("REPLICA committed >= N", "r1 committed >= 4", "the last slot that it knows to be chosen"),
    fact("REPLICA ballot > N", "leader ballot > 1", "the number of its ballot, term or view"),
    fact("REPLICA life = N", "r2 life = 1", "how often it began anew without its memory"),
    fact("log REPLICA < N", "log r1 < 5", "how many entries its log holds"),
    fact("checkpoint REPLICA >= N", "checkpoint r1 >= 8", "the slot of its newest checkpoint"),
    fact("stable REPLICA >= N", "stable r1 >= 8", "the slot of the checkpoint that a majority agrees on"),
    fact("restarts REPLICA >= N", "restarts r2 >= 1", "how often it was restarted, by hand or by the audit"),
    fact("saved REPLICA > N", "saved r4 > 0", "how many bytes the last state transfer to it did not have to send"),
    fact("state REPLICA = TEXT", "state r1 = 17", "its State, as it is shown; also !="),
    fact(
        "states equal",
        "states equal",
        "all members that are up hold the same State, by checksum; one that rejoins is a member too",
    ),
    fact(
        "REPLICA up|down|paused|member|observing|rejoining|quit|leader|follower|candidate",
        "r2 down",
        "what its server is, what it is to the system, or its role in the order",
    ),
    fact("members = REPLICA…", "members = r1 r2 r3", "these are the members; `members = 3` counts them"),
    fact(
        "REPLICA suspects REPLICA [silent|slow|deviating]",
        "r1 suspects r2 silent",
        "how the second looks from the first; without a word: not well",
    ),
    fact("deviates REPLICA", "deviates r2", "the audit has found at least once that it differs from the majority"),
    fact("messages in flight = N", "messages in flight = 0", "how many messages are on their way or held"),
    fact("messages sent < N", "messages sent < 100", "how many messages were sent so far"),
    fact(
        "happened EVENT [REPLICA|CLIENT] [>= N]",
        "happened source-rejected r4",
        "such an event has happened, there, so often; events have the names that `--json` shows",
    ),
    fact("all promises", "all promises", "no promise is broken, linearizability of what the clients saw included"),
    fact("promise \"NAME\" holds|broken", "promise \"agreement\" broken", "this promise is broken, or is not"),
    fact("quiet", "quiet", "all is answered, and for half a second nothing has happened but routine"),
    fact("time >= TIME", "time >= 2s", "the virtual time"),
];
