//! How a process leaves the others: all that it had to say is heard, and what comes meanwhile is left to those who sent it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::peer::{Peer, Takes};
use super::{LAST_WORDS, Net, Sending, Way, Word};

/// How often a process that ends looks whether it was heard.
const TICK: Duration = Duration::from_millis(1);

impl Net {
    /// From now on letters that come are left to those who sent them.
    pub(crate) async fn take_no_more(self: &Arc<Self>) {
        let net = self.clone();
        // Where it is read: nothing that had been taken is still on its way from there.
        let taken = self.runtime.spawn(async move { net.state().takes = Takes::Words });
        let _ = taken.await;
    }

    /// Tells all others that, and waits until they have all that this process had to say, for a while; whether it came to
    /// that. Where somebody does not listen, the others hear before the end what would have had to wait for it.
    pub(crate) async fn hear_out(self: &Arc<Self>, patience: Duration) -> bool {
        let begun = Instant::now();
        loop {
            {
                let mut state = self.state();
                for (process, peer) in &mut state.peers {
                    if !std::mem::replace(&mut peer.is_told, true) {
                        // Behind what is said of the letters that came.
                        let Sending { way, letter, .. } = Word::TakesNoMore.on(Way::Mail);
                        peer.link.push(way, letter);
                        if peer.stir() {
                            self.dial(*process);
                        }
                    }
                }
                if state.is_heard_out() {
                    return true;
                }
            }
            if begun.elapsed() >= patience {
                return false;
            }
            if begun.elapsed() >= LAST_WORDS {
                self.send_all_last(self.state());
            }
            tokio::time::sleep(TICK).await;
        }
    }

    /// Lets nobody in any more, if all have heard this process out; whether they have.
    pub(crate) fn close_if_heard_out(&self) -> bool {
        let mut state = self.state();
        let is_heard_out = state.is_heard_out();
        if is_heard_out {
            state.takes = Takes::Nothing;
        }
        is_heard_out
    }

    /// Says farewell to all who are there, and waits until they have heard it, for a while.
    pub(crate) async fn end(self: &Arc<Self>) {
        let deadline = Instant::now() + LAST_WORDS;
        loop {
            let unheard = {
                let mut state = self.state();
                state.takes = Takes::Nothing;
                let unheard = state.peers.values_mut().filter(|peer| peer.has_to_be_heard());
                unheard.map(Peer::say_farewell).count()
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
