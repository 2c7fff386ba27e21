//! How a process leaves the others: all that it had to say is heard, and what comes meanwhile is left to those who sent it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::peer::{State, Takes};
use super::{LAST_WORDS, Net, Sending, Way, Word};

/// How often a process that ends looks whether it was heard.
const TICK: Duration = Duration::from_millis(1);

/// How long it waits, once all that it had to say has come, to learn what has become of it: who has it may be ending too,
/// and leave it to this process.
const SETTLES: Duration = Duration::from_millis(100);

impl Net {
    /// From now on letters that come are left to those who sent them.
    pub(crate) async fn take_no_more(self: &Arc<Self>) {
        let net = self.clone();
        // Where it is read: nothing that had been taken is still on its way from there.
        let taken = self.runtime.spawn(async move { net.state().takes = Takes::Words });
        let _ = taken.await;
    }

    /// Tells all others that, and waits until they have all that this process had to say; then it lets nobody in any more.
    /// At the deadline it gives up, and says so. Where somebody does not listen, the others hear before that what would
    /// have had to wait for it.
    ///
    /// To be run where it is read: what was read before has led to all that it leads to.
    pub(crate) async fn hear_out(self: &Arc<Self>, deadline: Instant) -> bool {
        let last = Instant::now() + LAST_WORDS;
        let mut settled = None;
        loop {
            let now = Instant::now();
            {
                let mut state = self.state();
                self.tell_untold(&mut state);
                if state.is_heard_out() {
                    let settled = *settled.get_or_insert_with(|| {
                        state.ask_all();
                        now + SETTLES
                    });
                    if !state.has_open_letters() || now >= settled {
                        state.takes = Takes::Nothing;
                        return true;
                    }
                }
            }
            if now >= deadline {
                return false;
            }
            if now >= last {
                let after = self.put_last(&mut self.state());
                after.into_iter().for_each(|after| self.follow(after));
            }
            tokio::time::sleep(TICK).await;
        }
    }

    /// Tells those who do not know it that this process takes no letters any more, behind what is said of those that came.
    fn tell_untold(self: &Arc<Self>, state: &mut State) {
        for (process, peer) in state.peers.iter_mut().filter(|(_, peer)| !peer.is_told) {
            peer.is_told = true;
            let Sending { way, letter, .. } = Word::TakesNoMore.on(Way::Mail);
            peer.link.push(way, letter);
            if peer.stir() {
                self.dial(*process);
            }
        }
    }

    /// Whether all others have all that this process had to say.
    pub(crate) fn is_heard_out(&self) -> bool {
        self.state().is_heard_out()
    }

    /// Says farewell to all who are there, and waits until they have heard it, for a while.
    pub(crate) async fn end(self: &Arc<Self>) {
        let deadline = Instant::now() + LAST_WORDS;
        loop {
            let unheard = {
                let mut state = self.state();
                let system = state.peers.get(&self.home.of_system());
                // What this process has counted is known there before others rely on that.
                let is_known = system.is_none_or(|system| system.link.is_through());
                let unheard = state.peers.values_mut().filter(|peer| peer.has_to_be_heard());
                unheard
                    .map(|peer| {
                        if is_known {
                            peer.say_farewell()
                        }
                    })
                    .count()
            };
            if unheard == 0 {
                return;
            }
            if Instant::now() >= deadline {
                return tracing::warn!(unheard, "this process ends although others have not heard it out");
            }
            tokio::time::sleep(TICK).await;
        }
    }
}
