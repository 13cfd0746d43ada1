//! How well spam is told from comments, measured by the program.

use std::fs;

use crate::program::Program;

const TRAIN: &str = "author,text,spam\nJo,\"the mill, and its weir\",0\nAl,a walk by the river,no\n\
                     x,cheap pills online,1\ny,cheap watches online,spam\n";
const TEST: &str = "spam,text,author\n1,cheap pills and watches,z\n1,pills online,z\n0,a walk by the mill,Mo\n0,the weir,Di\n";

#[test]
fn what_was_learnt_is_measured_on_what_was_not() {
    let program = Program::new();
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let (train, test) = (file("train.csv", TRAIN), file("test.csv", TEST));
    let run = program.run(&["spam", "evaluate", "--train", &train, &train, "--test", &test]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.out.contains("Judged 2 spam and 2 wanted comments"), "{}", run.out);
    for part in ["≤ 0.5 %", "≤ 1.0 %", "≤ 2.0 %", "100.0 % (2 of 2)", "“cheap”"] {
        assert!(run.out.contains(part), "{part} in {}", run.out);
    }
    assert!(!program.data().exists(), "no blog is touched");
    assert!(!run.out.contains("promise too much"), "{}", run.out);
    let learnt_before = program.run(&["spam", "evaluate", "--train", &train, "--test", &test, &train]);
    assert!(
        learnt_before.out.contains("4 of the 8 comments to judge stand in what was learnt from"),
        "{}",
        learnt_before.out
    );
    for (name, text, said) in [
        ("label.csv", "author,text,spam\na,b,perhaps\n", "comment 1"),
        ("columns.csv", "a,b\n1,2\n", "names the columns a, b"),
        ("latin.csv", "author,text,spam\na,\u{1}\u{2},\n", "it has to be 1 or 0"),
        ("empty.csv", "", "It has to name text and spam"),
    ] {
        let run = program.run(&["spam", "evaluate", "--test", &file(name, text)]);
        assert_eq!(run.code, 1, "{name}: {}", run.out);
        assert!(run.err.contains(said) && run.err.contains(name), "{name}: {}", run.err);
    }
    let run = program.run(&["spam", "evaluate", "--test", "/nowhere.csv"]);
    assert!(run.code == 1 && run.err.contains("/nowhere.csv can't be read"), "{}", run.err);
    let run = program.run(&["spam", "evaluate", "--test", &file("none.csv", "author,text,spam\n")]);
    assert!(run.code == 1 && run.err.contains("no comment to judge"), "{}", run.err);
}

#[test]
fn files_of_one_kind_and_of_other_makes_are_judged_as_far_as_they_can_be() {
    let program = Program::new();
    let folder = tempfile::tempdir().unwrap();
    let evaluated = |text: &str| {
        let path = folder.path().join("test.csv");
        fs::write(&path, text).unwrap();
        let run = program.run(&["spam", "evaluate", "--test", path.to_str().unwrap()]);
        assert_eq!(run.code, 0, "{}", run.err);
        run.out
    };
    let one_sided = evaluated("author,text,spam\nx,\"buy cheap pills\",1\n");
    for part in ["Judged 1 spam and 0 wanted", "All of one kind", "1 of 1 spam"] {
        assert!(one_sided.contains(part), "{part} in {one_sided}");
    }
    let other = evaluated(
        "\u{feff}COMMENT_ID,AUTHOR,DATE,CONTENT,CLASS\r\n1,Jo,,\"a,\r\nb\",0\r\n2,x,,casino &amp; slots,1\r\n",
    );
    assert!(other.contains("Judged 1 spam and 1 wanted"), "{other}");
    assert!(other.contains("gambling"), "a reason in words: {other}");
}

#[test]
fn a_replay_tells_what_each_layer_caught_and_loses_nobody() {
    let program = Program::new();
    let run = program.run(&["spam", "replay", "--seed", "7"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(run.out.matches("People lost: 0.").count(), 3, "under each policy: {}", run.out);
    let traps: Vec<&str> =
        run.out.lines().filter(|line| line.starts_with("machine that fills every field")).collect();
    assert!(traps.len() == 3 && traps.iter().all(|line| line.contains("420        420")), "{}", run.out);
    assert!(run.out.contains("Published of machines: 0 of 1000."), "who is new waits: {}", run.out);
    let coming_back: Vec<Vec<usize>> = run
        .out
        .lines()
        .filter_map(|line| line.strip_prefix("machine that comes back"))
        .map(|line| line.split_whitespace().map(|number| number.parse().unwrap()).collect())
        .collect();
    let (sent, published) = (coming_back[1][0], coming_back[1][10]);
    assert!(sent == 50 && published < 25, "one harmless comment vouches for no spam: {}", run.out);
    assert!(!program.data().exists(), "no blog is touched");
}
