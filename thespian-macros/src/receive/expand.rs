//! The code of `#[receive]`: the enum of messages, the promises, and the registration.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::Type;
use syn::spanned::Spanned;

use super::model::{Block, Handler, Maker, Parameter, Rest};
use super::{check, dispatch};

pub(crate) fn expand(block: &Block) -> TokenStream {
    // What clashes has been said already; the compiler need not say it again.
    let clashes = |index: usize, handler: &Handler| {
        handler.cfgs.is_empty() && block.handlers[..index].iter().any(|other| check::clash(other, handler))
    };
    let handlers = block.handlers.iter().enumerate().filter(|(index, handler)| !clashes(*index, handler));
    let handlers: Vec<_> = handlers.map(|(_, handler)| handler).collect();
    let messages = messages(block, &handlers);
    let promises = handlers.iter().map(|handler| promise(block, handler));
    let actor = actor(block, &handlers);
    let registration = registration(block);
    let init = init(block);
    let rest = block.unhandled.as_ref().map(|Rest { reply, .. }| {
        let Block { actor, generics, .. } = block;
        let (impl_generics, _, where_clause) = generics.split_for_impl();
        quote! {
            #[automatically_derived]
            impl #impl_generics ::thespian::Handles<::thespian::AnyMessage> for #actor #where_clause {
                type Reply = #reply;
            }
        }
    });
    quote!(#messages #(#promises)* #actor #rest #init #registration)
}

/// The enum of all messages that the actor handles.
fn messages(block: &Block, handlers: &[&Handler]) -> TokenStream {
    let Block { messages, generics, actor_name, .. } = block;
    let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
    let doc = format!(" All messages that [`{actor_name}`] handles.");
    let variants = handlers.iter().map(|Handler { cfgs, docs, variant, message, .. }| {
        quote!(#(#cfgs)* #(#docs)* #[allow(missing_docs)] #variant(#message))
    });
    let phantom = (!generics.params.is_empty()).then(|| {
        let parameters = generics.type_params().map(|parameter| &parameter.ident);
        quote!(#[doc(hidden)] __Of(
            ::core::marker::PhantomData<fn() -> (#(#parameters,)*)>,
            ::core::convert::Infallible,
        ))
    });
    let (cfgs, variant, message): (Vec<_>, Vec<_>, Vec<_>) = unzip(handlers);
    let phantom_arm = phantom.as_ref().map(|_| quote!(Self::__Of(_, never) => match never {},));
    quote! {
        #[doc = #doc]
        #[allow(dead_code, private_interfaces, unreachable_pub)]
        #[allow(clippy::enum_variant_names, clippy::large_enum_variant)]
        #[allow(clippy::exhaustive_enums)]
        pub enum #messages #impl_generics #where_clause { #(#variants,)* #phantom }

        #(
            #(#cfgs)*
            #[automatically_derived]
            impl #impl_generics ::core::convert::From<#message> for #messages #type_generics #where_clause {
                fn from(message: #message) -> Self {
                    Self::#variant(message)
                }
            }
        )*

        #[automatically_derived]
        impl #impl_generics ::core::convert::TryFrom<::thespian::AnyMessage>
            for #messages #type_generics #where_clause
        {
            /// The message, if the actor does not handle it.
            type Error = ::thespian::AnyMessage;

            fn try_from(
                message: ::thespian::AnyMessage,
            ) -> ::core::result::Result<Self, ::thespian::AnyMessage> {
                #(
                    #(#cfgs)*
                    let message = match message.downcast::<#message>() {
                        ::core::result::Result::Ok(message) => {
                            return ::core::result::Result::Ok(Self::#variant(message));
                        }
                        ::core::result::Result::Err(other) => other.message,
                    };
                )*
                ::core::result::Result::Err(message)
            }
        }

        #[automatically_derived]
        impl #impl_generics ::core::fmt::Debug for #messages #type_generics #where_clause {
            #[allow(unreachable_code)]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                let (name, message): (&::core::primitive::str, &dyn ::core::fmt::Debug) = match *self {
                    #(
                        #(#cfgs)*
                        Self::#variant(ref message) => {
                            (::core::stringify!(#variant), &::thespian::__private::Described(message))
                        }
                    )*
                    #phantom_arm
                    #[allow(unreachable_patterns)]
                    _ => return ::core::result::Result::Ok(()),
                };
                f.debug_tuple(name).field(message).finish()
            }
        }
    }
}

