//! A small stopwatch for the benches in `src/bin`: subjects take turns, and the ratio to the first is taken
//! round by round, so that a machine that is busy with something else disturbs all of them alike.

use std::time::Instant;

/// One way to do a thing, and how often it does it in one call.
pub struct Subject<'a> {
    /// What the table calls it.
    pub name: &'a str,
    /// Does it `operations` times.
    pub run: Box<dyn FnMut() + 'a>,
    /// How many operations one call is.
    pub operations: u64,
}

impl std::fmt::Debug for Subject<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Subject({})", self.name)
    }
}

impl<'a> Subject<'a> {
    /// A subject.
    pub fn new(name: &'a str, operations: u64, run: impl FnMut() + 'a) -> Self {
        Subject { name, run: Box::new(run), operations }
    }
}

/// Runs all subjects in turns, and prints nanoseconds an operation and the ratio to the first, as medians.
#[expect(clippy::print_stdout, reason = "a bench prints what it measured")]
pub fn compare(title: &str, rounds: usize, subjects: &mut [Subject<'_>]) {
    let mut times = vec![Vec::with_capacity(rounds); subjects.len()];
    for round in 0..=rounds {
        for (subject, times) in subjects.iter_mut().zip(&mut times) {
            let begun = Instant::now();
            (subject.run)();
            let nanos = begun.elapsed().as_nanos() as f64 / subject.operations as f64;
            // The first round warms up.
            if round > 0 {
                times.push(nanos);
            }
        }
    }
    println!("{title}\n  {:<40} {:>10} {:>8}", "", "ns/op", "ratio");
    for (subject, own) in subjects.iter().zip(&times) {
        let ratio = own.iter().zip(&times[0]).map(|(own, first)| own / first).collect();
        println!("  {:<40} {:>10.1} {:>8.2}", subject.name, median(own.clone()), median(ratio));
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
