//! Systems of processes in the tests of a user, whose `main` is the harness's.

#![cfg(target_os = "linux")]

use std::time::Duration;

use thespian::prelude::*;

thespian::testing::enable_process_tests!();

#[actor]
#[derive(Default)]
struct Counter {
    count: i64,
}

#[receive]
impl Counter {
    #[message(Add)]
    fn add(&mut self, by: i64) -> i64 {
        self.count += by;
        self.count
    }

    #[message(Number)]
    fn number(&mut self) -> u32 {
        std::process::id()
    }
}

#[test]
fn an_actor_of_a_test_is_a_process() -> thespian::Result<()> {
    for base in ["multiprocQueueBase", "multiprocTCPBase"] {
        let system = thespian::testing::system(base)?;
        let counter = system.create_actor::<Counter>()?;
        let soon = Duration::from_secs(20);
        system.tell(&counter, Add { by: 40 })?;
        assert_eq!(system.ask(&counter, Add { by: 2 }, soon)?, 42);
        assert_ne!(system.ask(&counter, Number, soon)?, std::process::id());
        system.shutdown()?;
    }
    Ok(())
}

#[test]
fn capabilities_may_be_large_and_those_that_cannot_travel_are_refused_at_the_start() -> thespian::Result<()> {
    let large = "x".repeat(100_000);
    let deep = (0..200).fold(CapabilityValue::Bool(true), |value, _| CapabilityValue::List(vec![value]));
    for base in ["multiprocQueueBase", "multiprocTCPBase"] {
        let builder = || ActorSystem::builder().base(base).unique();
        let system = builder().capability("large", large.as_str()).start()?;
        assert_eq!(system.capabilities().get("large"), Some(&CapabilityValue::Text(large.clone())));
        system.create_actor::<Counter>()?;
        system.shutdown()?;
        let refused = builder().capability("deep", deep.clone()).start().expect_err("it cannot be told");
        assert!(refused.to_string().contains("cannot be told to other processes"), "{refused}");
        let refused =
            builder().capability("huge", "x".repeat(2_000_000)).start().expect_err("it is too much");
        assert!(refused.to_string().contains("may have 1048576"), "{refused}");
    }
    Ok(())
}
