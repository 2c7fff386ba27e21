//! Said where the function is, and not again where the actor is built.

use thespian::prelude::*;

struct Start(i64);

#[actor]
struct Counter(i64);

#[receive]
impl Counter {
    #[init]
    fn begin(start: Start, name: String) -> Self {
        Counter(start.0)
    }
}

fn main() -> thespian::Result<()> {
    let system = ActorSystem::new()?;
    system.build_actor::<Counter>().args((Start(1), "one".to_owned())).create()?;
    system.shutdown()
}
