//! What an actor has besides its state, and keeps over a restart: its children, and its timers.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use super::WakeToken;
use crate::address::ActorAddress;
use crate::message::{AnyMessage, WakeupId, WakeupMessage};

/// The affairs of an actor. Most have none, and pay 8 bytes.
#[derive(Default)]
pub(crate) struct Affairs(Option<Box<Inner>>);

#[derive(Default)]
struct Inner {
    children: BTreeSet<ActorAddress>,
    /// What leads to the actors of names that this one has asked for, by name and type.
    aliases: BTreeMap<(String, &'static str), ActorAddress>,
    /// Children that were created while the actor was on its way out: it hears nothing of them any more.
    late: BTreeSet<ActorAddress>,
    /// Whose end this actor wants to hear of.
    watched: BTreeSet<ActorAddress>,
    /// What works for this actor unseen.
    helpers: BTreeSet<ActorAddress>,
    timers: HashMap<WakeupId, Timer>,
    /// The wakeups that were ever asked for.
    requests: u64,
    /// Who wants to know when the actor ends.
    watchers: BTreeSet<ActorAddress>,
    /// Whether the system has been asked for dead letters.
    hears_dead_letters: bool,
}

struct Timer {
    delay: Duration,
    payload: AnyMessage,
    repeats: bool,
    /// The request to the base that will fire it.
    token: Option<WakeToken>,
}

impl Inner {
    fn has_dependents(&self) -> bool {
        !self.children.is_empty()
            || !self.late.is_empty()
            || !self.aliases.is_empty()
            || !self.helpers.is_empty()
    }
}

impl Affairs {
    pub(crate) fn add_child(&mut self, child: ActorAddress) {
        self.0.get_or_insert_default().children.insert(child);
    }

    pub(crate) fn remove_child(&mut self, child: ActorAddress) {
        if let Some(inner) = &mut self.0
            && !inner.children.remove(&child)
            && !inner.late.remove(&child)
            && !inner.helpers.remove(&child)
        {
            inner.aliases.retain(|_, alias| *alias != child);
        }
    }

    /// Whether that one is a child, however late it came.
    pub(crate) fn answers_for(&self, who: ActorAddress) -> bool {
        self.0.as_ref().is_some_and(|inner| inner.children.contains(&who) || inner.late.contains(&who))
    }

    pub(crate) fn has_children(&self) -> bool {
        self.0.as_ref().is_some_and(|inner| inner.has_dependents())
    }

    pub(crate) fn children(&self) -> Vec<ActorAddress> {
        self.0.iter().flat_map(|inner| inner.children.iter().copied()).collect()
    }

    pub(crate) fn add_late(&mut self, child: ActorAddress) {
        self.0.get_or_insert_default().late.insert(child);
    }

    pub(crate) fn is_late(&self, child: ActorAddress) -> bool {
        self.0.as_ref().is_some_and(|inner| inner.late.contains(&child))
    }

    pub(crate) fn watch(&mut self, who: ActorAddress) {
        self.0.get_or_insert_default().watched.insert(who);
    }

    pub(crate) fn heard_of(&mut self, who: ActorAddress) {
        if let Some(inner) = &mut self.0 {
            inner.watched.remove(&who);
        }
    }

    pub(crate) fn watched(&self) -> Vec<ActorAddress> {
        self.0.iter().flat_map(|inner| inner.watched.iter().copied()).collect()
    }

    pub(crate) fn remove_watcher(&mut self, watcher: ActorAddress) {
        if let Some(inner) = &mut self.0 {
            inner.watchers.remove(&watcher);
        }
    }

    pub(crate) fn add_helper(&mut self, helper: ActorAddress) {
        self.0.get_or_insert_default().helpers.insert(helper);
    }

    pub(crate) fn helpers(&self) -> Vec<ActorAddress> {
        self.0.iter().flat_map(|inner| inner.helpers.iter().copied()).collect()
    }

