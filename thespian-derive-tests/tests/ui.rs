//! What the compiler says: one case for each message, with its text beside it as `.stderr`.
//!
//! After a change that is meant, `TRYBUILD=overwrite cargo test -p thespian-derive-tests --test ui` writes
//! the texts anew.

#[test]
fn every_mistake_is_explained_and_every_right_form_compiles() {
    let cases = trybuild::TestCases::new();
    for name in ["actor", "receive", "message", "require_capability", "main", "newcomer"] {
        cases.pass(format!("ui/{name}/pass/*.rs"));
        cases.compile_fail(format!("ui/{name}/fail/*.rs"));
    }
}
