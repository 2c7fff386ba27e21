//! Rules about the handlers of a block among each other.

use quote::ToTokens;

use super::model::{Block, Handler};
use crate::diag::Diagnostics;

pub(crate) fn check(block: &Block, diagnostics: &mut Diagnostics) {
    for (index, handler) in block.handlers.iter().enumerate() {
        // What is compiled under some condition may stand beside another that is not.
        let others = block.handlers[..index].iter().filter(|_| handler.cfgs.is_empty());
        for other in others.filter(|other| other.cfgs.is_empty()) {
            pair(other, handler, diagnostics);
        }
    }
}

fn pair(first: &Handler, second: &Handler, diagnostics: &mut Diagnostics) {
    let text = |handler: &Handler| handler.message.to_token_stream().to_string();
    if text(first) == text(second) {
        diagnostics.error(
            &second.message,
            format_args!(
                "`{}` and `{}` both handle `{}`; an actor has one handler for each message type",
                first.ident,
                second.ident,
                text(second).replace(' ', "")
            ),
        );
    } else if first.variant == second.variant && first.ident != second.ident {
        diagnostics.error(
            &second.ident,
            format_args!(
                "`{}` and `{}` would both be the variant `{}` of the enum of messages; rename one",
                first.ident, second.ident, second.variant
            ),
        );
    }
}
