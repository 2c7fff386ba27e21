use thespian::prelude::*;

#[actor]
struct Counter {
    count: i64,
}

#[receive]
impl Counter {
    fn add(&mut self, by: &i64) {
        self.count += by;
    }
}

fn create(system: &ActorSystem) {
    let _ = system.create_actor::<Counter>();
}

fn main() {
    let _ = create;
}
