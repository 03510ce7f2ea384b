//! Step 4: execute the Inputs in the chosen order on each server.
