//! The command `thespian`: looks at systems that stay, and ends them.

use std::fmt::Write as _;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Arg, ArgMatches, Command};
use thespian::{ActorAddress, ActorState, ActorSystem, Base, Carrier, Error};

/// How long one actor has to say how it is.
const PATIENCE: Duration = Duration::from_secs(1);

fn command() -> Command {
    let base = Arg::new("base")
        .long("base")
        .default_value("multiprocTCPBase")
        .help("The base of the system: multiprocTCPBase, multiprocQueueBase");
    let port = Arg::new("port")
        .long("port")
        .value_parser(clap::value_parser!(u16).range(1..))
        .help("The port of a system on TCP, if it is not 1900");
    let name =
        Arg::new("name").long("name").help("The name of a system on Unix sockets, if it is not ThespianQ");
    Command::new("thespian")
        .version(env!("CARGO_PKG_VERSION"))
        .about("Looks at actor systems that stay, and ends them")
        .subcommand_required(true)
        .args([base.global(true), port.global(true), name.global(true)])
        .subcommand(Command::new("status").about("Shows what there is in a system"))
        .subcommand(Command::new("shutdown").about("Ends all actors of a system, and the system"))
}

#[expect(clippy::print_stdout, clippy::print_stderr, reason = "that is what a command does")]
fn main() -> ExitCode {
    let matches = command().get_matches();
    match run(&matches) {
        Ok(said) => {
            print!("{said}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("thespian: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(matches: &ArgMatches) -> Result<String, Error> {
    let (what, matches) = matches.subcommand().expect("clap asks for one");
    let base: Base = matches.get_one::<String>("base").expect("it has a default").parse()?;
    let mut system = ActorSystem::builder().base(base);
    if let Some(port) = matches.get_one::<u16>("port") {
        system = system.capability("Admin Port", i64::from(*port));
    }
    if let Some(name) = matches.get_one::<String>("name") {
        system = system.capability("Admin Address", name.as_str());
    }
    let system = system.connect()?;
    match what {
        "status" => show(&system),
        _ => {
            system.shutdown()?;
            let kind = if base == Base::Process(Carrier::Tcp) { "TCP" } else { "Unix" };
            Ok(format!("the system ({kind}) is down\n"))
        }
    }
}

/// The status of the system, and a line for each actor, under the one that has created it.
fn show(system: &ActorSystem) -> Result<String, Error> {
    let status = system.status()?;
    let mut said = format!("{status}\n");
    let mut open: Vec<_> = status.children.iter().rev().map(|child| (*child, 1)).collect();
    if !open.is_empty() {
        said.push_str("actors:\n");
    }
    while let Some((who, depth)) = open.pop() {
        open.extend(line(system, who, depth, &mut said).into_iter().rev().map(|child| (child, depth + 1)));
    }
    Ok(said)
}

/// Writes one line, and says whose come below it.
fn line(system: &ActorSystem, who: ActorAddress, depth: usize, said: &mut String) -> Vec<ActorAddress> {
    let indent = "  ".repeat(depth);
    match system.actor_status(who, PATIENCE) {
        Ok(actor) => {
            let state = match actor.state {
                ActorState::Running => String::new(),
                other => format!(", {other:?}"),
            };
            let _ = writeln!(
                said,
                "{indent}{} {who}: {} handled, {} waiting, {} failed{state}",
                actor.name, actor.handled, actor.waiting, actor.failures
            );
            actor.children
        }
        Err(error) => {
            let _ = writeln!(said, "{indent}{who}: {error}");
            Vec::new()
        }
    }
}
