//! Which sign an event gets on its line. Each has a form of its own beside its colour; what is routine is a dot.

use wire::{Event, Traced, Verdict};

/// A sign.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Mark {
    /// Something routine: seen when one looks closely.
    Dot,
    /// A slot was executed.
    Executed,
    /// A client asks.
    Input,
    /// A client is given an Output.
    Output,
    /// For the record: a checkpoint, a member that comes or goes.
    Note,
    /// A server runs, or runs again.
    Begins,
    /// A replica was elected.
    Elected,
    /// A fault begins, or the audit found one.
    Fault,
    /// What the user said.
    Yours,
    /// A server goes down.
    Crash,
    /// A client is given FAIL.
    Fail,
    /// A promise is broken, or the system failed.
    Broken,
}

/// The sign of an event.
pub fn mark(traced: &Traced) -> Mark {
    match &traced.event {
        Event::Executed { .. } => Mark::Executed,
        Event::Invoked { .. } | Event::Retried { .. } => Mark::Input,
        Event::Answered { verdict: Verdict::Output, .. } => Mark::Output,
        Event::Answered { .. } => Mark::Fail,
        Event::Stable { .. }
        | Event::Installed { .. }
        | Event::Submitted { .. }
        | Event::Members { .. }
        | Event::Status { .. } => Mark::Note,
        Event::Began { .. } | Event::Resumed { .. } => Mark::Begins,
        Event::Fault { on: true, .. }
        | Event::Paused { .. }
        | Event::Deviates { .. }
        | Event::Ignored { .. }
        | Event::SourceRejected { .. } => Mark::Fault,
        Event::Fault { on: false, .. } => Mark::Note,
        Event::Command => Mark::Yours,
        Event::Crashed { .. } | Event::RestartedByAudit { .. } => Mark::Crash,
        Event::SystemFailure { .. } | Event::Broken { .. } => Mark::Broken,
        event if event.elected().is_some() => Mark::Elected,
        _routine => Mark::Dot,
    }
}
