//! Links over a carrier that loses, doubles, and reorders frames.

use std::time::{Duration, Instant};

use bytes::{Buf, Bytes, BytesMut};
use proptest::prelude::*;

use super::*;

const PATIENCE: Duration = Duration::from_millis(10);

/// What happens next between two ends.
#[derive(Debug, Clone)]
enum Step {
    /// An end sends a letter of that many bytes.
    Send {
        from: usize,
        way: Way,
        length: usize,
    },
    /// An end writes what it may.
    Write(usize),
    /// The frame at that place on its way to an end arrives there, is lost, or arrives and stays.
    Arrive {
        to: usize,
        at: prop::sample::Index,
    },
    Lose {
        to: usize,
        at: prop::sample::Index,
    },
    Double {
        to: usize,
        at: prop::sample::Index,
    },
    /// An end has dealt with the letter at that place of those it has.
    Handle {
        who: usize,
        at: prop::sample::Index,
    },
    /// The way is lost with all that is on it; a new one is found.
    Renew,
    Tick,
}

fn step() -> impl Strategy<Value = Step> {
    let way = prop_oneof![3 => Just(Way::Mail), 1 => Just(Way::Urgent)];
    let length = prop_oneof![8 => 1..200_usize, 1 => 60_000..140_000_usize];
    let at = any::<prop::sample::Index>;
    prop_oneof![
        4 => (0..2_usize, way, length).prop_map(|(from, way, length)| Step::Send { from, way, length }),
        4 => (0..2_usize).prop_map(Step::Write),
        6 => (0..2_usize, at()).prop_map(|(to, at)| Step::Arrive { to, at }),
        2 => (0..2_usize, at()).prop_map(|(to, at)| Step::Lose { to, at }),
        1 => (0..2_usize, at()).prop_map(|(to, at)| Step::Double { to, at }),
        3 => (0..2_usize, at()).prop_map(|(who, at)| Step::Handle { who, at }),
        1 => Just(Step::Renew),
        1 => Just(Step::Tick),
    ]
}

/// Two ends, and what is between them.
struct Pair {
    ends: [Link; 2],
    on_way_to: [Vec<Bytes>; 2],
    sent: [[Vec<Bytes>; 2]; 2],
    came: [[Vec<Bytes>; 2]; 2],
    in_hand: [Vec<Stamp>; 2],
    now: Instant,
    count: u64,
}

impl Pair {
    fn new() -> Self {
        Pair {
            ends: Default::default(),
            on_way_to: Default::default(),
            sent: Default::default(),
            came: Default::default(),
            in_hand: Default::default(),
            now: Instant::now(),
            count: 0,
        }
    }

    fn send(&mut self, from: usize, way: Way, length: usize) {
        self.count += 1;
        let mut letter = self.count.to_le_bytes().to_vec();
        letter.resize(8 + length, from as u8);
        let letter = Bytes::from(letter);
        self.sent[from][way as usize].push(letter.clone());
        self.ends[from].push(way, letter);
    }

    fn write(&mut self, from: usize) {
        let mut out = BytesMut::new();
        self.ends[from].write(&mut out, 1 << 20, self.now);
        let mut out = out.freeze();
        while !out.is_empty() {
            let length = out.get_u32_le() as usize;
            self.on_way_to[1 - from].push(out.split_to(length));
        }
    }

    fn arrive(&mut self, to: usize, frame: Bytes) {
        let frame = Frame::read(frame).expect("a frame");
        if let Brought::Letter(stamp, letter) =
            self.ends[to].receive(frame, self.now).expect("both keep the rules")
        {
            self.came[to][stamp.way as usize].push(letter);
            self.in_hand[to].push(stamp);
        }
    }

    fn handle(&mut self, who: usize, at: usize) {
        let stamp = self.in_hand[who].swap_remove(at);
        self.ends[who].handled(stamp);
    }

    fn renew(&mut self) {
        self.on_way_to = Default::default();
        let positions = self.ends.each_ref().map(Link::position);
        self.ends[0].resume(positions[1]).expect("a position");
        self.ends[1].resume(positions[0]).expect("a position");
    }

    fn tick(&mut self) {
        self.now += 2 * PATIENCE;
        for end in &mut self.ends {
            end.tick(self.now, PATIENCE);
        }
    }

