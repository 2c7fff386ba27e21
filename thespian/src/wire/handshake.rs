//! How two processes begin to talk: each finds out that the other speaks the same version and knows the system's cookie,
//! before either says anything else.
//!
//! ```text
//! dialer   -> acceptor   hello          versions, a nonce
//! acceptor -> dialer     challenge      the version, a nonce, proof that it knows the cookie; or a refusal
//! dialer   -> acceptor   introduction   proof that it knows the cookie, and who it is
//! acceptor -> dialer     welcome        who the acceptor is; or a refusal
//! ```
//!
//! A proof covers all that was said before it, both nonces included, so none can be used twice or for something else.

use std::{fmt, io};

use bytes::{Buf, BufMut};
use hmac::{Hmac, KeyInit, Mac};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::Sha256;

use super::Malformed;
use crate::message::codec;

/// The version of the wire that this crate speaks; it speaks no other yet.
pub(crate) const WIRE: u16 = 1;

/// What each part begins with.
const MAGIC: &[u8; 4] = b"TSPN";

/// How long a part may be, without what it begins with, of who has not proved yet that it belongs here.
pub(crate) const MOST_OF_STRANGER: usize = 16 * 1024;

/// The same of who has: the welcome, which says what the host can do.
pub(crate) const MOST_IN_WELCOME: usize = 4 * 1024 * 1024;

/// How many bytes come before a part: the magic, and its length.
pub(crate) const PART_HEAD: usize = 8;

const NONCE: usize = 32;
const PROOF: usize = 32;

// What a proof is for.
const CHALLENGE: &str = "thespian challenge";
const INTRODUCTION: &str = "thespian introduction";
const WELCOME: &str = "thespian welcome";

const YES: u8 = 1;
const NO: u8 = 0;

/// The secret that the processes of one system share.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Cookie([u8; 32]);

impl Cookie {
    /// A new one.
    pub(crate) fn random() -> io::Result<Self> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)?;
        Ok(Cookie(bytes))
    }

    pub(crate) fn from_bytes(bytes: [u8; 32]) -> Self {
        Cookie(bytes)
    }

    pub(crate) fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for Cookie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cookie(…)")
    }
}

/// Why two processes do not talk.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refusal {
    #[error("what answers there is no actor system: {0}")]
    Stranger(Malformed),
    #[error(
        "it speaks version {theirs} of the wire, this program version {WIRE}: build both with the same version of the crate \
         `thespian`"
    )]
    OtherVersion { theirs: String },
    #[error(
        "it does not know this system's cookie: it belongs to another user, or to another launch of the system"
    )]
    WrongCookie,
    /// What the other side says.
    #[error("{0}")]
    Told(String),
}

impl From<Malformed> for Refusal {
    fn from(malformed: Malformed) -> Self {
        Refusal::Stranger(malformed)
    }
}

/// Writes a part behind its head.
fn part(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(PART_HEAD + body.len());
    out.put_slice(MAGIC);
    out.put_u32_le(body.len() as u32);
    out.put_slice(body);
    out
}

/// How long the part is that begins so, and may be so long at most.
pub(crate) fn part_length(mut head: &[u8], most: usize) -> Result<usize, Malformed> {
    if !head.starts_with(MAGIC) {
        return Err(Malformed("it does not begin as the wire does"));
    }
    head.advance(MAGIC.len());
    let length = head.try_get_u32_le().map_err(|_| SHORT)? as usize;
    if length > most { Err(Malformed("a part that is too long")) } else { Ok(length) }
}

const SHORT: Malformed = Malformed("a part that ends too soon");

fn take<'a>(bytes: &mut &'a [u8], length: usize) -> Result<&'a [u8], Malformed> {
    bytes.split_off(..length).ok_or(SHORT)
}

fn number(bytes: &mut &[u8]) -> Result<u16, Malformed> {
    bytes.try_get_u16_le().map_err(|_| SHORT)
}

/// What two processes have said to each other so far, and the secret by which they prove that they did.
struct Talk {
    cookie: Cookie,
    said: Vec<u8>,
}

impl Talk {
    /// Notes what was said, so that no part can be taken for another.
    fn add(&mut self, body: &[u8]) {
        self.said.put_u32_le(body.len() as u32);
        self.said.put_slice(body);
    }

    fn mac(&self, role: &'static str, rest: &[u8]) -> Hmac<Sha256> {
        let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&self.cookie.0).expect("any length will do");
        for bytes in [role.as_bytes(), &self.said, rest] {
            mac.update(bytes);
        }
        mac
    }

    /// A body that is proved by who says it.
    fn proved(&mut self, role: &'static str, rest: &[u8]) -> Vec<u8> {
        let mut body = self.mac(role, rest).finalize().into_bytes().to_vec();
        body.put_slice(rest);
        self.add(&body);
        body
    }

    /// What such a body says, if who says it knows the cookie.
    fn check<'a>(&mut self, role: &'static str, body: &'a [u8]) -> Result<&'a [u8], Refusal> {
        let mut rest = body;
        let proof = take(&mut rest, PROOF)?;
        self.mac(role, rest).verify_slice(proof).map_err(|_| Refusal::WrongCookie)?;
        self.add(body);
        Ok(rest)
    }
}

