//! The actors that have a name in this system.

use std::collections::{BTreeMap, HashMap};

use crate::actor::{Claim, Context};
use crate::address::ActorAddress;
use crate::message::{Announce, ClaimOutcome, ExitReason};

#[derive(Default)]
pub(crate) struct Names {
    holders: BTreeMap<String, Holder>,
    names: HashMap<ActorAddress, String>,
}

struct Holder {
    address: ActorAddress,
    type_name: &'static str,
    /// Who is to be told when it has begun to live; nobody any more once it has.
    asking: Option<Vec<ActorAddress>>,
}

impl Names {
    /// Gives the actor of a name to who asks, if it is of the type that is wanted; makes it if there is none.
    pub(crate) fn claim(&mut self, claim: &Claim, ctx: &mut Context) {
        let asker = ctx.sender();
        match self.holders.get_mut(&claim.name) {
            Some(holder) if holder.type_name != claim.type_name => {
                let held =
                    ExitReason::NameHeldBy { name: claim.name.clone(), holder: holder.type_name.to_owned() };
                ctx.post(asker, ClaimOutcome::Refused(held));
            }
            Some(Holder { asking: Some(asking), .. }) => asking.push(asker),
            Some(Holder { address, .. }) => ctx.post(asker, ClaimOutcome::Held(*address)),
            None => {
                let Some(seed) = claim.take_seed() else { return };
                let address = ctx.start(seed);
                // It says that it lives, or has said before that it does not.
                ctx.post(address, Announce);
                self.names.insert(address, claim.name.clone());
                let holder = Holder { address, type_name: claim.type_name, asking: Some(vec![asker]) };
                self.holders.insert(claim.name.clone(), holder);
            }
        }
    }

    /// All actors with a name.
    pub(crate) fn all(&self) -> BTreeMap<String, ActorAddress> {
        self.holders.iter().map(|(name, holder)| (name.clone(), holder.address)).collect()
    }

    /// An actor with a name has begun to live.
    pub(crate) fn lives(&mut self, who: ActorAddress, ctx: &mut Context) {
        let Some(holder) = self.names.get(&who).and_then(|name| self.holders.get_mut(name)) else { return };
        for asker in holder.asking.take().unwrap_or_default() {
            ctx.post(asker, ClaimOutcome::Held(who));
        }
    }

    /// A child of the system has ended, perhaps one with a name, which is free again.
    pub(crate) fn has_ended(&mut self, who: ActorAddress, reason: &ExitReason, ctx: &mut Context) {
        let Some(name) = self.names.remove(&who) else { return };
        let holder = self.holders.remove(&name);
        for asker in holder.and_then(|holder| holder.asking).unwrap_or_default() {
            ctx.post(asker, ClaimOutcome::Refused(reason.clone()));
        }
    }
}
