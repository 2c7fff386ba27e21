//! The one system that a process runs, unless a system is unique.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{ActorSystem, Shared};
use crate::base::Base;
use crate::capability::Capabilities;
use crate::error::{Error, Result};

static RUNNING: Mutex<Option<ActorSystem>> = Mutex::new(None);

fn lock() -> MutexGuard<'static, Option<ActorSystem>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The running system if it is on the wanted base, or the one that `start` gives.
pub(super) fn or_start(
    wanted: Option<Base>,
    capabilities: &Capabilities,
    start: impl FnOnce(Base) -> Result<ActorSystem>,
) -> Result<ActorSystem> {
    let mut running = lock();
    if let Some(system) = &*running
        && system.shared.engine.is_open()
    {
        return match wanted {
            Some(wanted) if wanted != system.base() => {
                Err(Error::OtherBaseRunning { running: system.base(), wanted })
            }
            _ => {
                let running = system.capabilities();
                match capabilities.iter().find(|(name, value)| running.get(name) != Some(value)) {
                    None => Ok(system.clone()),
                    Some((name, wanted)) => Err(Error::OtherCapabilities {
                        name: name.to_owned(),
                        running: running
                            .get(name)
                            .map_or_else(|| "not there".to_owned(), ToString::to_string),
                        wanted: wanted.to_string(),
                    }),
                }
            }
        };
    }
    let system = start(wanted.unwrap_or_default())?;
    *running = Some(system.clone());
    Ok(system)
}

/// The next start begins anew.
pub(super) fn forget(shared: &Arc<Shared>) {
    let mut running = lock();
    if running.as_ref().is_some_and(|running| Arc::ptr_eq(&running.shared, shared)) {
        *running = None;
    }
}
