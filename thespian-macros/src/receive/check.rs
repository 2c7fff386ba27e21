//! Rules about the handlers of a block among each other.

use quote::{ToTokens, format_ident};
use syn::Type;

use super::model::{Block, Handler};
use crate::diag::Diagnostics;

pub(crate) fn check(block: &Block, diagnostics: &mut Diagnostics) {
    for (index, second) in block.handlers.iter().enumerate() {
        if let Some(first) = block.handlers[..index].iter().find(|first| clash(first, second)) {
            say(first, second, diagnostics);
        }
    }
}

/// A message that has the name which the enum of all messages would have. The enum gets another, so that this is the
/// only mistake that is reported.
pub(crate) fn free_the_name(block: &mut Block, diagnostics: &mut Diagnostics) {
    let has_the_name = |handler: &&Handler| {
        matches!(&handler.message, Type::Path(path)
            if path.path.is_ident(&block.messages))
    };
    let Some(handler) = block.handlers.iter().find(has_the_name) else { return };
    let (messages, actor) = (&block.messages, &block.actor_name);
    let text = format!(
        "`{messages}` is also the name of the enum of all messages that `{actor}` handles; give the enum another: \
         `#[receive(messages = {actor}Inbox)]`"
    );
    diagnostics.error(&handler.message, text);
    block.messages = format_ident!("__{}", block.messages);
}

/// Whether an actor cannot have both. What is compiled under some condition may stand beside another.
pub(crate) fn clash(first: &Handler, second: &Handler) -> bool {
    let both_always = first.cfgs.is_empty() && second.cfgs.is_empty();
    both_always && (message(first) == message(second) || first.variant == second.variant)
}

fn message(handler: &Handler) -> String {
    // `&str` handles `String`, by a path that nobody else writes.
    handler.message.to_token_stream().to_string().replace(' ', "").replace("::thespian::__private::", "")
}

fn say(first: &Handler, second: &Handler, diagnostics: &mut Diagnostics) {
    let (one, two) = (&first.ident, &second.ident);
    if message(first) == message(second) {
        let what = message(second);
        diagnostics.error(
            &second.message,
            format_args!(
                "`{one}` and `{two}` both handle `{what}`; an actor has one handler for each message type"
            ),
        );
    } else if one != two {
        let variant = &second.variant;
        diagnostics.error(
            two,
            format_args!(
                "`{one}` and `{two}` would both be the variant `{variant}` of the enum of messages; rename one"
            ),
        );
    }
}
