//! What cannot be delivered is a dead letter, with a reason; an actor reads them: `cargo run --example dead_letters`.

use std::time::Duration;
use thespian::prelude::*;

/// Reads dead letters, and reports each to who appointed it.
#[actor]
#[derive(Default)]
pub struct Postmaster {
    report_to: Option<ActorAddress>,
}
#[receive]
impl Postmaster {
    fn appoint(&mut self, _: &(), ctx: &mut Context) -> Ack {
        self.report_to = Some(ctx.sender());
        ctx.handle_dead_letters(true);
        Ack
    }
    fn dead_letter(&mut self, letter: &DeadEnvelope, ctx: &mut Context) {
        let text = letter.message.downcast_ref::<String>();
        let what = text.map_or_else(|| letter.message.name().into_owned(), |text| format!("{text:?}"));
        if let Some(office) = self.report_to {
            ctx.send(&office, format!("{what}: {}", letter.reason));
        }
    }
}

/// Has room for one letter, and writes three to itself.
#[actor(mailbox = 1)]
#[derive(Default)]
pub struct Hermit;
#[receive]
impl Hermit {
    fn write(&mut self, letters: &Vec<String>, ctx: &mut Context) {
        for letter in letters {
            ctx.send(&ctx.my_address(), letter.clone());
        }
    }
    fn read(&mut self, _: &str) {}
}

#[thespian::main]
fn main() -> thespian::Result<()> {
    let base = std::env::args().nth(1);
    let system = ActorSystem::start(base.as_deref().unwrap_or("simpleSystemBase"))?;
    let wait = Duration::from_millis(1500);
    let postmaster = system.create_actor::<Postmaster>()?;
    system.ask(&postmaster, (), wait)?;
    let report = |letters: usize| -> thespian::Result<()> {
        for report in (0..letters).map_while(|_| system.listen(wait)) {
            println!("{}", report.downcast::<String>()?);
        }
        Ok(())
    };

    let hermit = system.create_actor::<Hermit>()?;
    system.tell(&hermit, ["first", "second", "third"].map(str::to_owned).to_vec())?;
    report(2)?;
    // An open address takes any message; the actor may not.
    system.tell(&hermit.address(), 7_u64)?;
    report(1)?;
    system.stop(hermit, wait)?;
    system.tell(&hermit, "are you there?".to_owned())?;
    report(1)?;
    system.shutdown()
}
