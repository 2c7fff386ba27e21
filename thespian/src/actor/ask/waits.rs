//! Which actor waits for which, so that a question that cannot be answered is found when it is asked.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Slot;
use crate::address::ActorAddress;

/// The open questions of the actors of one process, by their reply addresses.
#[derive(Default)]
pub(crate) struct Waits(Mutex<Graph>);

#[derive(Default)]
struct Graph {
    open: HashMap<ActorAddress, Wait>,
    /// The open questions of each actor.
    of: BTreeMap<ActorAddress, BTreeSet<ActorAddress>>,
}

/// One open question.
#[derive(Clone)]
pub(crate) struct Wait {
    /// Whose handler waits.
    pub(crate) asker: ActorAddress,
    pub(crate) name: &'static str,
    /// Who has the question.
    pub(crate) to: ActorAddress,
    /// The sender of the message that is being handled: perhaps a reply address too, which waits for this actor.
    pub(crate) cause: ActorAddress,
    /// Where the answer will be: from then on nobody waits, though the handler may not have gone on yet.
    pub(crate) slot: Arc<Slot>,
    /// Why no answer can come, if that was found later.
    pub(crate) deadlock: Option<AskChain>,
}

impl Waits {
    fn graph(&self) -> MutexGuard<'_, Graph> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes an open question, unless no answer to it can come.
    pub(crate) fn enter(&self, reply: ActorAddress, wait: Wait) -> Result<(), AskChain> {
        let mut graph = self.graph();
        if let Some(chain) = graph.chain(&wait) {
            return Err(chain);
        }
        graph.of.entry(wait.asker).or_default().insert(reply);
        graph.open.insert(reply, wait);
        Ok(())
    }

    /// Forgets a question; the reason that no answer came, if that is why.
    pub(crate) fn leave(&self, reply: ActorAddress) -> Option<AskChain> {
        let mut graph = self.graph();
        let Wait { asker, deadlock, .. } = graph.open.remove(&reply)?;
        if let Some(of) = graph.of.get_mut(&asker) {
            of.remove(&reply);
            if of.is_empty() {
                graph.of.remove(&asker);
            }
        }
        deadlock
    }

    /// The question is passed on; whether no answer can come from there.
    pub(crate) fn redirect(&self, reply: ActorAddress, to: ActorAddress) -> bool {
        let mut graph = self.graph();
        let Some(wait) = graph.open.get_mut(&reply) else { return false };
        wait.to = to;
        let wait = wait.clone();
        let Some(chain) = graph.chain(&wait) else { return false };
        graph.open.insert(reply, Wait { deadlock: Some(chain), ..wait });
        true
    }

    /// Whether the actor waits for an answer to a question of its own.
    pub(crate) fn is_asking(&self, who: ActorAddress) -> bool {
        self.graph().of.contains_key(&who)
    }
}

impl Graph {
    /// Who waits for whom from the actor that is asked to the one that asks, if that is so.
    fn chain(&self, wait: &Wait) -> Option<AskChain> {
        let asker = Link { who: wait.asker, name: wait.name };
        if wait.to == wait.asker {
            return Some(AskChain::new(vec![asker]));
        }
        self.by_cause(wait, asker).or_else(|| self.by_waits(wait, asker))
    }

    /// Along the questions that led to this one, whoever was given them to answer.
    fn by_cause(&self, wait: &Wait, asker: Link) -> Option<AskChain> {
        let mut links = vec![asker];
        let mut cause = wait.cause;
        // A question leads to another once: this ends.
        while let Some(earlier) = self.open.get(&cause).filter(|earlier| earlier.slot.is_empty()) {
            links.push(Link { who: earlier.asker, name: earlier.name });
            if earlier.asker == wait.to {
                links.reverse();
                return Some(AskChain::new(links));
            }
            cause = earlier.cause;
        }
        None
    }

