//! The processes of a system, as its own process knows them.

use std::collections::{BTreeMap, HashMap};

use crate::address::{ActorAddress, Home};
use crate::carrier::Site;
use crate::message::ExitReason;
use crate::node::net::Count;
use crate::status::ProcessStatus;

/// One process.
pub(super) struct Member {
    pub(super) site: Site,
    /// The operating system's number for it.
    pub(super) pid: u32,
    /// The actor it is; nothing if it is a program.
    pub(super) actor: Option<Tenant>,
    /// Whether all have heard it out, and it has said what it had counted.
    pub(super) has_departed: bool,
}

/// The actor of a process.
#[derive(Debug, Clone)]
pub(super) struct Tenant {
    pub(super) who: ActorAddress,
    pub(super) parent: ActorAddress,
    pub(super) name: String,
    /// Whether its mailbox is bounded.
    pub(super) bounded: bool,
    /// Whether it has ended. Its process may still be there for some who have not heard it out.
    pub(super) has_ended: bool,
    /// Why it is being killed.
    pub(super) doom: Option<ExitReason>,
}

impl Member {
    pub(super) fn is_bounded(&self) -> bool {
        self.actor.as_ref().is_some_and(|tenant| tenant.bounded)
    }

    /// The process as it is shown to people.
    pub(super) fn status(&self) -> ProcessStatus {
        let name = self.actor.as_ref().map_or("program", |tenant| &tenant.name).to_owned();
        ProcessStatus { pid: self.pid, name, site: self.site.to_string() }
    }
}

/// See the module.
pub(super) struct Members {
    last: u64,
    processes: BTreeMap<Home, Member>,
    /// Actors, and the processes in which they are.
    actors: HashMap<ActorAddress, Home>,
    /// Addresses that were asked for, and of which only who gave them may know; and who has asked.
    looked_for: HashMap<ActorAddress, Vec<Home>>,
    /// What the processes had counted that have gone.
    pub(super) departed: Count,
}

impl Default for Members {
    fn default() -> Self {
        Members {
            last: 0,
            processes: BTreeMap::new(),
            actors: HashMap::new(),
            looked_for: HashMap::new(),
            departed: Count { rests: true, ..Count::default() },
        }
    }
}

impl Members {
    /// A number that no process has had.
    pub(super) fn next_number(&mut self) -> u64 {
        self.last += 1;
        self.last
    }

    pub(super) fn enter(&mut self, process: Home, member: Member) {
        if let Some(tenant) = &member.actor {
            self.actors.insert(tenant.who, process);
        }
        self.processes.insert(process, member);
    }

    /// An actor that this process itself keeps, since it cannot be made.
    pub(super) fn keep(&mut self, who: ActorAddress, here: Home) {
        self.actors.insert(who, here);
    }

    pub(super) fn leave(&mut self, process: Home) -> Option<Member> {
        let member = self.processes.remove(&process)?;
        if let Some(tenant) = &member.actor {
            self.actors.remove(&tenant.who);
        }
        Some(member)
    }

    pub(super) fn get(&self, process: Home) -> Option<&Member> {
        self.processes.get(&process)
    }

    /// In which process an actor is.
    pub(super) fn place_of(&self, who: ActorAddress) -> Option<Home> {
        self.actors.get(&who).copied()
    }

    /// The processes that have not said for the last time what they have counted.
    pub(super) fn counting(&self) -> impl Iterator<Item = Home> {
        self.processes.iter().filter(|(_, member)| !member.has_departed).map(|(process, _)| *process)
    }

    /// A process is to be killed for that reason; the operating system's number for it.
    pub(super) fn doom(&mut self, process: Home, reason: ExitReason) -> Option<u32> {
        let member = self.processes.get_mut(&process)?;
        member.actor.as_mut()?.doom = Some(reason);
        Some(member.pid)
    }

    /// The actor of a process has ended.
    pub(super) fn end(&mut self, process: Home) {
        let member = self.processes.get_mut(&process);
        if let Some(tenant) = member.and_then(|member| member.actor.as_mut()) {
            tenant.has_ended = true;
        }
    }

    /// A process has said for the last time what it had counted; whether it had not before.
    pub(super) fn depart(&mut self, process: Home, count: Count) -> bool {
        let member = self.processes.get_mut(&process).filter(|member| !member.has_departed);
        let departs = member.map(|member| member.has_departed = true).is_some();
        if departs {
            self.departed = self.departed + count;
        }
        departs
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Member> {
        self.processes.values()
    }

    pub(super) fn tenants(&self) -> impl Iterator<Item = &Tenant> {
        self.processes.values().filter_map(|member| member.actor.as_ref())
    }

    /// Somebody looks for an address; whether nobody has before.
    pub(super) fn look_for(&mut self, who: ActorAddress, asker: Home) -> bool {
        let askers = self.looked_for.entry(who).or_default();
        askers.push(asker);
        askers.len() == 1
    }

    /// Who has looked for an address.
    pub(super) fn lookers(&mut self, who: ActorAddress) -> Vec<Home> {
        self.looked_for.remove(&who).unwrap_or_default()
    }

    /// What is looked for of what that process has given.
    pub(super) fn looked_for_of(&self, giver: Home) -> Vec<ActorAddress> {
        self.looked_for.keys().filter(|who| who.home() == giver).copied().collect()
    }
}
