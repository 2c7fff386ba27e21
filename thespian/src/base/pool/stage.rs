//! Where an actor is between its mailbox and a thread. Who changes it has the lock of its berth.

/// What an actor is about to do.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Stage {
    /// There is none.
    #[default]
    Vacant,
    Resting,
    /// It queues for a thread, or has one.
    Scheduled,
    /// The same, and what its handler awaits has come.
    Woken,
}

/// What is to be done after an actor was given something.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Given {
    /// Nothing: it is going to see it.
    Waits,
    /// It may be at work, and is to look at once.
    Urgent,
    /// It has to queue for a thread: once, until it rests again.
    Wakes,
    /// The same for one that has a thread of its own, which is to be called.
    WakesOwn,
}

impl Stage {
    /// A message has come.
    #[inline]
    pub(crate) fn give(&mut self, is_urgent: bool) -> Given {
        match self {
            Stage::Resting => {
                *self = Stage::Scheduled;
                Given::Wakes
            }
            _ if is_urgent => Given::Urgent,
            _ => Given::Waits,
        }
    }

    /// What its handler awaits has come.
    pub(crate) fn awake(&mut self) -> Given {
        match std::mem::replace(self, Stage::Woken) {
            Stage::Resting => Given::Wakes,
            _ => Given::Urgent,
        }
    }

    /// A thread takes what there is; whether the handler can go on.
    #[inline]
    pub(crate) fn begin(&mut self) -> bool {
        match self {
            Stage::Vacant => false,
            stage => std::mem::replace(stage, Stage::Scheduled) == Stage::Woken,
        }
    }

    /// A thread has done all that it took; whether the actor rests now.
    #[inline]
    pub(crate) fn rest(&mut self, is_empty: bool) -> bool {
        let rests = is_empty && *self == Stage::Scheduled;
        if rests {
            *self = Stage::Resting;
        }
        rests
    }
}
