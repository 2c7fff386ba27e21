//! A number that changes when the form of a message does.

use quote::ToTokens;
use syn::{Data, Fields};

const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01b3;

/// FNV-1a over the names and types of all fields.
pub(crate) fn fingerprint(data: &Data) -> u64 {
    let mut text = String::new();
    match data {
        Data::Struct(data) => of_fields(&data.fields, &mut text),
        Data::Enum(data) => {
            for variant in &data.variants {
                text += &format!("{}|", variant.ident);
                of_fields(&variant.fields, &mut text);
            }
        }
        Data::Union(_) => {}
    }
    text.bytes().fold(OFFSET, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME))
}

fn of_fields(fields: &Fields, text: &mut String) {
    for (index, field) in fields.iter().enumerate() {
        let name = field.ident.as_ref().map_or_else(|| index.to_string(), ToString::to_string);
        let ty = field.ty.to_token_stream().to_string().replace(' ', "");
        *text += &format!("{name}:{ty};");
    }
}