/// The side that has called the other.
pub(crate) struct Dialing(Talk);

impl Dialing {
    /// The first part.
    pub(crate) fn begin(cookie: Cookie) -> io::Result<(Self, Vec<u8>)> {
        let mut hello = Vec::new();
        hello.put_u16_le(WIRE);
        hello.put_u16_le(WIRE);
        hello.put_slice(&nonce()?);
        let mut talk = Talk { cookie, said: Vec::new() };
        talk.add(&hello);
        Ok((Dialing(talk), part(&hello)))
    }

    /// Answers a challenge with who this is.
    pub(crate) fn introduce(&mut self, challenge: &[u8], me: &impl Serialize) -> Result<Vec<u8>, Refusal> {
        let mut body = challenge;
        let version = number(&mut body)?;
        if version != WIRE {
            return Err(match (version, number(&mut body), number(&mut body)) {
                (0, Ok(least), Ok(most)) => Refusal::OtherVersion { theirs: between(least, most) },
                _ => Refusal::OtherVersion { theirs: version.to_string() },
            });
        }
        let rest = self.0.check(CHALLENGE, body)?;
        if rest.len() != NONCE {
            return Err(SHORT.into());
        }
        Ok(part(&self.0.proved(INTRODUCTION, &write(me))))
    }

    /// Who the other side is, if it welcomes this one.
    pub(crate) fn welcomed<T: DeserializeOwned>(mut self, welcome: &[u8]) -> Result<T, Refusal> {
        match self.0.check(WELCOME, welcome)? {
            [YES, rest @ ..] => Ok(read(rest)?),
            [_, rest @ ..] => Err(Refusal::Told(String::from_utf8_lossy(rest).into_owned())),
            [] => Err(SHORT.into()),
        }
    }
}

/// The side that was called.
pub(crate) struct Accepting(Talk);

impl Accepting {
    /// Answers a hello; where the versions differ, with the part that says so.
    pub(crate) fn challenge(cookie: Cookie, hello: &[u8]) -> Result<(Self, Vec<u8>), Unchallenged> {
        let mut body = hello;
        let (least, most) = (number(&mut body)?, number(&mut body)?);
        if !(least..=most).contains(&WIRE) {
            let mut refusal = Vec::new();
            [0, WIRE, WIRE].into_iter().for_each(|number| refusal.put_u16_le(number));
            let reason = Refusal::OtherVersion { theirs: between(least, most) };
            return Err(Unchallenged { reason, answer: Some(part(&refusal)) });
        }
        if body.len() != NONCE {
            return Err(SHORT.into());
        }
        let nonce = nonce().map_err(|_| Malformed("and the host has no random numbers"))?;
        let mut talk = Talk { cookie, said: Vec::new() };
        talk.add(hello);
        let mut challenge = WIRE.to_le_bytes().to_vec();
        challenge.put_slice(&talk.proved(CHALLENGE, &nonce));
        Ok((Accepting(talk), part(&challenge)))
    }

    /// Who the other side is, once it has proved that it belongs here.
    pub(crate) fn introduced<T: DeserializeOwned>(&mut self, introduction: &[u8]) -> Result<T, Refusal> {
        Ok(read(self.0.check(INTRODUCTION, introduction)?)?)
    }

    /// Says who this is; or that this cannot be said, where it is too much.
    pub(crate) fn welcome(mut self, me: &impl Serialize) -> Vec<u8> {
        let mut rest = vec![YES];
        rest.put_slice(&write(me));
        if rest.len() > MOST_IN_WELCOME - PROOF {
            return self.refuse("what its host can do is more than a welcome can say");
        }
        part(&self.0.proved(WELCOME, &rest))
    }

    /// Says why the other side is not welcome. To who does not know the cookie nothing is said.
    pub(crate) fn refuse(mut self, reason: &str) -> Vec<u8> {
        let mut rest = vec![NO];
        rest.put_slice(&reason.as_bytes()[..reason.len().min(MOST_OF_STRANGER / 2)]);
        part(&self.0.proved(WELCOME, &rest))
    }
}

/// Why a hello is not answered with a challenge, and what is said instead.
#[derive(Debug)]
pub(crate) struct Unchallenged {
    pub(crate) reason: Refusal,
    pub(crate) answer: Option<Vec<u8>>,
}

impl From<Malformed> for Unchallenged {
    fn from(malformed: Malformed) -> Self {
        Unchallenged { reason: malformed.into(), answer: None }
    }
}

fn between(least: u16, most: u16) -> String {
    if least == most { least.to_string() } else { format!("{least} to {most}") }
}

