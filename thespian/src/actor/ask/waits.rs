//! Which actor waits for which, so that a question that cannot be answered is found when it is asked.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Slot;
use super::probing::Waiting;
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
    /// Where the answer will be: from then on nobody waits, though the handler may not have gone on yet.
    pub(crate) slot: Arc<Slot>,
    /// Why no answer can come, if that was found later.
    pub(crate) deadlock: Option<AskChain>,
    /// Since when it waits for somebody in another process; 0 if it does not.
    since: u64,
}

impl Wait {
    pub(crate) fn new(asker: ActorAddress, name: &'static str, to: ActorAddress, slot: Arc<Slot>) -> Self {
        Wait { asker, name, to, slot, deadlock: None, since: 0 }
    }

    fn waiting(&self, reply: ActorAddress) -> Waiting {
        Waiting { who: self.asker, name: self.name.into(), reply, since: self.since }
    }
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
        let Some(wait) = graph.open.get_mut(&reply).filter(|wait| wait.slot.is_empty()) else { return false };
        wait.to = to;
        let wait = wait.clone();
        let Some(chain) = graph.chain(&wait) else { return false };
        graph.open.insert(reply, Wait { deadlock: Some(chain), ..wait });
        true
    }

    /// Who waits at a reply address for something that is elsewhere: since that moment, unless it did before.
    pub(crate) fn asker(&self, reply: ActorAddress, since: u64) -> Option<Waiting> {
        let mut graph = self.graph();
        let wait = graph.open.get_mut(&reply).filter(|wait| wait.slot.is_empty())?;
        if wait.since == 0 {
            wait.since = since;
        }
        Some(wait.waiting(reply))
    }

    /// Whom an actor asks.
    pub(crate) fn asked_by(&self, who: ActorAddress) -> Vec<(Waiting, ActorAddress)> {
        let graph = self.graph();
        let replies = graph.of.get(&who).into_iter().flatten();
        let open = replies.filter_map(|reply| Some((*reply, graph.open.get(reply)?)));
        let open = open.filter(|(_, wait)| wait.slot.is_empty());
        open.map(|(reply, wait)| (wait.waiting(reply), wait.to)).collect()
    }

    /// No answer can come to a question, as others have found; whether somebody waits for one.
    pub(crate) fn doom(&self, reply: ActorAddress, chain: AskChain) -> bool {
        match self.graph().open.get_mut(&reply) {
            Some(wait) if wait.slot.is_empty() => {
                wait.deadlock = Some(chain);
                true
            }
            _ => false,
        }
    }

    /// Whether the actor waits for an answer to a question of its own.
    pub(crate) fn is_asking(&self, who: ActorAddress) -> bool {
        self.graph().of.contains_key(&who)
    }
}

impl Graph {
    /// Who waits for whom from the actor that is asked to the one that asks, if that is so.
    fn chain(&self, wait: &Wait) -> Option<AskChain> {
        let asker = Link { who: wait.asker, name: wait.name.into() };
        if wait.to == wait.asker {
            return Some(AskChain::new(vec![asker]));
        }
        let mut seen = BTreeSet::from([wait.to]);
        let mut paths = vec![(wait.to, Vec::new())];
        while let Some((who, path)) = paths.pop() {
            for reply in self.of.get(&who).into_iter().flatten() {
                let Some(next) = self.open.get(reply).filter(|next| next.slot.is_empty()) else { continue };
                let mut path = path.clone();
                path.push(Link { who, name: next.name.into() });
                if next.to == wait.asker {
                    path.push(asker.clone());
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

#[derive(Debug, Clone)]
pub(super) struct Link {
    who: ActorAddress,
    name: Cow<'static, str>,
}

impl From<&Waiting> for Link {
    fn from(waiting: &Waiting) -> Self {
        Link { who: waiting.who, name: waiting.name.clone() }
    }
}

/// Actors that wait for each other, each for the next, and the last for the first.
///
/// It is a slice of their addresses, and prints their types too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskChain {
    actors: Vec<ActorAddress>,
    names: Vec<Cow<'static, str>>,
}

impl AskChain {
    pub(super) fn new(links: Vec<Link>) -> Self {
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

    thread_local! {
        static HOME: Home = Home::launch();
    }

    fn actors<const N: usize>() -> [ActorAddress; N] {
        let home = HOME.with(|home| *home);
        std::array::from_fn(|slot| ActorAddress::actor(home, slot as u32 + 1, 0))
    }

    fn reply(number: u64) -> ActorAddress {
        ActorAddress::outside(HOME.with(|home| *home), 1, number)
    }

    fn wait(asker: ActorAddress, to: ActorAddress) -> Wait {
        Wait::new(asker, "app::Actor", to, Arc::default())
    }

    #[test]
    fn a_question_back_to_who_asked_is_found_wherever_the_first_was_passed_on_to() {
        let (waits, [a, b, c]) = (Waits::default(), actors());
        let first = reply(1);
        waits.enter(first, wait(a, b)).expect("nobody waits yet");
        assert!(!waits.redirect(first, c));
        waits.enter(reply(2), wait(b, a)).expect("`a` waits for `c` now, which is free");
        let chain = waits.enter(reply(3), wait(c, a)).expect_err("`a` waits for `c`");
        assert_eq!(*chain, [a, c]);
    }

    #[test]
    fn a_question_that_is_passed_on_to_who_waits_for_who_asked_is_found() {
        let (waits, [a, b, c]) = (Waits::default(), actors());
        waits.enter(reply(1), wait(c, a)).expect("nobody waits yet");
        waits.enter(reply(2), wait(a, b)).expect("`b` is free");
        assert!(waits.redirect(reply(2), c));
        let chain = waits.leave(reply(2)).expect("the reason");
        assert_eq!(*chain, [c, a]);
    }

    #[test]
    fn who_has_its_answer_waits_for_nobody() {
        let (waits, [a, b, _]) = (Waits::default(), actors());
        let answered = wait(a, b);
        let slot = answered.slot.clone();
        waits.enter(reply(1), answered).expect("nobody waits yet");
        slot.fill(super::super::AskOutcome::TimeOver);
        waits.enter(reply(2), wait(b, a)).expect("`a` has been answered");
        assert!(!waits.redirect(reply(1), a), "an answered question goes nowhere");
    }

    #[test]
    fn independent_questions_that_close_a_circle_are_found() {
        let (waits, [a, b, c, d]) = (Waits::default(), actors());
        for (number, asker, to) in [(1, a, b), (2, b, d), (3, b, c)] {
            waits.enter(reply(number), wait(asker, to)).expect("no circle");
        }
        let chain = waits.enter(reply(4), wait(c, a)).expect_err("a circle");
        assert_eq!(*chain, [a, b, c]);
        assert!(
            chain.to_string().ends_with(&format!("→ `app::Actor` ({c}) → back to `app::Actor`")),
            "{chain}"
        );
        assert!(waits.enter(reply(5), wait(d, d)).is_err(), "oneself");
    }

    #[test]
    fn what_is_answered_or_passed_on_is_waited_for_no_more() {
        let (waits, [a, b, c]) = (Waits::default(), actors());
        let (first, second) = (reply(1), reply(2));
        waits.enter(first, wait(a, b)).expect("no circle");
        waits.redirect(first, c);
        waits.enter(second, wait(b, a)).expect("`a` waits for `c` now");
        waits.leave(second);
        assert!(waits.enter(second, wait(c, a)).is_err(), "`a` waits for `c`");
        waits.leave(first);
        assert!(!waits.is_asking(a));
        waits.enter(reply(3), wait(b, a)).expect("nobody waits any more");
    }
}
