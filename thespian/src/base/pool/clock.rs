//! The thread that waits for what falls due; there is none before something does.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::Pool;
use crate::actor::{WakeToken, contain};
use crate::address::ActorAddress;
use crate::envelope::Envelope;
use crate::message::AnyMessage;
use crate::node::{Wakeups, later};

/// How soon after one timer the thread wakes for another.
const GRAIN: Duration = Duration::from_millis(1);

#[derive(Default)]
pub(crate) struct Clock {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    wakeups: Wakeups<(ActorAddress, AnyMessage)>,
    runs: bool,
    stopped: bool,
}

impl Clock {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn stop(&self) {
        self.state().stopped = true;
        self.changed.notify_all();
    }
}

impl Pool {
    pub(super) fn wake(
        self: &Arc<Self>,
        who: ActorAddress,
        after: Duration,
        message: AnyMessage,
    ) -> WakeToken {
        let due = later(Instant::now(), after);
        let mut state = self.clock.state();
        let is_next = state.wakeups.next().is_none_or(|next| due < next);
        let token = state.wakeups.add(due, (who, message));
        if !state.runs {
            let pool = self.clone();
            let thread = thread::Builder::new().name("thespian-clock".to_owned());
            match thread.spawn(move || pool.tick()) {
                Ok(_) => state.runs = true,
                // The next request tries again.
                Err(error) => tracing::error!(%error, "no thread for the timers of the pool"),
            }
        }
        drop(state);
        if is_next {
            self.clock.changed.notify_all();
        }
        token
    }

    pub(super) fn unwake(&self, token: WakeToken) {
        self.clock.state().wakeups.cancel(token);
    }

    fn tick(self: Arc<Self>) {
        let mut context = self.context_of(None);
        let mut state = self.clock.state();
        let mut fired = None;
        while !state.stopped {
            if let Some((who, message)) = state.wakeups.pop_due(Instant::now()) {
                drop(state);
                fired = Some(Instant::now());
                // Who listens to the log may panic, and others wait for this thread.
                let posted = contain(|| context.desk(|desk| desk.post(who, Envelope::new(message, who))));
                if posted.is_err() {
                    context = self.context_of(None);
                }
                state = self.clock.state();
                continue;
            }
            // Where they are many, those of one grain of time fire together.
            let soonest = |next: Instant| fired.map_or(next, |fired| next.max(fired + GRAIN));
            let next = state.wakeups.next().map(soonest);
            let left = next.map(|next| next.saturating_duration_since(Instant::now()));
            state = match left {
                Some(left) => {
                    let waited = self.clock.changed.wait_timeout(state, left);
                    waited.unwrap_or_else(PoisonError::into_inner).0
                }
                None => self.clock.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
            };
        }
    }
}