    pub(crate) fn add_alias(&mut self, name: String, type_name: &'static str, alias: ActorAddress) {
        self.0.get_or_insert_default().aliases.insert((name, type_name), alias);
    }

    pub(crate) fn alias(&self, name: &str, type_name: &'static str) -> Option<ActorAddress> {
        let inner = self.0.as_ref()?;
        let same = |((other, of), alias): (&(String, &'static str), &ActorAddress)| {
            (other == name && *of == type_name).then_some(*alias)
        };
        inner.aliases.iter().find_map(same)
    }

    pub(crate) fn aliases(&self) -> Vec<ActorAddress> {
        self.0.iter().flat_map(|inner| inner.aliases.values().copied()).collect()
    }

    pub(crate) fn add_timer(&mut self, delay: Duration, payload: AnyMessage, repeats: bool) -> WakeupId {
        let inner = self.0.get_or_insert_default();
        inner.requests += 1;
        let id = WakeupId(inner.requests);
        let payload = if repeats { AnyMessage::shared(payload) } else { payload };
        inner.timers.insert(id, Timer { delay, payload, repeats, token: None });
        id
    }

    pub(crate) fn add_watcher(&mut self, watcher: ActorAddress) {
        self.0.get_or_insert_default().watchers.insert(watcher);
    }

    pub(crate) fn watchers(&self) -> Vec<ActorAddress> {
        self.0.iter().flat_map(|inner| inner.watchers.iter().copied()).collect()
    }

    pub(crate) fn hear_dead_letters(&mut self, hears: bool) {
        if hears || self.0.is_some() {
            self.0.get_or_insert_default().hears_dead_letters = hears;
        }
    }

    pub(crate) fn hears_dead_letters(&self) -> bool {
        self.0.as_ref().is_some_and(|inner| inner.hears_dead_letters)
    }

    /// Notes which request to the base will fire a timer.
    pub(crate) fn arm(&mut self, id: WakeupId, token: WakeToken) {
        if let Some(timer) = self.0.as_mut().and_then(|inner| inner.timers.get_mut(&id)) {
            timer.token = Some(token);
        }
    }

    /// Forgets a timer, if there is one; the request that would have fired it, if it is not firing now.
    pub(crate) fn cancel_timer(&mut self, id: WakeupId) -> Option<Option<WakeToken>> {
        Some(self.remove_timer(id)?.token)
    }

    fn remove_timer(&mut self, id: WakeupId) -> Option<Timer> {
        let timers = &mut self.0.as_mut()?.timers;
        let timer = timers.remove(&id)?;
        // A burst gives its memory back.
        if timers.is_empty() {
            *timers = HashMap::new();
        }
        Some(timer)
    }

    /// How many wakeups are still to come.
    pub(crate) fn timers(&self) -> usize {
        self.0.as_ref().map_or(0, |inner| inner.timers.len())
    }

    /// The requests of all timers.
    pub(crate) fn armed(&self) -> Vec<WakeToken> {
        self.0.iter().flat_map(|inner| inner.timers.values().filter_map(|timer| timer.token)).collect()
    }

    /// The period of a timer that repeats, was not cancelled, and has fired.
    pub(crate) fn period(&self, id: WakeupId) -> Option<Duration> {
        let timer = self.0.as_ref()?.timers.get(&id)?;
        (timer.repeats && timer.token.is_none()).then_some(timer.delay)
    }

    /// What a timer says when its time is over. Nothing if it was cancelled.
    pub(crate) fn fire(&mut self, id: WakeupId) -> Option<WakeupMessage> {
        let timer = self.0.as_mut()?.timers.get_mut(&id)?;
        if timer.repeats {
            timer.token = None;
            return Some(WakeupMessage::new(id, timer.delay, timer.payload.try_clone().ok()?));
        }
        let Timer { delay, payload, .. } = self.remove_timer(id)?;
        Some(WakeupMessage::new(id, delay, payload))
    }
}