fn nonce() -> io::Result<[u8; NONCE]> {
    let mut nonce = [0; NONCE];
    getrandom::fill(&mut nonce)?;
    Ok(nonce)
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Malformed> {
    codec::read(bytes).map_err(|_| Malformed("a part that cannot be read"))
}

fn write(part: &impl Serialize) -> Vec<u8> {
    codec::write(part).expect("plain data has a form as bytes")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(part: &[u8]) -> &[u8] {
        let (head, body) = part.split_at(PART_HEAD);
        assert_eq!(part_length(head, MOST_IN_WELCOME), Ok(body.len()));
        body
    }

    /// What each side learns of the other, where each knows a cookie.
    fn talk(dialer: &Cookie, acceptor: &Cookie) -> Result<(String, String), Refusal> {
        let (mut dialing, hello) = Dialing::begin(dialer.clone()).expect("random numbers");
        let (mut accepting, challenge) =
            Accepting::challenge(acceptor.clone(), body(&hello)).map_err(|no| no.reason)?;
        let introduction = dialing.introduce(body(&challenge), &"dialer")?;
        let who = accepting.introduced::<String>(body(&introduction))?;
        let welcome = accepting.welcome(&"acceptor");
        Ok((who, dialing.welcomed(body(&welcome))?))
    }

    #[test]
    fn two_that_know_the_cookie_learn_who_the_other_is() {
        let cookie = Cookie::random().expect("random numbers");
        assert_eq!(talk(&cookie, &cookie), Ok(("dialer".to_owned(), "acceptor".to_owned())));
    }

    #[test]
    fn who_does_not_know_the_cookie_is_found_out_by_either_side() {
        let [mine, yours] = [(), ()].map(|()| Cookie::random().expect("random numbers"));
        assert_eq!(talk(&mine, &yours), Err(Refusal::WrongCookie));
        // A dialer that goes on nevertheless.
        let (_, hello) = Dialing::begin(mine.clone()).expect("random numbers");
        let (mut accepting, challenge) = Accepting::challenge(yours, body(&hello)).expect("a challenge");
        let mut liar = Talk { cookie: mine, said: Vec::new() };
        liar.add(body(&hello));
        liar.add(&body(&challenge)[2..]);
        let introduction = liar.proved(INTRODUCTION, &write(&"dialer"));
        assert_eq!(accepting.introduced::<String>(&introduction), Err(Refusal::WrongCookie));
    }

    #[test]
    fn what_was_said_before_cannot_be_said_again() {
        let cookie = Cookie::random().expect("random numbers");
        let (mut dialing, hello) = Dialing::begin(cookie.clone()).expect("random numbers");
        let (mut first, challenge) = Accepting::challenge(cookie.clone(), body(&hello)).expect("a challenge");
        let introduction = dialing.introduce(body(&challenge), &"dialer").expect("an introduction");
        assert!(first.introduced::<String>(body(&introduction)).is_ok());
        // Who has listened repeats all that the dialer said, and meets another nonce.
        let (mut second, _) = Accepting::challenge(cookie, body(&hello)).expect("a challenge");
        assert_eq!(second.introduced::<String>(body(&introduction)), Err(Refusal::WrongCookie));
    }

    #[test]
    fn another_version_is_refused_and_both_sides_know_both() {
        let cookie = Cookie::random().expect("random numbers");
        let (mut dialing, mut hello) = Dialing::begin(cookie.clone()).expect("random numbers");
        hello[PART_HEAD..PART_HEAD + 4].copy_from_slice(&[7, 0, 9, 0]);
        let Err(no) = Accepting::challenge(cookie, body(&hello)) else { panic!("it is another version") };
        assert!(
            no.reason.to_string().contains("version 7 to 9 of the wire, this program version 1"),
            "{no:?}"
        );
        let answer = no.answer.expect("the dialer is told");
        let refused = dialing.introduce(body(&answer), &"dialer").expect_err("it is another version");
        assert_eq!(refused, Refusal::OtherVersion { theirs: "1".to_owned() });
    }

    #[test]
    fn who_is_not_welcome_is_told_why() {
        let cookie = Cookie::random().expect("random numbers");
        let (mut dialing, hello) = Dialing::begin(cookie.clone()).expect("random numbers");
        let (mut accepting, challenge) = Accepting::challenge(cookie, body(&hello)).expect("a challenge");
        let introduction = dialing.introduce(body(&challenge), &"dialer").expect("an introduction");
        accepting.introduced::<String>(body(&introduction)).expect("who it is");
        let told = dialing.welcomed::<String>(body(&accepting.refuse("it is closing")));
        assert_eq!(told, Err(Refusal::Told("it is closing".to_owned())));
    }

    #[test]
    fn what_is_no_part_is_found_out_at_once() {
        for head in [b"HTTP/1.1".as_slice(), b"TSPN\xff\xff\xff\xff", b"TSPN"] {
            assert!(part_length(head, MOST_IN_WELCOME).is_err());
        }
        assert!(part_length(b"TSPN\x01\x40\x00\x00", MOST_OF_STRANGER).is_err());
    }
}
