//! Floors: what the workloads cost with next to nothing in between. `subject-floors FLOOR WORKLOAD WORKERS SCALE`

use bench_core::main_for;

mod minipool;
mod phys;
mod seq;
mod tokio_mpsc;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let floor = arguments.next().unwrap_or_default();
    let rest: Vec<_> = arguments.collect();
    match floor.as_str() {
        "tokio-mpsc" => main_for::<tokio_mpsc::Tasks>(&rest),
        "minipool" => main_for::<minipool::P>(&rest),
        "seq" => main_for::<seq::S>(&rest),
        "phys" => phys::main(&rest[0], rest[1].parse().unwrap(), rest[2].parse().unwrap()),
        _ => panic!("the floors are tokio-mpsc, minipool, seq, phys"),
    }
}
