//! What an actor's parameters have to be.

use syn::{Generics, Ident, TypeParam, TypeParamBound, WherePredicate, parse_quote};

use crate::catalogue;
use crate::diag::Diagnostics;
use crate::items::{last_name, mentions};
use crate::owned::holds;
use crate::receive::model::{Block, Handler};
use crate::runtime::Runtime;

/// Bounds of which no number makes a type one that can be in a message.
const NO_MESSAGE: [&str; 17] = [
    "Send",
    "Sync",
    "Sized",
    "Unpin",
    "Clone",
    "Copy",
    "Debug",
    "Display",
    "Default",
    "PartialEq",
    "Eq",
    "PartialOrd",
    "Ord",
    "Hash",
    "Serialize",
    "Deserialize",
    "DeserializeOwned",
];

/// Parameters that need the bound `Data` and do not have it: those of which nothing is said, since an actor is at least
/// `Send` and `'static`, and those that are in a message or a reply. What is generated has the
/// bound then, so that this is all that is said.
pub(super) fn check(block: &mut Block, diagnostics: &mut Diagnostics) -> Vec<Ident> {
    let mut unbound = Vec::new();
    for parameter in block.generics.type_params() {
        let Some(bounds) = bounds(parameter, &block.generics) else { continue };
        let in_a_message = || block.handlers.iter().any(|handler| is_in(&parameter.ident, handler));
        if bounds.is_empty() || (bounds.into_iter().all(is_no_message) && in_a_message()) {
            diagnostics.error(parameter, catalogue::parameter_without_bound(&parameter.ident));
            unbound.push(parameter.ident.clone());
        }
    }
    bind(&mut block.generics, &unbound, &block.runtime);
    unbound
}

/// Whether a parameter is in what is handled, or in the reply.
fn is_in(parameter: &Ident, handler: &Handler) -> bool {
    let defined = matches!(&handler.defines, Some(Ok(definition)) if !definition.is_local());
    (defined && mentions(&handler.message, parameter))
        || holds(&handler.message, parameter)
        || holds(&handler.reply, parameter)
}

/// Gives these parameters the bound.
pub(super) fn bind(generics: &mut Generics, parameters: &[Ident], runtime: &Runtime) {
    for parameter in generics.type_params_mut() {
        if parameters.contains(&parameter.ident) {
            parameter.bounds.push(parse_quote!(#runtime::Data));
        }
    }
}

/// All that is said of a parameter; nothing, if something is said of a type that it is part of.
fn bounds<'a>(parameter: &'a TypeParam, generics: &'a Generics) -> Option<Vec<&'a TypeParamBound>> {
    let mut bounds: Vec<_> = parameter.bounds.iter().collect();
    let predicates = generics.where_clause.iter().flat_map(|clause| &clause.predicates);
    for predicate in predicates.filter(|predicate| mentions(predicate, &parameter.ident)) {
        match predicate {
            WherePredicate::Type(predicate)
                if last_name(&predicate.bounded_ty).is_some_and(|name| *name == parameter.ident) =>
            {
                bounds.extend(&predicate.bounds);
            }
            _ => return None,
        }
    }
    Some(bounds)
}

fn is_no_message(bound: &TypeParamBound) -> bool {
    match bound {
        TypeParamBound::Trait(bound) => {
            let last = bound.path.segments.last();
            last.is_some_and(|last| NO_MESSAGE.into_iter().any(|name| last.ident == name))
        }
        TypeParamBound::Lifetime(_) => true,
        _ => false,
    }
}
