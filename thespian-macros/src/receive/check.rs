//! Rules about the handlers of a block among each other.

use quote::format_ident;
use syn::Type;

use super::model::{Block, Handler, both_always};
use crate::catalogue;
use crate::diag::Diagnostics;

/// What clashes is said once, and is wrong from then on.
pub(super) fn check(block: &mut Block, diagnostics: &mut Diagnostics) {
    for index in 1..block.handlers.len() {
        let (before, rest) = block.handlers.split_at_mut(index);
        let second = &mut rest[0];
        let Some(first) = before.iter().find(|first| clash(first, second)) else { continue };
        say(first, second, diagnostics);
    }
    let mut index = 0;
    while index < block.handlers.len() {
        let (before, rest) = block.handlers.split_at(index);
        if before.iter().any(|first| clash(first, &rest[0])) {
            block.handlers.remove(index);
        } else {
            index += 1;
        }
    }
}

/// A message that has the name which the enum of all messages would have. The enum gets another, so that this is the
/// only mistake that is reported.
pub(super) fn free_the_name(block: &mut Block, diagnostics: &mut Diagnostics) {
    let has_the_name = |handler: &&Handler| {
        matches!(&handler.message, Type::Path(path)
            if path.path.segments.len() == 1 && path.path.segments[0].ident == block.messages)
    };
    let Some(handler) = block.handlers.iter().find(has_the_name) else { return };
    let mistake = catalogue::enum_name_taken(&block.messages, &block.actor_name);
    diagnostics.error(&handler.message, mistake);
    block.messages = format_ident!("__{}", block.messages);
}

/// Whether an actor cannot have both.
fn clash(first: &Handler, second: &Handler) -> bool {
    both_always(&first.cfgs, &second.cfgs)
        && (first.written == second.written || first.variant == second.variant)
}

fn say(first: &Handler, second: &Handler, diagnostics: &mut Diagnostics) {
    let (one, two) = (&first.ident, &second.ident);
    if first.written == second.written {
        let mistake = catalogue::two_handlers(one, two, &second.written);
        diagnostics.error(&second.message, mistake);
    } else if one != two {
        diagnostics.error(two, catalogue::one_variant(one, two, &second.variant));
    }
}
