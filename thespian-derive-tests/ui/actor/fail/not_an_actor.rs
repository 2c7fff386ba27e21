use thespian::prelude::*;

#[derive(Default)]
struct Plain;

fn create(system: &ActorSystem) {
    let _ = system.create_actor::<Plain>();
}

fn main() {
    let _ = create;
}
