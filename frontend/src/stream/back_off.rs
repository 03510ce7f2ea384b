//! How long to wait before trying to connect again.
//!
//! The first attempt comes at once for a human (a quarter of a second), each further one waits twice as long, and none
//! waits longer than four seconds: a lab that was restarted is found again soon, and one that is gone is not hammered.

use std::time::Duration;

const FIRST_MILLISECONDS: u64 = 250;
const LONGEST_MILLISECONDS: u64 = 4_000;

/// The wait before an attempt; `failed` attempts in a row went before it.
pub fn wait_after(failed: u32) -> Duration {
    let doubled = FIRST_MILLISECONDS.saturating_mul(1_u64 << failed.min(16));
    Duration::from_millis(doubled.min(LONGEST_MILLISECONDS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_from_a_quarter_of_a_second_to_four_seconds() {
        let waits: Vec<u128> = (0..7).map(|failed| wait_after(failed).as_millis()).collect();
        assert_eq!(waits, [250, 500, 1000, 2000, 4000, 4000, 4000]);
        assert_eq!(wait_after(u32::MAX).as_millis(), 4000);
    }
}
