//! What waits to be delivered, and which of it is next.

use std::collections::VecDeque;

use crate::address::{ActorAddress, Home};
use crate::envelope::{Envelope, Mail};
use crate::message::contents::Class;

pub(crate) type Posted = (ActorAddress, Envelope);

/// Above this many places, an empty queue gives its memory back.
const MOST_KEPT: usize = 1024;

pub(crate) struct Queue {
    home: Home,
    order: Order,
    /// What overtakes the rest.
    urgent: VecDeque<Posted>,
}

/// What waits, and which of it is delivered next.
enum Order {
    /// What was sent first. Where each goes is beside them.
    Fifo { to: VecDeque<ActorAddress>, mail: Mail },
    /// What chance says, among what may be first: what one actor sends another stays in its order, whatever name it
    /// sends it in. Who sent each of the waiting is beside them.
    Chance { chance: Chance, waiting: VecDeque<Posted>, posters: VecDeque<ActorAddress> },
}

impl Queue {
    pub(crate) fn new(home: Home, seed: Option<u64>) -> Self {
        let order = match seed {
            None => Order::Fifo { to: VecDeque::new(), mail: Mail::default() },
            Some(seed) => {
                Order::Chance { chance: Chance(seed), waiting: VecDeque::new(), posters: VecDeque::new() }
            }
        };
        Queue { home, order, urgent: VecDeque::new() }
    }

    /// Puts an envelope behind the others; who sends it need not be who it names as its sender.
    #[inline]
    pub(crate) fn push(&mut self, receiver: ActorAddress, envelope: &mut Envelope, poster: ActorAddress) {
        if envelope.message.class() != Class::User && envelope.message.is_urgent() {
            return self.urgent.push_back((receiver, envelope.take()));
        }
        match &mut self.order {
            Order::Fifo { to, mail } => {
                to.push_back(receiver);
                mail.push(envelope, self.home);
            }
            Order::Chance { waiting, posters, .. } => {
                waiting.push_back((receiver, envelope.take()));
                posters.push_back(poster);
            }
        }
    }

    pub(crate) fn pop_urgent(&mut self) -> Option<Posted> {
        self.urgent.pop_front()
    }

    #[inline]
    pub(crate) fn pop(&mut self) -> Option<Posted> {
        if let Some(posted) = self.urgent.pop_front() {
            return Some(posted);
        }
        match &mut self.order {
            Order::Fifo { to, mail } => {
                let next = to.pop_front()?;
                let envelope = mail.pop(self.home)?;
                if to.is_empty() {
                    self.give_back();
                }
                Some((next, envelope))
            }
            Order::Chance { waiting, .. } if waiting.is_empty() => None,
            Order::Chance { chance, waiting, posters } => {
                let chosen = chance.below(waiting.len());
                let first = first_before(waiting, posters, chosen);
                posters.remove(first);
                waiting.remove(first)
            }
        }
    }

    /// A burst gives its memory back once it is over.
    fn give_back(&mut self) {
        if let Order::Fifo { to, mail } = &mut self.order
            && (to.capacity() > MOST_KEPT || mail.capacity() > MOST_KEPT * size_of::<Envelope>())
        {
            (*to, *mail) = (VecDeque::new(), Mail::default());
        }
        if self.urgent.is_empty() && self.urgent.capacity() > MOST_KEPT {
            self.urgent = VecDeque::new();
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        let is_empty = match &self.order {
            Order::Fifo { to, .. } => to.is_empty(),
            Order::Chance { waiting, .. } => waiting.is_empty(),
        };
        is_empty && self.urgent.is_empty()
    }

    /// How many of the user's messages wait.
    pub(crate) fn user_messages(&self) -> usize {
        self.count(|_| true)
    }

    /// How many of them wait for one actor.
    pub(crate) fn user_messages_to(&self, who: ActorAddress) -> usize {
        self.count(|to| to == who)
    }

    fn count(&self, counts: impl Fn(ActorAddress) -> bool) -> usize {
        let counts = |to: ActorAddress, class| counts(to) && class != Class::Internal;
        let posted = |(to, envelope): &&Posted| counts(*to, envelope.message.class());
        let waiting = match &self.order {
            Order::Fifo { to, mail } => {
                to.iter().zip(mail.classes()).filter(|(to, class)| counts(**to, *class)).count()
            }
            Order::Chance { waiting, .. } => waiting.iter().filter(posted).count(),
        };
        waiting + self.urgent.iter().filter(posted).count()
    }
}

/// What has to be delivered before the chosen one, or that itself: the first from the same actor to the same. What
/// the runtime tells an actor stays in its place among all that the actor gets.
fn first_before(waiting: &VecDeque<Posted>, posters: &VecDeque<ActorAddress>, chosen: usize) -> usize {
    let (to, envelope) = &waiting[chosen];
    let of_runtime = |envelope: &Envelope| envelope.message.class() == Class::Internal;
    let comes_before = |((other_to, other), poster): (&Posted, &ActorAddress)| {
        other_to == to && (*poster == posters[chosen] || of_runtime(other) || of_runtime(envelope))
    };
    match waiting.iter().zip(posters).take(chosen).position(comes_before) {
        // Before that one others may have to come in turn.
        Some(earlier) => first_before(waiting, posters, earlier),
        None => chosen,
    }
}

/// Numbers that look like chance, and are the same for the same seed (SplitMix64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut number = self.0;
        number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((number ^ (number >> 31)) % bound as u64) as usize
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::address::Home;
    use crate::message::{AnyMessage, Begin};

    #[test]
    fn chance_finds_every_legal_order_and_no_other() {
        let home = Home::launch();
        let [a, b, target] = [1, 2, 3].map(|slot| ActorAddress::actor(home, slot, 0));
        let mut orders = BTreeSet::new();
        for seed in 0..200 {
            let mut queue = Queue::new(home, Some(seed));
            for (number, sender) in [(1_u8, a), (2, a), (3, b)] {
                // In whose name does not matter.
                queue.push(target, &mut Envelope::new(AnyMessage::new(number), target), sender);
            }
            let pop = || queue.pop().and_then(|(_, envelope)| envelope.message.downcast::<u8>().ok());
            orders.insert(std::iter::from_fn(pop).collect::<Vec<_>>());
        }
        assert_eq!(orders.into_iter().collect::<Vec<_>>(), [[1, 2, 3], [1, 3, 2], [3, 1, 2]]);
    }

    #[test]
    fn nothing_overtakes_the_beginning_of_an_actor() {
        let home = Home::launch();
        let [parent, other, child] = [1, 2, 3].map(|slot| ActorAddress::actor(home, slot, 0));
        for seed in 0..100 {
            let mut queue = Queue::new(home, Some(seed));
            queue.push(child, &mut Envelope::new(AnyMessage::new(Begin), parent), parent);
            queue.push(child, &mut Envelope::new(AnyMessage::new(1_u8), other), other);
            assert!(queue.pop().expect("two wait").1.message.is::<Begin>());
        }
    }
}
