//! Step 5: respond to clients with the Output from the State Machine, or with FAIL.
//!
//! Every replica executes every Input and sends its Output to the client. Beside the client stands the [`Voter`],
//! which filters out faulty Outputs: it believes one that enough of the *configured* replicas returned (how many is
//! the failure model's to say). If no such majority can agree, or fewer than a majority answer in time, the response
//! is the unique Output FAIL. FAIL says that nothing can be believed; it does not say that nothing was executed.

mod voter;

pub use voter::{Standing, Verdict, Voter, WhyFail};