    /// Along the questions that are open now.
    fn by_waits(&self, wait: &Wait, asker: Link) -> Option<AskChain> {
        let mut seen = BTreeSet::from([wait.to]);
        let mut paths = vec![(wait.to, Vec::new())];
        while let Some((who, path)) = paths.pop() {
            for reply in self.of.get(&who).into_iter().flatten() {
                let Some(next) = self.open.get(reply).filter(|next| next.slot.is_empty()) else { continue };
                let mut path = path.clone();
                path.push(Link { who, name: next.name });
                if next.to == wait.asker {
                    path.push(asker);
                    return Some(AskChain::new(path));
                }
                if seen.insert(next.to) {
                    paths.push((next.to, path));
                }
            }
        }
        None
    }
}

#[derive(Debug, Clone, Copy)]
struct Link {
    who: ActorAddress,
    name: &'static str,
}

/// Actors that wait for each other, each for the next, and the last for the first.
///
/// It is a slice of their addresses, and prints their types too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskChain {
    actors: Vec<ActorAddress>,
    names: Vec<&'static str>,
}

impl AskChain {
    fn new(links: Vec<Link>) -> Self {
        let (actors, names) = links.into_iter().map(|link| (link.who, link.name)).unzip();
        AskChain { actors, names }
    }
}

impl Deref for AskChain {
    type Target = [ActorAddress];

    fn deref(&self) -> &[ActorAddress] {
        &self.actors
    }
}

impl fmt::Display for AskChain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (actor, name) in self.actors.iter().zip(&self.names) {
            write!(f, "`{name}` ({actor}) → ")?;
        }
        match self.names.first() {
            Some(first) => write!(f, "back to `{first}`"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::Home;

    fn actors<const N: usize>() -> [ActorAddress; N] {
        let home = Home::launch();
        std::array::from_fn(|slot| ActorAddress::actor(home, slot as u32 + 1, 0))
    }

    fn reply(number: u64) -> ActorAddress {
        ActorAddress::outside(Home::launch(), 1, number)
    }

    fn wait(asker: ActorAddress, to: ActorAddress, cause: ActorAddress) -> Wait {
        Wait { asker, name: "app::Actor", to, cause, slot: Arc::default(), deadlock: None }
    }

    #[test]
    fn a_question_to_who_waits_in_the_same_chain_is_found_also_when_another_was_asked() {
        let (waits, [a, b, c]) = (Waits::default(), actors());
        let first = reply(1);
        waits.enter(first, wait(a, b, a)).expect("nobody waits yet");
        // `b` gave the question to `c`, in a message of its own.
        let chain = waits.enter(reply(2), wait(c, a, first)).expect_err("`a` waits for `c`");
        assert_eq!(*chain, [a, c]);
    }

    #[test]
    fn independent_questions_that_close_a_circle_are_found() {
        let (waits, [a, b, c, d]) = (Waits::default(), actors());
        for (number, asker, to) in [(1, a, b), (2, b, d), (3, b, c)] {
            waits.enter(reply(number), wait(asker, to, asker)).expect("no circle");
        }
        let chain = waits.enter(reply(4), wait(c, a, c)).expect_err("a circle");
        assert_eq!(*chain, [a, b, c]);
        assert!(
            chain.to_string().ends_with(&format!("→ `app::Actor` ({c}) → back to `app::Actor`")),
            "{chain}"
        );
        assert!(waits.enter(reply(5), wait(d, d, d)).is_err(), "oneself");
    }

    #[test]
    fn what_is_answered_or_passed_on_is_waited_for_no_more() {
        let (waits, [a, b, c]) = (Waits::default(), actors());
        let (first, second) = (reply(1), reply(2));
        waits.enter(first, wait(a, b, a)).expect("no circle");
        waits.redirect(first, c);
        waits.enter(second, wait(b, a, b)).expect("`a` waits for `c` now");
        waits.leave(second);
        assert!(waits.enter(second, wait(c, a, c)).is_err(), "`a` waits for `c`");
        waits.leave(first);
        assert!(!waits.is_asking(a));
        waits.enter(reply(3), wait(b, a, b)).expect("nobody waits any more");
    }
}
