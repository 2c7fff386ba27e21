//! The functions of a block that are no handlers of one message.

use syn::{
    Attribute, FnArg, GenericArgument, GenericParam, PathArguments, ReturnType, Signature, Type,
    TypeImplTrait, TypeParamBound,
};

use super::signature::{is_any_message, is_plain, receiver_is_right, reply, without_self};
use crate::catalogue;
use crate::diag::Diagnostics;
use crate::items::{is_context, is_reference_to, typed, ungrouped};
use crate::owned::{Borrowed, all_owned};
use crate::receive::model::{Block, Check, Maker, Parameter, Rest};

/// An `#[unhandled]` method.
pub(super) fn rest(
    sig: &Signature,
    cfgs: Vec<Attribute>,
    block: &Block,
    diagnostics: &mut Diagnostics,
) -> Option<Rest> {
    if !(receiver_is_right(sig, diagnostics) & is_plain(sig, diagnostics)) {
        return None;
    }
    if let Some(asyncness) = &sig.asyncness {
        diagnostics.error(asyncness, catalogue::unhandled_async());
        return None;
    }
    let parameters: Vec<_> = sig.inputs.iter().skip(1).collect();
    let takes_context = match parameters.as_slice() {
        [FnArg::Typed(message)] if is_any_message(&message.ty) => false,
        [FnArg::Typed(message), context] if is_any_message(&message.ty) && is_context(context) => true,
        _ => {
            diagnostics.error(&sig.inputs, catalogue::unhandled_form(&sig.ident));
            return None;
        }
    };
    let (reply, may_reply) = reply(sig, block, diagnostics);
    may_reply.then(|| Rest { cfgs, ident: sig.ident.clone(), takes_context, reply })
}

/// A `#[capability_check]` function.
pub(super) fn check(sig: &Signature, cfgs: Vec<Attribute>, diagnostics: &mut Diagnostics) -> Option<Check> {
    let types: Vec<_> = sig.inputs.iter().filter_map(typed).collect();
    let right = matches!(types.as_slice(), [capabilities, requirements]
        if is_reference_to(capabilities, "Capabilities") && is_reference_to(requirements, "Requirements"));
    let says_yes_or_no = matches!(&sig.output, ReturnType::Type(_, ty)
        if matches!(ungrouped(ty), Type::Path(path) if path.path.is_ident("bool")));
    let is_plain = sig.asyncness.is_none() && !matches!(sig.safety, syn::Safety::Unsafe(_));
    if !right || !says_yes_or_no || types.len() != sig.inputs.len() || !is_plain {
        diagnostics.error(sig, catalogue::check_form(&sig.ident));
        return None;
    }
    Some(Check { cfgs, ident: sig.ident.clone() })
}

/// An `#[init]` function. One with mistakes is one too, so that the actor is not said to have none.
pub(super) fn maker(
    sig: &Signature,
    cfgs: Vec<Attribute>,
    block: &Block,
    diagnostics: &mut Diagnostics,
) -> Maker {
    let actor = &block.actor;
    let mut is_wrong = false;
    let mut wrong = || is_wrong = true;
    let mut parameters = Vec::new();
    for input in &sig.inputs {
        match input {
            FnArg::Receiver(receiver) => {
                diagnostics.error(receiver, catalogue::init_self());
                wrong();
            }
            FnArg::Typed(parameter) => match ungrouped(&parameter.ty) {
                ty if is_reference_to(ty, "Capabilities") => parameters.push(Parameter::Capabilities),
                ty if is_reference_to(ty, "Requirements") => parameters.push(Parameter::Requirements),
                Type::ImplTrait(ty) => {
                    diagnostics.error(ty, catalogue::init_generic());
                    wrong();
                    parameters.extend(made_into(ty).map(|ty| Parameter::Argument(Box::new(ty))));
                }
                // The owned type is what the caller gives, or will.
                ty => {
                    let (ty, borrowed) = all_owned(ty, &block.runtime);
                    for Borrowed { at, .. } in borrowed {
                        diagnostics.error(at, catalogue::init_borrows());
                        wrong();
                    }
                    parameters.push(Parameter::Argument(Box::new(without_self(&ty, actor))));
                }
            },
        }
    }
    let mut generics = sig.generics.params.iter();
    if let Some(parameter) = generics.find(|parameter| !matches!(parameter, GenericParam::Lifetime(_))) {
        diagnostics.error(parameter, catalogue::init_generic());
        wrong();
    }
    if let syn::Safety::Unsafe(unsafety) = &sig.safety {
        diagnostics.error(unsafety, catalogue::unsafe_handler());
        wrong();
    }
    if let Some(asyncness) = &sig.asyncness {
        diagnostics.error(asyncness, catalogue::init_async());
        wrong();
    }
    let output = match &sig.output {
        ReturnType::Type(_, output) => without_self(output, actor),
        ReturnType::Default => {
            diagnostics.error(&sig.ident, catalogue::init_output(&sig.ident));
            wrong();
            actor.clone()
        }
    };
    Maker {
        cfgs,
        ident: sig.ident.clone(),
        parameters,
        written: sig.paren_token.span.join(),
        output,
        is_wrong,
    }
}

/// The type that `impl Into<…>` names.
fn made_into(ty: &TypeImplTrait) -> Option<Type> {
    let Some(TypeParamBound::Trait(bound)) = ty.bounds.first() else { return None };
    let last = bound.path.segments.last().filter(|last| last.ident == "Into")?;
    match &last.arguments {
        PathArguments::AngleBracketed(arguments) => match arguments.args.first() {
            Some(GenericArgument::Type(ty)) => Some(ty.clone()),
            _ => None,
        },
        _ => None,
    }
}
