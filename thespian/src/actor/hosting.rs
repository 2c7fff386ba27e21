//! Whether a host has what an actor needs.

use std::fmt;
use std::sync::Arc;

use super::{Profile, Setting, contain};
use crate::capability::{Capabilities, Requirements, lack};

/// The host of an actor that is being made, for [`Init`](super::Init) by hand.
pub struct Host<'a> {
    setting: &'a Setting,
    requirements: &'a Requirements,
}

impl<'a> Host<'a> {
    pub(crate) fn new(setting: &'a Setting, requirements: &'a Requirements) -> Self {
        Host { setting, requirements }
    }

    /// What it can do, at this moment.
    #[must_use]
    pub fn capabilities(&self) -> Arc<Capabilities> {
        self.setting.capabilities()
    }

    /// What was required of it.
    #[must_use]
    pub fn requirements(&self) -> &Requirements {
        self.requirements
    }
}

impl fmt::Debug for Host<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Host").field("requirements", &self.requirements).finish_non_exhaustive()
    }
}

/// Why a host is none for such an actor, if it is not. Most actors run anywhere, and cost nothing here.
pub(super) fn misfit(profile: &Profile, host: &Host<'_>) -> Option<String> {
    if profile.requires.is_empty() && profile.check.is_none() && host.requirements.is_empty() {
        return None;
    }
    lacks(profile, &host.capabilities(), host.requirements)
}

fn lacks(profile: &Profile, capabilities: &Capabilities, requirements: &Requirements) -> Option<String> {
    let unmet = profile.requires.iter().filter(|requirement| !requirement.is_met_by(capabilities));
    let mut lacks: Vec<_> = unmet.map(|unmet| lack(unmet.name(), &unmet.value(), capabilities)).collect();
    if let Some(check) = profile.check {
        match contain(|| check(capabilities, requirements)) {
            Ok(true) => {}
            Ok(false) => lacks.push("its `#[capability_check]` says no".to_owned()),
            Err(panic) => lacks.push(format!("its `#[capability_check]` panicked: {panic}")),
        }
    } else {
        let unmet = requirements.iter().filter(|(name, value)| capabilities.get(name) != Some(value));
        lacks.extend(unmet.map(|(name, value)| lack(name, value, capabilities)));
    }
    (!lacks.is_empty()).then(|| lacks.join("; "))
}
