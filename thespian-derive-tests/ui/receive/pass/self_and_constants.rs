//! `Self` in a message is the actor; constant parameters tell messages apart; `macro_rules` may write handlers.

use thespian::prelude::*;

#[message]
struct Block<const N: usize> {
    bytes: Vec<u8>,
}

#[actor]
#[derive(Default)]
struct Node {
    peer: Option<Addr<Node>>,
}

macro_rules! node {
    ($text:ty, $context:ty) => {
        #[receive]
        impl Node {
            fn peer(&mut self, peer: &Addr<Self>) -> Option<Addr<Self>> {
                self.peer.replace(*peer)
            }
            fn small(&mut self, block: &Block<16>) -> u64 {
                block.bytes.len() as u64
            }
            fn large(&mut self, _: &Block<4096>, _: $context) {}
            fn text(&mut self, _: &$text) {}
        }
    };
}
node!(str, &mut Context);

fn main() -> thespian::Result<()> {
    let system = thespian::testing::system("sequential")?;
    let node = system.create_actor::<Node>()?;
    let wait = std::time::Duration::from_secs(1);
    assert_eq!(system.ask(&node, node, wait)?, None);
    assert_eq!(system.ask(&node, node, wait)?, Some(node));
    assert_eq!(system.ask(&node, Block::<16> { bytes: vec![0; 3] }, wait)?, 3);
    assert!(matches!(NodeMessage::from(node), NodeMessage::Peer(peer) if peer == node));
    assert!(Block::<16>::name().ends_with("::Block<16>"));
    Ok(())
}
