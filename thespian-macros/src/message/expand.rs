//! The code of `#[message]`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse_quote;

use super::parse::Definition;

pub(crate) fn expand(definition: &Definition) -> TokenStream {
    let Definition { input, name, local, fingerprint, derives } = definition;
    let ident = &input.ident;
    let name = match name {
        Some(name) => quote!(#name),
        None => quote!(::core::concat!(::core::module_path!(), "::", ::core::stringify!(#ident))),
    };
    let mut generics = input.generics.clone();
    for parameter in generics.type_params_mut() {
        if *local {
            parameter.bounds.push(parse_quote!(::thespian::Message));
        } else {
            parameter.bounds.push(parse_quote!(::thespian::__private::Data));
            parameter.bounds.push(parse_quote!(::core::clone::Clone));
        }
    }
    let parameters: Vec<_> = generics.type_params().map(|parameter| parameter.ident.clone()).collect();
    let constants: Vec<_> = generics.const_params().map(|parameter| parameter.ident.clone()).collect();
    let full_name = if parameters.is_empty() && constants.is_empty() {
        quote!(::thespian::__private::Cow::Borrowed(#name))
    } else {
        quote! {
            ::thespian::__private::generic_name(
                #name,
                &[
                    #(<#parameters as ::thespian::Message>::name(),)*
                    #(::thespian::__private::constant_name(&#constants),)*
                ],
            )
        }
    };
    let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
    let serde = if derives.iter().any(|derive| derive.to_string().contains("serde")) {
        quote!(#[serde(crate = "::thespian::__private::serde")])
    } else {
        TokenStream::new()
    };
    let derive = (!derives.is_empty()).then(|| quote!(#[derive(#(#derives),*)]));
    let (encode, decode, describe) = if *local {
        (
            quote!(::core::result::Result::Err(::thespian::CodecError::encoding::<Self>(
                "it is local: it cannot leave its process",
            ))),
            quote!({
                let _ = bytes;
                ::core::result::Result::Err(::thespian::CodecError::decoding::<Self>(
                    "it is local: it cannot come from another process",
                ))
            }),
            quote!(f.write_str(#name)),
        )
    } else {
        (
            quote!(::thespian::__private::encode(self)),
            quote!(::thespian::__private::decode(bytes)),
            quote!(::core::fmt::Debug::fmt(self, f)),
        )
    };
    quote! {
        #derive
        #serde
        #input

        #[automatically_derived]
        impl #impl_generics ::thespian::Message for #ident #type_generics #where_clause {
            type Kind = ::thespian::message_kind::User;
            const KEY: ::core::primitive::u64 = {
                let key = ::thespian::__private::key_of(#name);
                #(let key = ::thespian::__private::key_with(key, <#parameters as ::thespian::Message>::KEY);)*
                #(let key = ::thespian::__private::key_with(key, #constants as ::core::primitive::u64);)*
                key
            };
            const FINGERPRINT: ::core::primitive::u64 = {
                let print = #fingerprint;
                #(let print = ::thespian::__private::key_with(
                    print,
                    <#parameters as ::thespian::Message>::FINGERPRINT,
                );)*
                print
            };
            fn name() -> ::thespian::__private::Cow<'static, ::core::primitive::str> {
                #full_name
            }
            fn encode(
                &self,
            ) -> ::core::result::Result<::thespian::__private::Vec<::core::primitive::u8>, ::thespian::CodecError>
            {
                #encode
            }
            fn decode(
                bytes: &[::core::primitive::u8],
            ) -> ::core::result::Result<Self, ::thespian::CodecError> {
                #decode
            }
            fn describe(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                #describe
            }
        }
    }
}
