//! The promises of [`super`], each tried in thousands of schedules, and the papers' claims one by one.

mod agreement;
mod claims;
mod synod;
