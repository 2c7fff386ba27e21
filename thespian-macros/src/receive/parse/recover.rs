//! A block that does not parse. What is wrong in it the compiler has said already, for it parses an item before it hands it
//! to a macro; so nothing is said here, and what is right in the block is used. A body is nobody's concern here, and a
//! function with a mistake in its body is a handler like any other.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::{Expr, ImplItem, ImplItemFn, ItemImpl, Stmt, parse2};

use crate::items::hollow;

/// The block, if at least its head is one. A function that has a mistake in what comes before its body is in it as it is
/// written.
pub(super) fn block(item: TokenStream) -> Option<ItemImpl> {
    let (head, body) = hollow(item)?;
    let mut block: ItemImpl = parse2(head).ok()?;
    block.items.extend(pieces(body.stream()).into_iter().map(item_of));
    Some(block)
}

/// Whether an item of a block stands there because it does not parse.
pub(super) fn is_broken(item: &ImplItem) -> bool {
    matches!(item, ImplItem::Verbatim(tokens) if parse2::<ImplItem>(tokens.clone()).is_err())
}

/// What is in a block, item by item: each ends with a semicolon, or with braces after which something else begins.
fn pieces(tokens: TokenStream) -> Vec<TokenStream> {
    let mut pieces = vec![Vec::new()];
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let ends = match &token {
            TokenTree::Punct(punct) => punct.as_char() == ';',
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => match tokens.peek() {
                Some(TokenTree::Punct(next)) => next.as_char() == '#',
                _ => true,
            },
            _ => false,
        };
        if let Some(piece) = pieces.last_mut() {
            piece.push(token);
        }
        if ends {
            pieces.push(Vec::new());
        }
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces.into_iter().map(|piece| piece.into_iter().collect()).collect()
}

fn item_of(piece: TokenStream) -> ImplItem {
    parse2(piece.clone()).unwrap_or_else(|_| without_body(&piece).unwrap_or(ImplItem::Verbatim(piece)))
}

/// A function whose body is only tokens.
fn without_body(piece: &TokenStream) -> Option<ImplItem> {
    let (head, body) = hollow(piece.clone())?;
    let mut function: ImplItemFn = parse2(head).ok()?;
    function.block.stmts.push(Stmt::Expr(Expr::Verbatim(body.stream()), None));
    Some(ImplItem::Fn(function))
}