type Columns<'a> = (Vec<&'a Vec<syn::Attribute>>, Vec<&'a syn::Ident>, Vec<&'a syn::Type>);

fn unzip<'a>(handlers: &[&'a Handler]) -> Columns<'a> {
    let cfgs = handlers.iter().map(|handler| &handler.cfgs).collect();
    let variants = handlers.iter().map(|handler| &handler.variant).collect();
    (cfgs, variants, handlers.iter().map(|handler| &handler.message).collect())
}

/// That the actor handles a type, and what it replies.
fn promise(block: &Block, handler: &Handler) -> TokenStream {
    let Block { actor, generics, .. } = block;
    let Handler { cfgs, message, reply, .. } = handler;
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    quote! {
        #(#cfgs)*
        #[automatically_derived]
        impl #impl_generics ::thespian::Handles<#message> for #actor #where_clause {
            type Reply = #reply;
        }
    }
}

/// What the runtime calls.
fn actor(block: &Block, handlers: &[&Handler]) -> TokenStream {
    let Block { actor, generics, messages, .. } = block;
    let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
    let (cfgs, _, message) = unzip(handlers);
    let dispatch = dispatch::dispatch(handlers);
    let unhandled = block.unhandled.as_ref().map(dispatch::unhandled);
    let check = block.check.as_ref().map(|ident| {
        quote! {
            const CHECKS_HOST: ::core::primitive::bool = true;

            fn capability_check(
                capabilities: &::thespian::Capabilities,
                requirements: &::thespian::Requirements,
            ) -> ::core::primitive::bool {
                <#actor>::#ident(capabilities, requirements)
            }
        }
    });
    let init = match &block.init {
        Some(_) => quote!(::thespian::ByInit),
        None => quote!(::thespian::ByDefault),
    };
    quote! {
        #[automatically_derived]
        impl #impl_generics ::thespian::Actor for #actor #where_clause {
            type Message = #messages #type_generics;
            type Init = #init;
            const NAME: &'static ::core::primitive::str =
                <Self as ::thespian::__private::Declared>::NAME;
            const ACCEPTS: &'static [::thespian::Accepts] =
                &[#(#(#cfgs)* ::thespian::Accepts::of::<#message>()),*];
            const ON_FAILURE: ::thespian::OnFailure =
                <Self as ::thespian::__private::Declared>::ON_FAILURE;
            const MAILBOX: ::core::option::Option<::core::primitive::usize> =
                <Self as ::thespian::__private::Declared>::MAILBOX;
            const REQUIRES: &'static [::thespian::Requirement] =
                <Self as ::thespian::__private::Declared>::REQUIRES;
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
    let Block { actor, generics, init, .. } = block;
    let Maker { ident, parameters, output } = init.as_ref()?;
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
    // At the returned type: that is what may have to change.
    let into_instance =
        quote_spanned!(output.span()=> ::thespian::__private::IntoInstance::<#actor>::into_instance);
    Some(quote! {
        #[automatically_derived]
        impl #impl_generics ::thespian::Init<#actor> for ::thespian::ByInit #where_clause {
            type Args = #args;

            #[allow(unused_variables)]
            fn init(
                args: &#args,
                host: &::thespian::Host<'_>,
            ) -> ::core::result::Result<#actor, ::thespian::Failure> {
                let #pattern = ::core::clone::Clone::clone(args);
                #into_instance(<#actor>::#ident(#(#passed),*))
            }
        }
    })
}

/// The record by which the actor is found by name. A generic actor has none: it has many names.
fn registration(block: &Block) -> TokenStream {
    let Block { actor, generics, .. } = block;
    if !generics.params.is_empty() {
        return TokenStream::new();
    }
    quote! {
        const _: () = {
            #[allow(unused_imports)]
            use ::thespian::__private::NoMaker as _;
            ::thespian::__private::inventory::submit! {
                ::thespian::registry::Registration::of::<#actor>(
                    ::thespian::__private::Probe::<#actor>::MAKER,
                    ::core::file!(),
                    ::core::line!(),
                )
            }
        };
    }
}
