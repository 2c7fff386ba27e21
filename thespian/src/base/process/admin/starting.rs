//! The processes of actors: how they are started, and what follows from their end.

use std::io;
use std::os::fd::AsFd;
use std::sync::Arc;

use tokio::process::Child;

use super::members::{Member, Tenant};
use super::{AdminProcess, at, how, kill};
use crate::actor::Blueprint;
use crate::actor::registry::NoActor;
use crate::address::{ActorAddress, Home};
use crate::base::process::birth::{ActorBirth, Certificate, Cord};
use crate::base::process::executable;
use crate::base::process::place::SocketFile;
use crate::carrier::{Listener, Site};
use crate::envelope::Envelope;
use crate::message::{ActorExitRequest, AnyMessage, ExitReason, FailedAttempt};
use crate::node::net::{Birth, Sought, Whereabouts, Word};
use crate::node::world::{Letter, World};

impl AdminProcess {
    /// Starts the process of an actor.
    pub(super) fn start(
        self: &Arc<Self>,
        who: ActorAddress,
        parent: ActorAddress,
        from_outside: bool,
        blueprint: Blueprint,
    ) {
        let (name, bounded) = (blueprint.name.clone(), blueprint.bounded);
        let started = self.try_start(who, parent, from_outside, blueprint);
        let (process, site) = match started {
            Ok(started) => started,
            Err(error) => {
                let reason = format!("its process could not be started: {error}");
                return self.cannot_start(who, parent, from_outside, name, reason);
            }
        };
        let lookers = self.members().lookers(who);
        for looker in lookers {
            self.tell_found(
                looker,
                Sought::Actor(who),
                Some(Whereabouts { bounded, ..at(process, site.clone()) }),
            );
        }
    }

    fn try_start(
        self: &Arc<Self>,
        who: ActorAddress,
        parent: ActorAddress,
        from_outside: bool,
        blueprint: Blueprint,
    ) -> io::Result<(Home, Site)> {
        let number = self.members().next_number();
        let process = self.home().sibling(number);
        let listener = self.place.listen(&number.to_string())?;
        let site = listener.site()?;
        let (name, bounded) = (blueprint.name.clone(), blueprint.bounded);
        let (cord, theirs) = Cord::pair()?;
        let title = format!("{} {site}", name.rsplit(':').next().unwrap_or(&name));
        let spawned = tokio::process::Command::from(executable::again(&title, theirs)).spawn();
        let child = spawned.inspect_err(|_| drop(SocketFile::of(&site)))?;
        let certificate = Certificate::Actor(Box::new(ActorBirth {
            process: process.into_word(),
            site: site.clone(),
            system: self.site.clone(),
            cookie: *self.cookie.as_bytes(),
            who,
            parent,
            from_outside,
            blueprint,
            capabilities: (*self.host.setting.capabilities()).clone(),
        }));
        let pid = child.id().unwrap_or_default();
        let tenant = Tenant { who, parent, name, bounded, has_ended: false, doom: None };
        self.members()
            .enter(process, Member { site: site.clone(), pid, actor: Some(tenant), has_departed: false });
        self.host.net.know(process, site.clone());
        let admin = self.clone();
        tokio::spawn(async move {
            let told = tell(cord, certificate, listener).await;
            if let Err(error) = &told {
                let reason = format!("its process could not be told what it is: {error}");
                admin.members().doom(process, ExitReason::Killed(reason)).into_iter().for_each(kill);
            }
            // The cord is kept as long as the process lives: its end is this one's.
            admin.watch(process, child, told.ok()).await;
        });
        Ok((process, site))
    }

    /// Lets the creator of an actor know that there will be none.
    fn cannot_start(
        &self,
        who: ActorAddress,
        parent: ActorAddress,
        from_outside: bool,
        name: String,
        reason: String,
    ) {
        tracing::warn!(actor = name, address = %who, reason, "an actor failed to start");
        if from_outside {
            let outcome = Birth::Failed(FailedAttempt::new(reason, None));
            return self.host.net.say(who.home(), &Word::Born { who, outcome });
        }
        self.members().keep(who, self.home());
        let lookers = self.members().lookers(who);
        for looker in lookers {
            self.tell_found(looker, Sought::Actor(who), Some(at(self.home(), self.site.clone())));
        }
        let bear = move |world: &mut World| world.bear(who, NoActor::cell(name, reason), parent);
        self.host.mail.put(Letter::Do(Box::new(bear)));
    }

    /// Waits for the end of a process.
    async fn watch(self: Arc<Self>, process: Home, mut child: Child, cord: Option<Cord>) {
        let status = child.wait().await;
        drop(cord);
        let Some(member) = self.members().leave(process) else { return };
        self.counted_out(process);
        drop(SocketFile::of(&member.site));
        let Some(tenant) = member.actor.filter(|_| !member.has_departed) else { return };
        let reason = match status {
            _ if tenant.has_ended => ExitReason::Finished,
            Ok(status) => tenant.doom.unwrap_or_else(|| how(status)),
            Err(error) => ExitReason::Killed(error.to_string()),
        };
        let (who, net) = (tenant.who, &self.host.net);
        tracing::warn!(actor = tenant.name, address = %who, %reason, "a process is gone that not all had heard out");
        net.say_to_all(&Word::Dead { process: process.into_word(), who: Some(who), reason: reason.clone() });
        net.dead(process, Some(who), reason);
        // No orphans.
        let children: Vec<_> =
            self.members().tenants().filter(|other| other.parent == who).map(|child| child.who).collect();
        for child in children {
            let admin = ActorAddress::admin(self.home());
            let envelope = Envelope::new(AnyMessage::new(ActorExitRequest::now()), admin);
            self.host.mail.put(Letter::Post { to: child, envelope, verb: "end" });
        }
    }
}

/// Tells a new process what it is; it may take a while to begin, for which nobody else should wait.
async fn tell(mut cord: Cord, certificate: Certificate, listener: Listener) -> io::Result<Cord> {
    let telling = tokio::task::spawn_blocking(move || {
        let handed = listener.try_clone_fd()?;
        cord.send(&certificate, Some(handed.as_fd()))?;
        Ok(cord)
    });
    telling.await.map_err(io::Error::other)?
}
