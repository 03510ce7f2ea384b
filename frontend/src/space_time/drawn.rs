//! What need not be drawn: whatever would be drawn on the same points as what was drawn before it.

/// Wider than any window.
const WIDEST: f64 = 65_536.0;

/// Where something was drawn last, of each kind: what would be drawn on the same points once more is left out. Of a whole run,
/// that is most of it.
#[derive(Default)]
pub struct Drawn(Vec<f64>);

impl Drawn {
    /// Whether nothing of this kind was drawn from there to there just before.
    pub fn is_new(&mut self, kind: usize, from: f64, to: f64) -> bool {
        if self.0.len() <= kind {
            self.0.resize(kind + 1, f64::NAN);
        }
        let place = from.floor() * WIDEST + to.floor();
        std::mem::replace(&mut self.0[kind], place) != place
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_falls_on_the_same_points_is_drawn_once_and_another_kind_beside_it() {
        let mut drawn = Drawn::default();
        assert!(drawn.is_new(3, 10.2, 12.0));
        assert!(!drawn.is_new(3, 10.9, 12.4));
        assert!(drawn.is_new(3, 10.9, 13.0), "it ends elsewhere");
        assert!(drawn.is_new(4, 10.9, 13.0), "of another kind");
    }
}
