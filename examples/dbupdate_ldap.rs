//! Requirements that are stacked, one of them in code; the actor is created by type and by name:
//! `cargo run --example dbupdate_ldap`.

use std::time::Duration;
use thespian::prelude::*;

// ANCHOR: ldap
#[require_capability("Has DB access")]
#[require_capability("LDAP zone", "Active")]
#[actor]
pub struct DbUpdateFromLdap {
    replica: String,
}
#[receive]
impl DbUpdateFromLdap {
    /// Who wants a replica has to get it.
    #[capability_check]
    fn has_the_replica(host: &Capabilities, wanted: &Requirements) -> bool {
        wanted.get("replica").is_none_or(|replica| host.get("replica") == Some(replica))
    }

    #[init]
    fn new(host: &Capabilities) -> Self {
        let replica = host.get("replica").map_or("the only one".to_owned(), ToString::to_string);
        DbUpdateFromLdap { replica }
    }

    fn update(&mut self, user: &str) -> String {
        format!("{user} updated from replica {}", self.replica)
    }
}
// ANCHOR_END: ldap

#[thespian::main]
fn main() -> thespian::Result<()> {
    let base = std::env::args().nth(1);
    let system = ActorSystem::start(base.as_deref().unwrap_or("simpleSystemBase"))?;
    let wait = Duration::from_millis(1500);
    let refused = |created: Result<Addr<DbUpdateFromLdap>, CreateError>| {
        if let Err(CreateError::NoCompatibleSystem { lacking, .. }) = created {
            println!("refused: {lacking}");
        }
    };

    refused(system.create_actor::<DbUpdateFromLdap>());
    system.update_capability("Has DB access", true)?;
    system.update_capability("LDAP zone", "Passive")?;
    refused(system.create_actor::<DbUpdateFromLdap>());
    system.update_capability("LDAP zone", "Active")?;
    system.update_capability("replica", 1)?;
    refused(system.build_actor::<DbUpdateFromLdap>().require("replica", 2).create());

    let by_type = system.build_actor::<DbUpdateFromLdap>().require("replica", 1).create()?;
    println!("{}", system.ask(&by_type, "kim".to_owned(), wait)?);
    let by_name = system.create_named("dbupdate_ldap::DbUpdateFromLdap")?; // an open address
    println!("{}", system.ask_any(&by_name, "lee".to_owned(), wait)?.downcast::<String>()?);
    system.shutdown()
}
