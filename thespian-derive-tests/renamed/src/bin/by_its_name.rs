//! `thespian` by another name in the manifest, and by its own in the program: nothing needs to be told.
#![deny(warnings)]

extern crate stage as thespian;

use std::time::Duration;

use thespian::prelude::*;

mod messages {
    #[thespian::message]
    pub struct Hello {
        pub bytes: Vec<u8>,
    }
}

#[require_capability("tests")]
#[actor(name = "tests.greeter")]
#[derive(Default)]
struct Greeter;

#[receive]
impl Greeter {
    fn hello(&mut self, hello: &messages::Hello) -> u64 {
        hello.bytes.len() as u64
    }
    #[message(Bye)]
    async fn bye(&mut self, name: &str) -> String {
        format!("is a {name}")
    }
}

#[thespian::main]
fn main() -> thespian::Result<()> {
    let wait = Duration::from_secs(1);
    let builder = ActorSystem::builder().base("sequential").capability("tests", true);
    let system = thespian::testing::system_from(builder)?;
    let greeter = system.create_actor::<Greeter>()?;
    assert_eq!(system.ask(&greeter, messages::Hello { bytes: vec![1] }, wait)?, 1);
    let named = system.create_named("tests.greeter")?;
    let answer = system.ask_any(&named, Bye { name: "stage".into() }, wait)?;
    println!("{}", answer.downcast::<String>()?);
    Ok(())
}
