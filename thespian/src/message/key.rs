//! Keys: what a dispatcher compares instead of names.

const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01b3;

/// The key of a name (FNV-1a, 64 bits; never 0).
#[must_use]
pub const fn key_of(name: &str) -> u64 {
    let bytes = name.as_bytes();
    let (mut hash, mut at) = (OFFSET, 0);
    while at < bytes.len() {
        hash = (hash ^ bytes[at] as u64).wrapping_mul(PRIME);
        at += 1;
    }
    never_zero(hash)
}

/// The key of a generic message: its own, mixed with that of a type parameter.
#[must_use]
pub const fn key_with(key: u64, parameter: u64) -> u64 {
    never_zero((key.rotate_left(23) ^ parameter).wrapping_mul(PRIME))
}

/// Zero is the key of what has to be decoded first.
const fn never_zero(hash: u64) -> u64 {
    if hash == 0 { OFFSET } else { hash }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_of_a_generic_message_depends_on_the_order_of_its_parameters() {
        let (a, b) = (key_of("a"), key_of("b"));
        assert_ne!(key_with(key_with(1, a), b), key_with(key_with(1, b), a));
    }
}
