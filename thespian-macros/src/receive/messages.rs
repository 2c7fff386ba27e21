//! The messages of an actor: the enum of all, and those that its handlers define.

use proc_macro2::TokenStream;
use quote::quote;

use super::model::{Block, Handler};
use crate::message;

/// What stands beside the user's block, under names of the user's own.
pub(super) fn expand(block: &Block) -> TokenStream {
    let defined = block.handlers.iter().filter_map(|handler| handler.defines.as_ref());
    let defined = defined.map(|defined| match defined {
        Ok(definition) => message::define(definition),
        Err(input) => quote!(#input),
    });
    let all = all(block);
    quote!(#(#defined)* #all)
}

/// The enum of all messages that the actor handles. What is allowed is what a lint would say of the user's own words, which
/// stand in it a second time.
fn all(block: &Block) -> TokenStream {
    let Block { cfgs: block_cfgs, messages, generics, actor_name, handlers, .. } = block;
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    let doc = format!(" All messages that [`{actor_name}`] handles.");
    let variants = handlers
        .iter()
        .map(|Handler { cfgs, docs, variant, message, .. }| quote!(#(#cfgs)* #(#docs)* #variant(#message)));
    let phantom = is_generic(block).then(|| {
        let parameters = generics.type_params().map(|parameter| &parameter.ident);
        quote!(#[doc(hidden)] __Of(
            ::core::marker::PhantomData<fn() -> (#(#parameters,)*)>,
            ::core::convert::Infallible,
        ))
    });
    quote! {
        #(#block_cfgs)*
        #[doc = #doc]
        #[allow(dead_code, deprecated, non_camel_case_types, private_interfaces)]
        #[allow(clippy::exhaustive_enums, clippy::type_complexity)]
        pub enum #messages #impl_generics #where_clause { #(#variants,)* #phantom }
    }
}

fn is_generic(block: &Block) -> bool {
    !block.generics.params.is_empty()
}

/// What can be done with the enum. (Two underlines, since a pattern of a constant's name means the constant.)
pub(super) fn impls(block: &Block) -> TokenStream {
    let Block { runtime, messages, generics, handlers, .. } = block;
    let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
    let cfgs: Vec<_> = handlers.iter().map(|handler| &handler.cfgs).collect();
    let variant: Vec<_> = handlers.iter().map(|handler| &handler.variant).collect();
    let message: Vec<_> = handlers.iter().map(|handler| &handler.message).collect();
    // Every type that is written without a condition: see `AnyOf`.
    let always = handlers.iter().filter(|handler| handler.cfgs.is_empty());
    let always = always.map(|handler| &handler.message);
    let any = quote!(<#messages #type_generics as #runtime::__private::AnyOf<fn(#(#always),*)>>::Message);
    let phantom_arm = is_generic(block).then(|| quote!(Self::__Of(_, __never) => match __never {},));
    quote! {
        #(
            #(#cfgs)*
            #[automatically_derived]
            impl #impl_generics ::core::convert::From<#message> for #messages #type_generics #where_clause {
                #[inline]
                fn from(__message: #message) -> Self {
                    Self::#variant(__message)
                }
            }
        )*

        // In documentation it is what it means.
        #[cfg(doc)]
        #[automatically_derived]
        impl #impl_generics ::core::convert::TryFrom<#runtime::AnyMessage>
            for #messages #type_generics #where_clause
        {
            /// The message, if the actor does not handle it.
            type Error = #runtime::AnyMessage;

            fn try_from(
                __message: #runtime::AnyMessage,
            ) -> ::core::result::Result<Self, #runtime::AnyMessage> {
                ::core::result::Result::Err(__message)
            }
        }

        #[cfg(not(doc))]
        #[automatically_derived]
        impl #impl_generics ::core::convert::TryFrom<#any>
            for #messages #type_generics #where_clause
        {
            type Error = #runtime::AnyMessage;

            #[inline]
            fn try_from(
                __message: #runtime::AnyMessage,
            ) -> ::core::result::Result<Self, #runtime::AnyMessage> {
                #(
                    #(#cfgs)*
                    let __message = match <#message as #runtime::Message>::from_any(__message) {
                        ::core::result::Result::Ok(__message) => {
                            return ::core::result::Result::Ok(Self::#variant(__message));
                        }
                        ::core::result::Result::Err(__other) => __other.message,
                    };
                )*
                ::core::result::Result::Err(__message)
            }
        }

        #[automatically_derived]
        impl #impl_generics ::core::fmt::Debug for #messages #type_generics #where_clause {
            #[inline]
            fn fmt(&self, __f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                match *self {
                    #(
                        #(#cfgs)*
                        Self::#variant(ref __message) => <#message as #runtime::Message>::describe_in(
                            __message,
                            ::core::stringify!(#variant),
                            __f,
                        ),
                    )*
                    #phantom_arm
                }
            }
        }
    }
}
