//! A program of a user who denies every lint there is.

#[thespian::main]
async fn main() -> thespian::Result<()> {
    let system = thespian::ActorSystem::new()?;
    let answer = thespian_lints::round_trip(&system, "again")?;
    system.tell(&system.address(), answer)?;
    system.shutdown()
}
