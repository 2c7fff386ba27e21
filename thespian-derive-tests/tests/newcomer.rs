//! What somebody reads who writes a first program, and makes one mistake in it: one error, with a number to look up.
//! (The tenth such mistake, a generic actor that is not registered, is found when the program runs.)

use std::fs;
use std::path::Path;

/// A type that is no message is wrong in two places: where it is handled, and where it is sent. The compiler says both,
/// in the same words.
const SAID_TWICE: &str = "message_not_declared";

#[test]
fn each_of_the_nine_mistakes_is_one_error_with_a_number() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/newcomer/fail");
    let mut programs = 0;
    for entry in fs::read_dir(folder).expect("the programs") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        programs += 1;
        let said = fs::read_to_string(path.with_extension("stderr")).expect("what the compiler says");
        let name = path.file_stem().and_then(|name| name.to_str()).expect("a plain name");

        let lines: Vec<_> = said.lines().collect();
        let places = lines.windows(2).filter(|two| two[1].trim_start().starts_with("--> "));
        let errors: Vec<_> = places.map(|two| two[0]).filter(|line| line.starts_with("error")).collect();
        let expected = if name == SAID_TWICE { 2 } else { 1 };
        assert_eq!(errors.len(), expected, "{name}: {errors:#?}");
        assert!(errors.iter().all(|error| *error == errors[0]), "{name}: {errors:#?}");

        let mut numbers: Vec<_> = said.split("[TH").skip(1).map(|rest| rest.split(']').next()).collect();
        numbers.dedup();
        assert_eq!(numbers.len(), 1, "{name}: {numbers:?}");
    }
    assert_eq!(programs, 9);
}
