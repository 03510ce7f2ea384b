//! Nothing but the benches beside it (`cargo bench -p benches`): a package of their own, so that criterion is built when
//! somebody measures, and never to build or test the lab.
