//! The table of people: who comes, changes, goes and comes back.

use yidan_store::{Error, StaffRow, Store};

fn row(name: &str, role: &str, at: i64) -> StaffRow {
    StaffRow { name: name.into(), role: role.into(), pin_hash: format!("$argon2id${name}${at}"), created_at_ms: at }
}

#[test]
fn people_come_and_go() {
    let store = Store::open_memory().expect("opens");
    let names = || store.read(|r| Ok::<_, Error>(r.staff()?.into_iter().map(|p| (p.name, p.role)).collect::<Vec<_>>())).expect("reads");
    assert_eq!(names(), []);
    let pair = |name: &str, role: &str| (name.to_owned(), role.to_owned());
    store.write(|w| w.save_staff(&row("小李", "clerk", 1))).expect("writes");
    store.write(|w| w.save_staff(&row("店主", "owner", 2))).expect("writes");
    assert_eq!(names(), [pair("小李", "clerk"), pair("店主", "owner")]);
    store.write(|w| w.save_staff(&row("小李", "accountant", 1))).expect("writes");
    assert_eq!(names(), [pair("小李", "accountant"), pair("店主", "owner")]);
    for (name, was_here) in [("小李", true), ("小李", false), ("谁", false)] {
        assert_eq!(store.write(|w| w.remove_staff(name, 3)), Ok(was_here), "{name}");
    }
    assert_eq!(names(), [pair("店主", "owner")]);
    store.write(|w| w.save_staff(&row("小李", "clerk", 4))).expect("writes");
    assert_eq!(names(), [pair("店主", "owner"), pair("小李", "clerk")]);
    let shown = format!("{:?}", row("小李", "clerk", 1));
    assert!(shown.contains("小李") && !shown.contains("argon2"), "{shown}");
}
