use std::time::Duration;

use thespian::prelude::*;

#[message]
struct Log(String);

#[actor]
#[derive(Default)]
struct Logger {
    lines: Vec<String>,
}

#[receive]
impl Logger {
    fn log(&mut self, line: &Log) {
        self.lines.push(line.0.clone());
    }
}

fn main() -> thespian::Result<()> {
    let system = ActorSystem::new()?;
    let logger = system.create_actor::<Logger>()?;
    system.ask(&logger, Log("started".into()), Duration::from_secs(1))?;
    system.shutdown()
}
