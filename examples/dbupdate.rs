//! An actor that needs a capability of its host, and ends when the host loses it: `cargo run --example dbupdate`.

use std::time::Duration;
use thespian::prelude::*;

// ANCHOR: dbupdate
#[require_capability("Has DB access")]
#[actor]
#[derive(Default)]
pub struct DbUpdate {
    updates: u32,
}
#[receive]
impl DbUpdate {
    fn update(&mut self, statement: &str) -> String {
        self.updates += 1;
        format!("{statement} done, {} so far", self.updates)
    }
}
// ANCHOR_END: dbupdate

// ANCHOR: office
/// Creates the actor, and hears of its end.
#[actor]
#[derive(Default)]
pub struct Office {
    manager: Option<ActorAddress>,
}
#[receive]
impl Office {
    fn hire(&mut self, _: &(), ctx: &mut Context) -> Addr<DbUpdate> {
        self.manager = Some(ctx.sender());
        ctx.create_actor::<DbUpdate>()
    }
    fn gone(&mut self, gone: &ChildActorExited, ctx: &mut Context) {
        if let Some(manager) = self.manager {
            ctx.send(&manager, gone.reason.to_string());
        }
    }
}
// ANCHOR_END: office

#[thespian::main]
fn main() -> thespian::Result<()> {
    let base = std::env::args().nth(1);
    let system = ActorSystem::start(base.as_deref().unwrap_or("simpleSystemBase"))?;
    let wait = Duration::from_millis(1500);
    if let Err(refused) = system.create_actor::<DbUpdate>() {
        println!("refused: {refused}");
    }

    system.update_capability("Has DB access", true)?;
    let office = system.create_actor::<Office>()?;
    let updater = system.ask(&office, (), wait)?;
    println!("{}", system.ask(&updater, "insert".to_owned(), wait)?);

    system.update_capability("Has DB access", None::<bool>)?; // takes it away
    if let Some(reason) = system.listen(wait) {
        println!("the office hears: {}", reason.downcast::<String>()?);
    }
    if let Err(error) = system.ask(&updater, "insert".to_owned(), wait) {
        println!("asked again: {error}");
    }
    system.shutdown()
}