    fn go(&mut self, step: Step) {
        let place =
            |list: &[Bytes], at: prop::sample::Index| (!list.is_empty()).then(|| at.index(list.len()));
        match step {
            Step::Send { from, way, length } => self.send(from, way, length),
            Step::Write(from) => self.write(from),
            Step::Arrive { to, at } => {
                if let Some(at) = place(&self.on_way_to[to], at) {
                    let frame = self.on_way_to[to].remove(at);
                    self.arrive(to, frame);
                }
            }
            Step::Lose { to, at } => {
                if let Some(at) = place(&self.on_way_to[to], at) {
                    self.on_way_to[to].remove(at);
                }
            }
            Step::Double { to, at } => {
                if let Some(at) = place(&self.on_way_to[to], at) {
                    let frame = self.on_way_to[to][at].clone();
                    self.arrive(to, frame);
                }
            }
            Step::Handle { who, at } => {
                if !self.in_hand[who].is_empty() {
                    let at = at.index(self.in_hand[who].len());
                    self.handle(who, at);
                }
            }
            Step::Renew => self.renew(),
            Step::Tick => self.tick(),
        }
    }

    /// Lets all come to its end, without losses.
    fn settle(&mut self) {
        for _ in 0..10_000 {
            for end in 0..2 {
                self.write(end);
                for frame in std::mem::take(&mut self.on_way_to[1 - end]) {
                    self.arrive(1 - end, frame);
                }
                while !self.in_hand[end].is_empty() {
                    self.handle(end, 0);
                }
            }
            let done =
                self.ends.iter().all(|end| end.open() == 0 && end.is_through() && !end.has_news(false));
            if done {
                return;
            }
            if self.ends.iter().all(|end| !end.has_news(false)) {
                self.tick();
                self.ends.iter_mut().for_each(Link::ask);
            }
        }
        panic!("the links do not come to rest");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_letter_arrives_once_and_in_its_order(steps in prop::collection::vec(step(), 0..300)) {
        let mut pair = Pair::new();
        for step in steps {
            pair.go(step);
            for from in 0..2 {
                for (sent, came) in pair.sent[from].iter().zip(&pair.came[1 - from]) {
                    prop_assert!(sent.starts_with(came));
                }
            }
        }
        pair.settle();
        prop_assert_eq!(&pair.sent[0], &pair.came[1]);
        prop_assert_eq!(&pair.sent[1], &pair.came[0]);
    }

    #[test]
    fn no_bytes_make_a_link_panic(frames in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..64), 0..50)) {
        let mut link = Link::default();
        link.push(Way::Mail, Bytes::from_static(b"one"));
        link.write(&mut BytesMut::new(), 1 << 20, Instant::now());
        for frame in frames {
            if let Ok(frame) = Frame::read(Bytes::from(frame)) {
                let _ = link.receive(frame, Instant::now());
            }
        }
    }
}

#[test]
fn what_was_not_dealt_with_is_known_when_a_link_ends() {
    let mut pair = Pair::new();
    for _ in 0..3 {
        pair.send(0, Way::Mail, 1);
    }
    pair.write(0);
    for frame in std::mem::take(&mut pair.on_way_to[1]) {
        pair.arrive(1, frame);
    }
    pair.handle(1, 1);
    pair.write(1);
    for frame in std::mem::take(&mut pair.on_way_to[0]) {
        pair.arrive(0, frame);
    }
    let [mut end, _] = pair.ends;
    let open: Vec<_> = end.forsake().collect();
    assert_eq!(open, [pair.sent[0][0][0].clone(), pair.sent[0][0][2].clone()]);
}

#[test]
fn more_than_the_window_is_not_sent_before_the_other_end_says_so() {
    let mut pair = Pair::new();
    for _ in 0..2 * lane::WINDOW {
        pair.send(0, Way::Mail, 1);
    }
    pair.write(0);
    assert_eq!(pair.on_way_to[1].len() as u64, lane::WINDOW);
    // What is urgent does not wait for that.
    pair.send(0, Way::Urgent, 1);
    pair.write(0);
    assert_eq!(pair.on_way_to[1].len() as u64, lane::WINDOW + 1);
}

#[test]
fn a_letter_that_says_it_is_too_large_is_refused_before_there_is_room_for_it() {
    let mut link = Link::default();
    let total = Some(u32::MAX);
    let piece = Frame::Piece { lane: 0, number: 1, total, is_last: false, bytes: Bytes::from_static(b"x") };
    assert_eq!(link.receive(piece, Instant::now()), Err(Violation("a letter that is too large")));
}
