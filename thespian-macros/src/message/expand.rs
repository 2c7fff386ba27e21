//! The code of `#[message]`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::{Attribute, DeriveInput, parse_quote};

use super::parse::Definition;
use crate::items::{is_said_to_be_data, mentions};
use crate::runtime::Runtime;

pub(super) fn expand(definition: &Definition) -> TokenStream {
    let Definition { runtime, input, derives, derives_serde, .. } = definition;
    let serde = runtime.private("serde");
    let serde = derives_serde.then(|| {
        let bounds = serde_bounds(input, runtime);
        quote!(#[serde(crate = #serde #bounds)])
    });
    let derive = (!derives.is_empty()).then(|| quote!(#[derive(#(#derives),*)]));
    let implementation = implementation(definition);
    quote! {
        #derive
        #serde
        #input

        #implementation
    }
}

/// What makes the item a message.
pub(super) fn implementation(definition: &Definition) -> TokenStream {
    let Definition { runtime, cfgs, input, name, local, forms, .. } = definition;
    let ident = &input.ident;
    let name = match name {
        Some(name) => quote!(#name),
        None => quote!(::core::concat!(::core::module_path!(), "::", ::core::stringify!(#ident))),
    };
    let mut generics = input.generics.clone();
    for parameter in generics.type_params_mut() {
        parameter.bounds.push(match local {
            true => parse_quote!(#runtime::Message),
            false => parse_quote!(#runtime::Data),
        });
    }
    let parameters: Vec<_> = generics.type_params().map(|parameter| &parameter.ident).collect();
    let constants: Vec<_> = generics.const_params().map(|parameter| &parameter.ident).collect();
    let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
    let forms = forms.iter().map(|(condition, form)| {
        let (condition, form) = (condition.iter(), form.expand(runtime));
        quote!(#(#[cfg(#condition)])* const FORM: &'static #runtime::form::Form = &#form;)
    });
    let record = parameters.is_empty() && constants.is_empty();
    let record = record.then(|| quote!(#runtime::__private::record!(#ident);));
    let methods = if *local { local_methods(definition, &name) } else { coded_methods(definition) };
    quote! {
        #(#cfgs)*
        #[allow(deprecated)]
        const _: () = {
            use #runtime::__private::Unnamed as _;

            #[automatically_derived]
            impl #impl_generics #runtime::Message for #ident #type_generics #where_clause {
                type Kind = #runtime::message_kind::User;
                const TYPE: #runtime::form::TypeName = #runtime::form::TypeName::generic(
                    #name,
                    &[
                        #(#runtime::form::Parameter::Type(&<#parameters as #runtime::Message>::TYPE),)*
                        #(#runtime::form::Parameter::Constant(#constants as ::core::primitive::i128),)*
                    ],
                )
                .with_form(#runtime::__private::form_of::<Self>);
                #(#forms)*
                #methods
            }
            #record
        };
    }
}

/// What serde is told about the bounds of parameters, where the item says `Data` of some: that includes all that the
/// derives would say once more, in a way that clashes. The others are said what they always are.
fn serde_bounds(input: &DeriveInput, runtime: &Runtime) -> Option<TokenStream> {
    let generics = &input.generics;
    let (data, others): (Vec<_>, Vec<_>) =
        generics.type_params().partition(|parameter| is_said_to_be_data(parameter, generics));
    let bound = Ident::new("bound", Span::call_site());
    let has_own = |attr: &Attribute| attr.path().is_ident("serde") && mentions(&attr.meta, &bound);
    if data.is_empty() || input.attrs.iter().any(has_own) {
        return None;
    }
    let bounds = |of: &str| {
        let of = runtime.private(of).value();
        let bounds: Vec<_> = others.iter().map(|other| format!("{}: {of}", other.ident)).collect();
        bounds.join(", ")
    };
    let (serialize, deserialize) = (bounds("serde::Serialize"), bounds("serde::Deserialize<'de>"));
    Some(quote!(, bound(serialize = #serialize, deserialize = #deserialize)))
}

fn coded_methods(definition: &Definition) -> TokenStream {
    let runtime = &definition.runtime;
    quote! {
        fn encode(
            &self,
        ) -> ::core::result::Result<#runtime::__private::Vec<::core::primitive::u8>, #runtime::CodecError> {
            #runtime::__private::encode(self)
        }
        fn decode(
            __bytes: &[::core::primitive::u8],
        ) -> ::core::result::Result<Self, #runtime::CodecError> {
            #runtime::__private::decode(__bytes)
        }
        fn describe(&self, __f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            ::core::fmt::Debug::fmt(self, __f)
        }
    }
}

fn local_methods(definition: &Definition, name: &TokenStream) -> TokenStream {
    let runtime = &definition.runtime;
    quote! {
        fn encode(
            &self,
        ) -> ::core::result::Result<#runtime::__private::Vec<::core::primitive::u8>, #runtime::CodecError> {
            ::core::result::Result::Err(#runtime::__private::stays::<Self>())
        }
        fn decode(
            _: &[::core::primitive::u8],
        ) -> ::core::result::Result<Self, #runtime::CodecError> {
            ::core::result::Result::Err(#runtime::__private::comes::<Self>())
        }
        fn describe(&self, __f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            __f.write_str(#name)
        }
    }
}
