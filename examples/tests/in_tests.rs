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
