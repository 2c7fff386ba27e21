//! A handler of a message that there is.

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::{
    Attribute, FnArg, GenericArgument, Ident, ImplItemFn, PatType, PathArguments, ReturnType, Signature,
    Type, parse_quote,
};

use super::signature::{is_any_message, is_plain, receiver_is_right, reply, variant, without_self};
use crate::catalogue;
use crate::diag::Diagnostics;
use crate::items::{cfgs, docs, is_context, last_name, typed, ungrouped, written};
use crate::owned::{Borrowed, all_owned, owned};
use crate::receive::model::{Block, Handler, Passing, Takes};
use crate::runtime::Runtime;

pub(super) fn handler(
    function: &ImplItemFn,
    block: &Block,
    diagnostics: &mut Diagnostics,
) -> Option<Handler> {
    let ImplItemFn { attrs, sig, .. } = function;
    if makes_the_actor(sig, block) {
        diagnostics.error(&sig.ident, catalogue::maker_without_mark(&sig.ident));
        return None;
    }
    let (receiver, plain) = (receiver_is_right(sig, diagnostics), is_plain(sig, diagnostics));
    let mut is_wrong = !receiver || !plain;
    let mut parameters: Vec<_> = sig.inputs.iter().filter(|input| matches!(input, FnArg::Typed(_))).collect();
    if let Some(context) = parameters.first()
        && is_context(context)
    {
        diagnostics.error(context, catalogue::context_first());
        is_wrong = true;
        parameters.remove(0);
        if parameters.is_empty() {
            return None;
        }
    }
    let Some(FnArg::Typed(PatType { ty, .. })) = parameters.first() else {
        // Without `&mut self` it is most likely no handler at all, which has been said.
        if receiver {
            diagnostics.error(&sig.ident, catalogue::no_message(&sig.ident, variant(&sig.ident)));
        }
        return None;
    };
    is_wrong |= !rest_is_right(&parameters, sig, diagnostics);
    is_wrong |= is_mut_reference(ty);
    let (message, passing) = handled(ty, &block.runtime, diagnostics)?;
    let (message, borrowed) = all_owned(&message, &block.runtime);
    for Borrowed { at, owned } in &borrowed {
        diagnostics.error(at, catalogue::message_reference(owned));
    }
    is_wrong |= !borrowed.is_empty();
    if is_any_message(&message) {
        diagnostics.error(&message, catalogue::any_message_handler());
        return None;
    }
    if let Some(parameter) = last_name(&message)
        && block.generics.type_params().any(|other| other.ident == *parameter)
        && matches!(&message, Type::Path(path) if path.path.get_ident().is_some())
    {
        let mistake = catalogue::parameter_as_message(parameter, &sig.ident, variant(&sig.ident));
        diagnostics.error(&message, mistake);
        return None;
    }
    let (reply, may_reply) = reply(sig, block, diagnostics);
    Some(Handler {
        variant: variant(&sig.ident),
        ident: sig.ident.clone(),
        cfgs: cfgs(attrs),
        docs: documented(function, block),
        written: written(&without_self(&handled_as_written(ty), &block.actor)),
        message: without_self(&message, &block.actor),
        takes: Takes::Whole(passing),
        context: parameters.get(1).and_then(|context| where_written(context)),
        is_async: sig.asyncness.is_some(),
        is_wrong: is_wrong || !may_reply,
        reply,
        defines: None,
    })
}

/// What is said of a handler; if nothing is, a sentence for those who have to document everything.
pub(super) fn documented(function: &ImplItemFn, block: &Block) -> Vec<Attribute> {
    let mut docs = docs(&function.attrs);
    if docs.is_empty() {
        let text = format!(" What `{}::{}` handles.", block.actor_name, function.sig.ident);
        docs.push(parse_quote!(#[doc = #text]));
    }
    docs
}

/// Whether a function without `self` returns the actor, also in a `Result`.
fn makes_the_actor(sig: &Signature, block: &Block) -> bool {
    let ReturnType::Type(_, output) = &sig.output else { return false };
    let is_self = |name: &Ident| name == "Self" || *name == block.actor_name;
    let first = match ungrouped(output) {
        Type::Path(path) => path.path.segments.last(),
        _ => None,
    };
    let inner = first.filter(|first| first.ident == "Result").and_then(|result| match &result.arguments {
        PathArguments::AngleBracketed(arguments) => arguments.args.first(),
        _ => None,
    });
    let is_maker = match (first, inner) {
        (_, Some(GenericArgument::Type(ty))) => last_name(ty).is_some_and(is_self),
        (Some(first), _) => is_self(&first.ident),
        _ => false,
    };
    is_maker && sig.receiver().is_none()
}

/// Whether what follows the message is the context, and nothing else.
fn rest_is_right(parameters: &[&FnArg], sig: &Signature, diagnostics: &mut Diagnostics) -> bool {
    let (function, variant) = (&sig.ident, variant(&sig.ident));
    if let Some(third) = parameters.get(2) {
        diagnostics.error(third, catalogue::third_parameter(function, variant));
        return false;
    }
    match parameters.get(1) {
        Some(FnArg::Typed(second)) if !is_mut_reference(&second.ty) => {
            diagnostics.error(&second.ty, catalogue::second_parameter(function, variant));
            false
        }
        _ => true,
    }
}

fn is_mut_reference(ty: &Type) -> bool {
    matches!(ungrouped(ty), Type::Reference(reference) if reference.mutability.is_some())
}

/// Where the type of a context is written, without its `&mut`.
pub(super) fn where_written(context: &FnArg) -> Option<Span> {
    match typed(context)? {
        Type::Reference(reference) => Some(reference.elem.span()),
        other => Some(other.span()),
    }
}

/// The owned type of a parameter, as people write it.
fn handled_as_written(ty: &Type) -> Type {
    match ungrouped(ty) {
        Type::Reference(reference) => owned(&reference.elem, None),
        other => other.clone(),
    }
}

/// The owned type of a parameter, and how it is passed.
fn handled(ty: &Type, runtime: &Runtime, diagnostics: &mut Diagnostics) -> Option<(Type, Passing)> {
    let reference = match ungrouped(ty) {
        Type::ImplTrait(_) => {
            diagnostics.error(ty, catalogue::trait_as_message());
            return None;
        }
        Type::Reference(reference) => reference,
        owned => return Some((owned.clone(), Passing::Owned)),
    };
    let of_a_trait = matches!(ungrouped(&reference.elem), Type::ImplTrait(_) | Type::TraitObject(_));
    if reference.mutability.is_some() {
        diagnostics.error(ty, catalogue::mutable_message());
    } else if of_a_trait {
        diagnostics.error(ty, catalogue::trait_as_message());
    }
    if of_a_trait {
        return None;
    }
    Some((owned(&reference.elem, Some(runtime)), Passing::Borrowed))
}
