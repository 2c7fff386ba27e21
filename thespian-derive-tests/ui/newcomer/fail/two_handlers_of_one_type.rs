use std::time::Duration;

use thespian::prelude::*;

#[actor]
#[derive(Default)]
struct Account {
    balance: i64,
}

#[receive]
impl Account {
    fn deposit(&mut self, amount: &i64) -> i64 {
        self.balance += amount;
        self.balance
    }
    fn withdraw(&mut self, amount: &i64) -> i64 {
        self.balance -= amount;
        self.balance
    }
}

fn main() -> thespian::Result<()> {
    let system = ActorSystem::new()?;
    let account = system.create_actor::<Account>()?;
    println!("{}", system.ask(&account, 100_i64, Duration::from_secs(1))?);
    system.shutdown()
}
