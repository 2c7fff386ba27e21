//! The words for bases.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

/// How the actors of a system run: the one word that a program changes.
///
/// Each has the words of the table; all that take a base take a word as well. The bases of processes need the feature
/// `process`; the one over UDP is not built yet, which is an error when it is to start.
///
/// | base | words | actors are |
/// |---|---|---|
/// | `Sequential` | `simpleSystemBase`, `sequential` | run one after another in the calling thread |
/// | `ThreadPool` | `threadPoolBase`, `thread-pool` | scheduled over a pool of threads |
/// | `Process(Carrier::Tcp)` | `multiprocTCPBase` | operating-system processes, TCP between them |
/// | `Process(Carrier::Udp)` | `multiprocUDPBase` | the same over UDP |
/// | `Process(Carrier::Unix)` | `multiprocQueueBase`, `multiprocUnixBase` | the same over Unix sockets |
///
/// ```
/// use thespian::prelude::*;
///
/// # fn main() -> thespian::Result<()> {
/// let base: Base = "simpleSystemBase".parse()?;
/// assert_eq!(base, Base::Sequential);
/// assert_eq!(base.to_string(), "simpleSystemBase");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Base {
    /// One after another, in the calling thread.
    #[default]
    Sequential,
    /// Over a pool of threads.
    ThreadPool,
    /// As operating-system processes.
    Process(Carrier),
}

/// What carries messages between processes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Carrier {
    /// TCP connections.
    Tcp,
    /// UDP datagrams.
    Udp,
    /// Unix sockets.
    Unix,
}

/// Every word, the one that a base is printed as first.
const WORDS: [(&str, Base); 8] = [
    ("simpleSystemBase", Base::Sequential),
    ("sequential", Base::Sequential),
    ("threadPoolBase", Base::ThreadPool),
    ("thread-pool", Base::ThreadPool),
    ("multiprocTCPBase", Base::Process(Carrier::Tcp)),
    ("multiprocUDPBase", Base::Process(Carrier::Udp)),
    ("multiprocQueueBase", Base::Process(Carrier::Unix)),
    ("multiprocUnixBase", Base::Process(Carrier::Unix)),
];

impl fmt::Display for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = WORDS.iter().find(|(_, base)| base == self).map(|(word, _)| *word);
        f.write_str(word.unwrap_or_default())
    }
}

/// A word that names no base.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{word}` is not a system base; the known ones are {}", known_words())]
pub struct UnknownBase {
    word: String,
}

fn known_words() -> String {
    WORDS.map(|(word, _)| format!("`{word}`")).join(", ")
}

impl FromStr for Base {
    type Err = UnknownBase;

    fn from_str(word: &str) -> Result<Self, UnknownBase> {
        let known = WORDS.iter().find(|(known, _)| *known == word);
        known.map(|(_, base)| *base).ok_or_else(|| UnknownBase { word: word.to_owned() })
    }
}

impl TryFrom<&str> for Base {
    type Error = UnknownBase;

    fn try_from(word: &str) -> Result<Self, UnknownBase> {
        word.parse()
    }
}

impl TryFrom<String> for Base {
    type Error = UnknownBase;

    fn try_from(word: String) -> Result<Self, UnknownBase> {
        word.parse()
    }
}

impl TryFrom<&String> for Base {
    type Error = UnknownBase;

    fn try_from(word: &String) -> Result<Self, UnknownBase> {
        word.parse()
    }
}

/// A base that this build of the crate has not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnavailableBase {
    /// It is part of a feature that is switched off.
    #[error(
        "`{base}` needs the feature `{feature}` of the crate `thespian`: add it to `features` in Cargo.toml"
    )]
    FeatureOff {
        /// The base.
        base: Base,
        /// The feature.
        feature: &'static str,
    },
    /// The system did not give what it needs.
    #[error("`{base}` cannot start: {reason}")]
    Refused {
        /// The base.
        base: Base,
        /// Why.
        reason: String,
    },
    /// There is no system to attach to.
    #[error("no system runs on `{base}` to which this program could attach; `ActorSystem::start` begins one")]
    NotRunning {
        /// The base.
        base: Base,
    },
    /// This program has not said what it is, first of all.
    #[error(
        "`{base}` starts this program again for each actor: put `#[thespian::main]` on `fn main`, or call \
         `thespian::init()` first in it, so that it becomes that actor then"
    )]
    NotInitialized {
        /// The base.
        base: Base,
    },
    /// This version does not have it yet.
    #[error("`{base}` is not built yet in thespian {}; the others are", env!("CARGO_PKG_VERSION"))]
    NotBuilt {
        /// The base.
        base: Base,
    },
}

#[cfg(not(all(feature = "thread-pool", feature = "process")))]
impl UnavailableBase {
    pub(crate) fn of(base: Base) -> Self {
        match base {
            Base::ThreadPool => UnavailableBase::FeatureOff { base, feature: "thread-pool" },
            Base::Process(Carrier::Tcp | Carrier::Unix) => {
                UnavailableBase::FeatureOff { base, feature: "process" }
            }
            // No feature brings what is not built.
            Base::Sequential | Base::Process(Carrier::Udp) => UnavailableBase::NotBuilt { base },
        }
    }
}

impl From<Infallible> for UnknownBase {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_base_is_read_back_from_its_word() {
        for (word, base) in WORDS {
            assert_eq!(word.parse(), Ok(base));
            assert_eq!(base.to_string().parse(), Ok(base));
        }
    }

    #[test]
    fn an_unknown_word_is_answered_with_the_known_ones() {
        let error = "multiprocTcpBase".parse::<Base>().expect_err("it is misspelt").to_string();
        for (word, _) in WORDS {
            assert!(error.contains(word), "{error}");
        }
    }
}
