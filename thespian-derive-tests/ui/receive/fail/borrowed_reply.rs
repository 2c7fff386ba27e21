//! What is asked for has the owned type already, so that only the handler is wrong.

use std::borrow::Cow;
use std::time::Duration;

use thespian::prelude::*;

#[actor]
#[derive(Default)]
struct Counter {
    names: Vec<String>,
}

#[receive]
impl Counter {
    fn name(&mut self, _: &()) -> &str {
        "counter"
    }

    fn first(&mut self, _: &i8) -> Option<&String> {
        self.names.first()
    }

    fn text(&mut self, _: &i16) -> Result<&'static str, Failure> {
        Ok("text")
    }

    fn pair(&mut self, _: &i32) -> (i64, &[String]) {
        (0, &self.names)
    }

    fn cow(&mut self, _: &i64) -> Cow<'_, str> {
        "cow".into()
    }
}

fn main() -> thespian::Result<()> {
    let system = ActorSystem::new()?;
    let counter = system.create_actor::<Counter>()?;
    let wait = Duration::from_secs(1);
    let mut names: Vec<String> = vec![system.ask(&counter, (), wait)?, system.ask(&counter, 1_i16, wait)?];
    names.extend(system.ask(&counter, 1_i8, wait)?);
    names.extend(system.ask(&counter, 1_i32, wait)?.1);
    names.push(system.ask(&counter, 1_i64, wait)?);
    system.shutdown()
}
