use thespian::prelude::*;

#[actor]
struct Counter(i64);

#[receive]
impl Counter {
    #[init]
    fn new(start: i64) -> Self {
        Counter(start)
    }
    fn get(&mut self, _: &()) -> i64 {
        self.0
    }
}

fn create(system: &ActorSystem) {
    let _ = system.create_actor::<Counter>();
}

fn main() {
    let _ = create;
}
