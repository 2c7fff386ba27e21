//! The code of `#[receive]`: the messages, the promises, what the runtime calls, and the registration.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Ident, Type};

use super::model::{Block, Check, Handler, Maker, Parameter, Rest};
use super::{dispatch, messages};
use crate::items::generated_at;

pub(super) fn expand(block: &Block) -> TokenStream {
    let Block { runtime, cfgs, .. } = block;
    let messages = messages::expand(block);
    let message_impls = messages::impls(block);
    let promises = block.handlers.iter().map(|handler| promise(block, handler));
    let rest = block.unhandled.iter().map(|rest| promise_of_rest(block, rest));
    let actor = actor(block);
    let later = dispatch::later(block);
    let inits = block.inits.iter().map(|maker| init(block, maker));
    let left_out = block.left_out.iter().map(left_out);
    // A generic actor has many names: `register_actor!` gives them.
    let registration = block.generics.params.is_empty().then(|| {
        let actor = &block.actor;
        quote!(#runtime::__private::register!(#actor);)
    });
    quote! {
        #messages

        #(#cfgs)*
        #[allow(deprecated, clippy::type_complexity)]
        const _: () = {
            #message_impls
            #(#promises)*
            #(#rest)*
            #actor
            #later
            #(#inits)*
            #(#left_out)*
            #registration
        };
    }
}

/// What did not parse here, and was left out. The compiler will have said why; if it has not, it knows more of the language
/// than this macro, and then a lint says it, which comes only where there are no errors.
fn left_out(piece: &TokenStream) -> TokenStream {
    quote_spanned! {generated_at(piece.span())=>
        #[deny(unused_must_use)]
        const _: () = {
            #[must_use = "this is in a form that `#[receive]` does not know, and would be no handler"]
            const fn left_out() -> ::core::primitive::bool {
                true
            }
            left_out();
        };
    }
}

/// An associated type, as if it stood where the type is written: one that not all may name cannot be that of an actor
/// that all may, and that is said there.
fn associated(name: &str, ty: &TokenStream, at: Span) -> TokenStream {
    let at = generated_at(at);
    let name = Ident::new(name, at);
    quote_spanned!(at=> type #name = #ty;)
}

/// That the actor handles a type, and what it replies.
fn promise(block: &Block, handler: &Handler) -> TokenStream {
    let Block { runtime, actor, generics, .. } = block;
    let Handler { cfgs, message, reply, .. } = handler;
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    let replies = associated("Reply", &quote!(#reply), reply.span());
    quote! {
        #(#cfgs)*
        #[automatically_derived]
        impl #impl_generics #runtime::Handles<#message> for #actor #where_clause {
            #replies
        }
    }
}

fn promise_of_rest(block: &Block, rest: &Rest) -> TokenStream {
    let Block { runtime, actor, generics, .. } = block;
    let Rest { cfgs, reply, .. } = rest;
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    let replies = associated("Reply", &quote!(#reply), reply.span());
    quote! {
        #(#cfgs)*
        #[automatically_derived]
        impl #impl_generics #runtime::Handles<#runtime::AnyMessage> for #actor #where_clause {
            #replies
        }
    }
}

/// What the runtime calls.
fn actor(block: &Block) -> TokenStream {
    let Block { runtime, actor, generics, messages, handlers, .. } = block;
    let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
    let cfgs = handlers.iter().map(|handler| &handler.cfgs);
    let message = handlers.iter().map(|handler| &handler.message);
    let dispatch = dispatch::dispatch(block);
    let unhandled = block.unhandled.iter().map(|rest| dispatch::unhandled(runtime, rest));
    let checks = block.checks.iter().map(|Check { cfgs, ident }| {
        quote! {
            #(#cfgs)*
            const CHECKS_HOST: ::core::primitive::bool = true;

            #(#cfgs)*
            fn capability_check(
                __capabilities: &#runtime::Capabilities,
                __requirements: &#runtime::Requirements,
            ) -> ::core::primitive::bool {
                <#actor>::#ident(__capabilities, __requirements)
            }
        }
    });
    let made_by = made_by(block);
    // At the actor's name: that is what is not declared, if it is not.
    let declared = quote!(<#actor as #runtime::__private::Declared>);
    quote! {
        #[automatically_derived]
        impl #impl_generics #runtime::Actor for #actor #where_clause {
            type Message = #messages #type_generics;
            #made_by
            const NAME: &'static ::core::primitive::str = #declared::NAME;
            const ACCEPTS: &'static [#runtime::Accepts] =
                &[#(#(#cfgs)* <#message as #runtime::Message>::ACCEPTS),*];
            const ON_FAILURE: #runtime::OnFailure = #declared::ON_FAILURE;
            const MAILBOX: ::core::option::Option<::core::primitive::usize> = #declared::MAILBOX;
            const OWN_THREAD: ::core::primitive::bool = #declared::OWN_THREAD;
            const REQUIRES: &'static [#runtime::Requirement] = #declared::REQUIRES;
            #(#checks)*
            #dispatch
            #(#unhandled)*
        }
    }
}

/// `type Init`: by the `#[init]` function, by `Default` where there is none, or one or the other.
fn made_by(block: &Block) -> TokenStream {
    let Block { runtime, inits, .. } = block;
    let by_init = inits.iter().map(|Maker { cfgs, .. }| quote!(#(#cfgs)* type Init = #runtime::ByInit;));
    let conditions = inits.iter().map(|maker| {
        let conditions = maker.cfgs.iter().filter_map(|cfg| cfg.meta.require_list().ok());
        let conditions = conditions.map(|list| &list.tokens);
        quote!(all(#(#conditions),*))
    });
    let by_default = inits.iter().all(|maker| !maker.cfgs.is_empty()).then(|| {
        let cfg = (!inits.is_empty()).then(|| quote!(#[cfg(not(any(#(#conditions),*)))]));
        quote!(#cfg type Init = #runtime::ByDefault;)
    });
    quote!(#(#by_init)* #by_default)
}

fn argument(parameter: &Parameter) -> Option<&Type> {
    match parameter {
        Parameter::Argument(ty) => Some(ty),
        Parameter::Capabilities | Parameter::Requirements => None,
    }
}

/// How an instance is made of arguments.
fn init(block: &Block, maker: &Maker) -> TokenStream {
    let Block { runtime, actor, generics, .. } = block;
    let Maker { cfgs, ident, parameters, written, output, is_wrong } = maker;
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    let types: Vec<_> = parameters.iter().filter_map(argument).collect();
    let names: Vec<_> = (0..types.len()).map(|number| format_ident!("__argument_{number}")).collect();
    // One argument is itself, several are a tuple. What cannot be an argument is said where it is written.
    let (args, pattern, at) = match (types.as_slice(), names.as_slice()) {
        ([one], [name]) => (quote!(#one), quote!(#name), one.span()),
        _ => (quote_spanned!(*written=> (#(#types,)*)), quote!((#(#names,)*)), *written),
    };
    let args = associated("Args", &args, at);
    let mut names = names.iter();
    let passed = parameters.iter().map(|parameter| match parameter {
        Parameter::Argument(_) => names.next().to_token_stream(),
        Parameter::Capabilities => quote!(&__host.capabilities()),
        Parameter::Requirements => quote!(__host.requirements()),
    });
    // Through the returned type: that is what may have to change.
    let into_instance = quote!(<#output as #runtime::__private::IntoInstance<#actor>>::into_instance);
    let body = if *is_wrong {
        quote!(::core::unreachable!())
    } else {
        quote! {
            let #pattern = #runtime::__private::again::<Self, #actor>(__args);
            #into_instance(<#actor>::#ident(#(#passed),*))
        }
    };
    quote! {
        #(#cfgs)*
        #[automatically_derived]
        impl #impl_generics #runtime::Init<#actor> for #runtime::ByInit #where_clause {
            #args

            fn init(
                __args: &Self::Args,
                __host: &#runtime::Host<'_>,
            ) -> ::core::result::Result<#actor, #runtime::Failure> {
                #body
            }
        }
    }
}
