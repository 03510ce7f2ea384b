//! What the lab counts, for whoever watches over it: numbers only, and nothing of what people do.

use std::sync::Arc;

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::{Registry, Unit};

/// The counters. A handle: copies count the same.
#[derive(Clone, Debug)]
pub struct Metrics {
    /// Viewers who connected.
    pub viewers_came: Counter,
    /// Messages that viewers sent.
    pub messages: Counter,
    /// Messages that were refused.
    pub refusals: Counter,
    /// Messages that were refused because they came too fast.
    pub too_fast: Counter,
    /// Keyframes for viewers who had fallen behind.
    pub skips: Counter,
    /// Bytes in frames to viewers.
    pub sent: Counter,
    /// What is known only when somebody asks.
    viewers: Gauge,
    sessions: Gauge,
    memory: Gauge,
    registry: Arc<Registry>,
}

impl Default for Metrics {
    /// Nothing has happened.
    fn default() -> Self {
        let mut registry = Registry::with_prefix("smr_lab");
        let mut counter = |name: &str, help: &str| {
            let counter: Counter = Counter::default();
            registry.register(name, help, counter.clone());
            counter
        };
        let viewers_came = counter("viewers_came", "Viewers who connected");
        let messages = counter("messages", "Messages that viewers sent");
        let refusals = counter("refusals", "Messages of viewers that were refused");
        let too_fast = counter("too_fast", "Messages of viewers that were refused because they came too fast");
        let skips = counter("skips", "Keyframes for viewers who had fallen behind");
        let sent: Counter = Counter::default();
        registry.register_with_unit("sent", "What was sent to viewers", Unit::Bytes, sent.clone());
        let [viewers, sessions, memory]: [Gauge; 3] = Default::default();
        registry.register("viewers", "Viewers who are connected", viewers.clone());
        registry.register("sessions", "Sessions that are in memory", sessions.clone());
        registry.register_with_unit("memory", "Memory of the process", Unit::Bytes, memory.clone());
        let registry = Arc::new(registry);
        Self { viewers_came, messages, refusals, too_fast, skips, sent, viewers, sessions, memory, registry }
    }
}

impl Metrics {
    /// All of them in the text form of OpenMetrics, which Prometheus reads.
    pub fn text(&self, viewers: usize, sessions: usize) -> String {
        self.viewers.set(viewers as i64);
        self.sessions.set(sessions as i64);
        self.memory.set(resident().unwrap_or_default());
        let mut text = String::new();
        // To write into a text never fails.
        let _ = encode(&mut text, &self.registry);
        text
    }
}

/// How much memory this process has, in bytes; none where the system does not tell.
fn resident() -> Option<i64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<i64>().ok().map(|kilobytes| kilobytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_counted_is_told_and_the_text_ends_as_it_must() {
        let metrics = Metrics::default();
        metrics.messages.inc();
        metrics.sent.inc_by(7);
        let text = metrics.text(3, 2);
        for line in
            ["smr_lab_messages_total 1", "smr_lab_sent_bytes_total 7", "smr_lab_viewers 3", "smr_lab_sessions 2"]
        {
            assert!(text.lines().any(|told| told == line), "{line} is not in\n{text}");
        }
        assert!(text.ends_with("# EOF\n"));
    }
}
