//! Wakeups: once, again and again, and not at all: `cargo run --example timers`.

use std::time::Duration;
use thespian::prelude::*;

const ENOUGH: &str = "that is enough";

#[actor]
#[derive(Default)]
pub struct Alarm {
    report_to: Option<ActorAddress>,
    ticking: Option<WakeupId>,
    ticks: u32,
}
#[receive]
impl Alarm {
    fn begin(&mut self, _: &(), ctx: &mut Context) {
        self.report_to = Some(ctx.sender());
        let never = ctx.wakeup_after(Duration::from_millis(10), "never".to_owned());
        ctx.wakeup_after(Duration::from_millis(20), "once".to_owned());
        let cancelled = ctx.cancel_wakeup(never);
        self.report(format!("cancelled: {cancelled}"), ctx);
    }

    fn wake(&mut self, wakeup: &WakeupMessage, ctx: &mut Context) {
        match wakeup.payload.downcast_ref::<String>() {
            Some(text) => {
                self.report(format!("{text}, after {:?}", wakeup.delay), ctx);
                self.ticking = Some(ctx.wakeup_every(Duration::from_millis(10), ()));
            }
            None => self.tick(ctx),
        }
    }
}

impl Alarm {
    fn tick(&mut self, ctx: &mut Context) {
        self.ticks += 1;
        self.report(format!("tick {}", self.ticks), ctx);
        if self.ticks == 3
            && let Some(ticking) = self.ticking.take()
        {
            ctx.cancel_wakeup(ticking);
            self.report(ENOUGH.to_owned(), ctx);
        }
    }

    fn report(&self, text: String, ctx: &mut Context) {
        if let Some(main) = self.report_to {
            ctx.send(&main, text);
        }
    }
}

#[thespian::main]
fn main() -> thespian::Result<()> {
    let base = std::env::args().nth(1);
    let system = ActorSystem::start(base.as_deref().unwrap_or("simpleSystemBase"))?;
    let alarm = system.create_actor::<Alarm>()?;
    system.tell(&alarm, ())?;
    while let Some(report) = system.listen(Duration::from_millis(1500)) {
        let report = report.downcast::<String>()?;
        println!("{report}");
        if report == ENOUGH {
            break;
        }
    }
    system.shutdown()
}
