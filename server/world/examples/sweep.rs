//! Sweeps.
use smr::plant::{Plant, Plants};
use world::Watch;
use world::search::plan::{Faults, Plan};
use world::search::sweep::play;
fn main() {
    let mut args = std::env::args().skip(1);
    let n: u8 = args.next().unwrap().parse().unwrap();
    let a: u64 = args.next().unwrap().parse().unwrap();
    let b: u64 = args.next().unwrap().parse().unwrap();
    let faults = match args.next().as_deref() {
        Some("none") => Faults::None,
        Some("light") => Faults::Light,
        _ => Faults::Full,
    };
    let plant = args.next();
    let plants = plant.map_or(Plants::default(), |name| {
        Plants::default().with(*Plant::ALL.iter().find(|p| p.name() == name).expect("plant"))
    });
    let show = std::env::var_os("SHOW").is_some();
    let begin = std::time::Instant::now();
    let (mut bad, mut events, mut sim, mut msgs) = (0, 0, 0, 0);
    for seed in a..b {
        let plan = Plan::draw(seed, n, faults, plants);
        let r = std::panic::catch_unwind(|| {
            play::<smr::order::multi_paxos::MultiPaxos>(&plan, if show { Watch::ALL } else { Watch::PROMISES })
        });
        let Ok((world, outcome)) = r else {
            println!("seed {seed} PANIC");
            bad += 1;
            continue;
        };
        events += outcome.events;
        sim += outcome.simulated;
        msgs += outcome.messages;
        if let Some(broken) = &outcome.broken {
            bad += 1;
            println!("seed {seed}: {} @{}: {}", broken.promise, broken.event, broken.how);
        }
        if show {
            println!("{:?}", plan.configuration);
            for (t, c) in &plan.commands {
                println!("{t:>9} {c}");
            }
            for c in &plan.healing {
                println!("   heal {c}");
            }
            for t in world.trace().after(0) {
                println!("{:>8} {:>6}<-{:<6} {:?} {}", t.at, t.id, t.cause, t.event, t.words.as_deref().unwrap_or(""));
            }
        }
        if bad > 20 {
            break;
        }
    }
    let s = begin.elapsed().as_secs_f64();
    println!(
        "{} seeds, {bad} bad, {events} events, {:.0} events/s, {:.0} msgs/s {:.0} sim s/s",
        b - a,
        events as f64 / s,
        msgs as f64 / s,
        sim as f64 / 1e6 / s
    );
}
