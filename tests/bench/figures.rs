//! The figures of `smr-lab bench`, each taken often enough to tell a change of a few in a hundred from noise:
//!
//! ```text
//! cargo bench -p benches                       all of them
//! cargo bench -p benches -- pipeline           one
//! cargo bench -p benches -- --save-baseline a  to compare with later: --baseline a
//! ```

mod another_explorer;

use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use server::commands::bench::{bare_ordering, pipeline, simulation, walking};
use smr::order::multi_paxos::MultiPaxos;
use smr::order::pbft::Pbft;
use smr::order::raft::Raft;
use smr::plant::Plants;
use world::Watch;
use world::script::Script;
use world::search::explore::{Budget, Paxos, named};

/// How long the run is that is walked.
const EVENTS: u64 = 1_000_000;

/// How many Inputs one sample takes.
const INPUTS: u64 = 20_000;

/// The whole pipeline beside the bare ordering of as many entries.
fn ordering(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("ordering");
    group.throughput(Throughput::Elements(INPUTS));
    group.bench_function("pipeline", |bencher| bencher.iter(|| pipeline::inputs_per_second::<MultiPaxos>(INPUTS)));
    group.bench_function("raft", |bencher| bencher.iter(|| pipeline::inputs_per_second::<Raft>(INPUTS)));
    group.bench_function("pbft", |bencher| bencher.iter(|| pipeline::inputs_per_second::<Pbft>(INPUTS)));
    group.bench_function("omnipaxos", |bencher| bencher.iter(|| bare_ordering::entries_per_second(INPUTS)));
    group.finish();
}

/// The simulation when nobody watches.
fn simulation(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("simulation");
    group.throughput(Throughput::Elements(simulation::messages_of(200)));
    group.bench_function("messages", |bencher| bencher.iter(|| simulation::messages_per_second(200)));
    group.throughput(Throughput::Elements(10));
    group.bench_function("seconds", |bencher| bencher.iter(|| simulation::seconds_per_second(10)));
    group.bench_function("idle", |bencher| {
        bencher.iter_batched_ref(
            || pipeline::settled(5, Watch::NOTHING),
            |world| world.run_until(11_000_000),
            criterion::BatchSize::SmallInput,
        );
    });
    group.finish();
}

/// Going to any moment of a long run and one event back, and reading a script.
fn walking(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("walking");
    let mut timeline = walking::run_of(EVENTS);
    let mut moments = walking::scattered(EVENTS);
    group.bench_function("seek", |bencher| {
        bencher.iter(|| moments.next().map(|event| timeline.seek_event(event)));
    });
    group.bench_function("back", |bencher| bencher.iter(|| timeline.back()));
    let script = walking::script_of(10_000);
    group.throughput(Throughput::Bytes(script.len() as u64));
    group.bench_function("parse", |bencher| bencher.iter(|| Script::parse(&script).is_ok()));
    group.finish();
}

/// The explorer, on the model that its figure is about; beside it Stateright, on the very same model.
fn explorer(criterion: &mut Criterion) {
    let model = named("paxos-small").expect("there is such a model");
    let same = Paxos { ballots: 3, plants: Plants::default() };
    assert_eq!(another_explorer::distinct(same), model.expected.distinct, "both explore the same model");
    let mut group = criterion.benchmark_group("explorer");
    group.throughput(Throughput::Elements(model.expected.distinct as u64));
    group.sample_size(20);
    group.bench_function("paxos-small", |bencher| bencher.iter(|| (model.run)(&Budget::default())));
    group.bench_function("stateright", |bencher| bencher.iter(|| another_explorer::distinct(same)));
    group.finish();
}

criterion_group! {
    name = figures;
    config = Criterion::default().measurement_time(Duration::from_secs(8));
    targets = ordering, simulation, walking, explorer
}
criterion_main!(figures);
