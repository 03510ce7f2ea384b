//! The telephone: what a client tells another outside the system, and the anomaly that comes of it.
//!
//! A call is a cause that the system does not see. Where one client asks, calls another, and that one asks too, the second
//! request comes after the first in the world, but nothing says so to the replicas; they may order it before (Lamport,
//! "Time, Clocks, and the Ordering of Events in a Distributed System", section "Anomalous Behavior"). That breaks no
//! promise: whoever has not been answered cannot know when its request takes effect. It is told as it happens, so that it
//! can be looked for.

use smr::receive::ClientId;
use std::collections::{BTreeMap, BTreeSet};

/// A request: whose, and its number.
pub type Asked = (ClientId, u32);

/// A request was ordered before another, of which its client knew by telephone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Anomaly {
    /// The request that came first.
    pub effect: Asked,
    /// The one that it should have come after.
    pub cause: Asked,
}

/// All calls that matter still.
#[derive(Clone, Debug, Default)]
pub struct Calls {
    /// Who was told of what, and has not asked for anything since.
    told: BTreeMap<ClientId, Vec<Asked>>,
    /// What each request was asked in the knowledge of, and is not ordered.
    causes: BTreeMap<Asked, Vec<Asked>>,
    /// The causes among them that are ordered.
    ordered: BTreeSet<Asked>,
    anomalies: Vec<Anomaly>,
}

impl Calls {
    /// A client is told of a request; `ordered` says that it has its place in the order already.
    pub fn told(&mut self, who: ClientId, of: Asked, ordered: bool) {
        if !ordered {
            self.told.entry(who).or_default().push(of);
        }
    }

    /// A client asks for something.
    pub fn asked(&mut self, request: Asked) {
        if let Some(causes) = self.told.remove(&request.0) {
            self.causes.insert(request, causes);
        }
    }

    /// A request has its place in the order of Inputs.
    pub fn ordered(&mut self, request: Asked) {
        let known = |causes: &Vec<Asked>| causes.contains(&request);
        if self.causes.values().any(known) || self.told.values().any(known) {
            self.ordered.insert(request);
        }
        for cause in self.causes.remove(&request).unwrap_or_default() {
            if !self.ordered.contains(&cause) {
                self.anomalies.push(Anomaly { effect: request, cause });
            }
        }
    }

    /// The anomalies since this was last asked.
    pub fn news(&mut self) -> Vec<Anomaly> {
        std::mem::take(&mut self.anomalies)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: Asked = (ClientId(1), 1);
    const SECOND: Asked = (ClientId(2), 1);

    fn called() -> Calls {
        let mut calls = Calls::default();
        calls.told(SECOND.0, FIRST, false);
        calls.asked(SECOND);
        calls
    }

    #[test]
    fn an_effect_that_comes_before_its_cause_is_an_anomaly() {
        let mut calls = called();
        calls.ordered(SECOND);
        calls.ordered(FIRST);
        assert_eq!(calls.news(), [Anomaly { effect: SECOND, cause: FIRST }]);
        assert!(calls.news().is_empty(), "it is told once");
    }

    #[test]
    fn a_cause_that_comes_first_is_none_nor_what_was_asked_before_the_call() {
        let mut calls = called();
        calls.ordered(FIRST);
        calls.ordered(SECOND);
        assert!(calls.news().is_empty());
        let mut late = Calls::default();
        late.asked(SECOND);
        late.told(SECOND.0, FIRST, false);
        late.ordered(SECOND);
        assert!(late.news().is_empty(), "it was asked for before the call");
        late.told(SECOND.0, FIRST, true);
        late.asked((SECOND.0, 2));
        late.ordered((SECOND.0, 2));
        assert_eq!(late.news().len(), 1, "the first call still counts, the second tells of what is over");
    }
}
