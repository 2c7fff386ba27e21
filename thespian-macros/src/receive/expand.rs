//! The code of `#[receive]`: the messages, the promises, what the runtime calls, and the registration.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use syn::Type;

use super::model::{Block, Handler, Maker, Parameter, Rest};
use super::{dispatch, messages};

pub(super) fn expand(block: &Block) -> TokenStream {
    let Block { runtime, cfgs, .. } = block;
    let messages = messages::expand(block);
    let message_impls = messages::impls(block);
    let promises = block.handlers.iter().map(|handler| promise(block, handler));
    let rest = block.unhandled.as_ref().map(|rest| promise_of_rest(block, rest));
    let actor = actor(block);
    let later = dispatch::later(block);
    let init = init(block);
    // A generic actor has many names: `register_actor!` gives them.
    let registration = block.generics.params.is_empty().then(|| {
        let actor = &block.actor;
        quote!(#runtime::__private::register!(#actor);)
    });
    quote! {
        #messages

        #(#cfgs)*
        const _: () = {
            #message_impls
            #(#promises)*
            #rest
            #actor
            #later
            #init
            #registration
        };
    }
}

/// That the actor handles a type, and what it replies.
fn promise(block: &Block, handler: &Handler) -> TokenStream {
    let Block { runtime, actor, generics, .. } = block;
    let Handler { cfgs, message, reply, .. } = handler;
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    quote! {
        #(#cfgs)*
        #[automatically_derived]
        impl #impl_generics #runtime::Handles<#message> for #actor #where_clause {
            type Reply = #reply;
        }
    }
}

fn promise_of_rest(block: &Block, rest: &Rest) -> TokenStream {
    let Block { runtime, actor, generics, .. } = block;
    let reply = &rest.reply;
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #impl_generics #runtime::Handles<#runtime::AnyMessage> for #actor #where_clause {
            type Reply = #reply;
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
    let unhandled = block.unhandled.as_ref().map(|rest| dispatch::unhandled(runtime, rest));
    let check = block.check.as_ref().map(|ident| {
        quote! {
            const CHECKS_HOST: ::core::primitive::bool = true;

            fn capability_check(
                capabilities: &#runtime::Capabilities,
                requirements: &#runtime::Requirements,
            ) -> ::core::primitive::bool {
                <#actor>::#ident(capabilities, requirements)
            }
        }
    });
    let init = match &block.init {
        Some(_) => quote!(#runtime::ByInit),
        None => quote!(#runtime::ByDefault),
    };
    // At the actor's name: that is what is not declared, if it is not.
    let declared = quote!(<#actor as #runtime::__private::Declared>);
    quote! {
        #[automatically_derived]
        impl #impl_generics #runtime::Actor for #actor #where_clause {
            type Message = #messages #type_generics;
            type Init = #init;
            const NAME: &'static ::core::primitive::str = #declared::NAME;
            const ACCEPTS: &'static [#runtime::Accepts] =
                &[#(#(#cfgs)* <#message as #runtime::Message>::ACCEPTS),*];
            const ON_FAILURE: #runtime::OnFailure = #declared::ON_FAILURE;
            const MAILBOX: ::core::option::Option<::core::primitive::usize> = #declared::MAILBOX;
            const OWN_THREAD: ::core::primitive::bool = #declared::OWN_THREAD;
            const REQUIRES: &'static [#runtime::Requirement] = #declared::REQUIRES;
            #check
            #dispatch
            #unhandled
        }
    }
}

fn argument(parameter: &Parameter) -> Option<&Type> {
    match parameter {
        Parameter::Argument(ty) => Some(ty),
        Parameter::Capabilities | Parameter::Requirements => None,
    }
}

/// How an instance is made of arguments.
fn init(block: &Block) -> Option<TokenStream> {
    let Block { runtime, actor, generics, init, .. } = block;
    let Maker { ident, parameters, output, is_wrong } = init.as_ref()?;
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    let types: Vec<_> = parameters.iter().filter_map(argument).collect();
    let names: Vec<_> = (0..types.len()).map(|number| format_ident!("argument_{number}")).collect();
    // One argument is itself, several are a tuple.
    let (args, pattern) = match (types.as_slice(), names.as_slice()) {
        ([one], [name]) => (quote!(#one), quote!(#name)),
        _ => (quote!((#(#types,)*)), quote!((#(#names,)*))),
    };
    let mut names = names.iter();
    let passed = parameters.iter().map(|parameter| match parameter {
        Parameter::Argument(_) => names.next().to_token_stream(),
        Parameter::Capabilities => quote!(&host.capabilities()),
        Parameter::Requirements => quote!(host.requirements()),
    });
    // Through the returned type: that is what may have to change.
    let into_instance = quote!(<#output as #runtime::__private::IntoInstance<#actor>>::into_instance);
    let body = if *is_wrong {
        quote!(::core::unreachable!())
    } else {
        quote! {
            let #pattern = ::core::clone::Clone::clone(args);
            #into_instance(<#actor>::#ident(#(#passed),*))
        }
    };
    Some(quote! {
        #[automatically_derived]
        impl #impl_generics #runtime::Init<#actor> for #runtime::ByInit #where_clause {
            type Args = #args;

            #[allow(unused_variables)]
            fn init(
                args: &#args,
                host: &#runtime::Host<'_>,
            ) -> ::core::result::Result<#actor, #runtime::Failure> {
                #body
            }
        }
    })
}
