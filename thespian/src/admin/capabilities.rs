//! What the host can do, as it changes.

use crate::actor::Context;
use crate::capability::CapabilityValue;
use crate::message::CapabilityUpdated;

/// Sets a capability or takes it away, lets every actor see whether the host will still do, and says that it is so.
pub(crate) fn update(name: &str, value: Option<&CapabilityValue>, ctx: &mut Context) {
    ctx.update_host(name, value.cloned());
    if ctx.sender().is_outside() {
        ctx.post(ctx.sender(), CapabilityUpdated);
    }
}
