//! Jobs, the outbox, the print log, settings and saved views.

// The method itself is not general enough over the life of a handle; the lint does not see that.
#![allow(clippy::redundant_closure_for_method_calls)]

mod made_up;

use made_up::{events, order};
use yidan_domain::order::State;
use yidan_store::{Error, JobState, LabelState, NewJob, NewLabel, NewOutboxRow, OutboxState, Result, Store, Writer};

const NOW: i64 = 1_795_017_600_000;

fn store() -> Store {
    Store::open_memory().expect("opens")
}

fn write<T>(store: &Store, work: impl FnOnce(&mut Writer<'_>) -> Result<T>) -> T {
    store.write(work).expect("the transaction goes through")
}

fn job(kind: &str, key: Option<&str>) -> NewJob {
    NewJob {
        key: key.map(str::to_owned),
        kind: kind.to_owned(),
        request: "{}".to_owned(),
        total: Some(10),
        actor: "小李".to_owned(),
        at_ms: NOW,
    }
}

#[test]
fn a_job_runs_its_course() {
    let store = store();
    let (a, b, again) = write(&store, |w| {
        Ok((w.add_job(&job("import", Some("k1")))?, w.add_job(&job("print", None))?, w.add_job(&job("import", Some("k1")))?))
    });
    assert_eq!(a, again, "the same key is queued once");
    let claimed = write(&store, |w| w.claim_job("p1", NOW + 1)).expect("there is one");
    assert_eq!((claimed.id, claimed.state, claimed.owner.as_deref(), claimed.tries), (a, JobState::Running, Some("p1"), 1));
    assert!(write(&store, |w| w.claim_job_of(a, "p2", NOW + 2)).is_none(), "a running job is nobody else's");
    assert_eq!(write(&store, |w| w.progress_job(a, 4, None, Some("{\"row\":4}"), NOW + 3)), JobState::Running);
    assert!(write(&store, |w| w.pause_job(a)));
    assert_eq!(write(&store, |w| w.progress_job(a, 5, None, None, NOW + 4)), JobState::Paused, "the runner sees it");
    assert!(write(&store, |w| w.requeue_job(a)));
    let second = write(&store, |w| w.claim_job_of(a, "p2", NOW + 5)).expect("it waits again");
    assert_eq!((second.done, second.total, second.note.as_deref(), second.tries), (5, Some(10), Some("{\"row\":4}"), 2));
    write(&store, |w| w.finish_job(a, JobState::Done, "{\"n\":10}", NOW + 6));
    let done = store.read(|r| r.job(a)).expect("reads");
    assert_eq!(
        (done.state, done.result.as_deref(), done.owner, done.finished_at_ms),
        (JobState::Done, Some("{\"n\":10}"), None, Some(NOW + 6))
    );
    assert!(!write(&store, |w| w.requeue_job(a)), "what is done is not done again");
    assert_eq!(store.read(|r| r.open_jobs()).expect("lists").iter().map(|j| j.id).collect::<Vec<_>>(), [b]);
    assert_eq!(store.read(|r| r.jobs(10)).expect("lists").iter().map(|j| j.id).collect::<Vec<_>>(), [b, a]);
    assert_eq!(store.write(|w| w.pause_job(99)), Err(Error::Unknown { table: "job", id: 99 }));
}

#[test]
fn two_workers_never_take_the_same_job() {
    let folder = tempfile::tempdir().expect("a folder");
    let stores = [Store::open(folder.path(), NOW).expect("opens"), Store::open(folder.path(), NOW).expect("opens beside")];
    for _ in 0..40 {
        write(&stores[0], |w| w.add_job(&job("print", None)));
    }
    let taken = std::sync::Mutex::new(Vec::new());
    std::thread::scope(|s| {
        for (at, store) in stores.iter().enumerate() {
            let taken = &taken;
            s.spawn(move || {
                while let Some(job) = write(store, |w| w.claim_job(&format!("p{at}"), NOW)) {
                    taken.lock().expect("no panic").push(job.id);
                }
            });
        }
    });
    let mut taken = taken.into_inner().expect("no panic");
    taken.sort_unstable();
    assert_eq!(taken, (1..=40).collect::<Vec<i64>>());
}

#[test]
fn a_message_is_written_once_and_sent_until_it_is_answered() {
    let store = store();
    let message = |key: &str, at_ms: i64| NewOutboxRow {
        key: key.to_owned(),
        kind: "ship".to_owned(),
        shop_id: Some(1),
        order_id: Some(7),
        payload: "{\"no\":1}".to_owned(),
        at_ms,
    };
    let (a, b, again) = write(&store, |w| {
        Ok((w.add_outbox(&message("a", NOW + 5))?, w.add_outbox(&message("b", NOW))?, w.add_outbox(&message("a", NOW + 9))?))
    });
    assert_eq!(a, again);
    let due = |at: i64| store.read(|r| r.outbox_due(at, 10)).expect("lists").iter().map(|o| o.id).collect::<Vec<_>>();
    assert_eq!((due(NOW - 1), due(NOW), due(NOW + 5)), (vec![], vec![b], vec![b, a]));
    assert!(write(&store, |w| w.begin_outbox(b)));
    assert!(!write(&store, |w| w.begin_outbox(b)), "somebody has it");
    assert_eq!(write(&store, |w| w.requeue_outbox_of(1, NOW + 6)), 1, "after a crash");
    assert!(write(&store, |w| w.begin_outbox(b)));
    write(&store, |w| w.end_outbox(b, OutboxState::Waiting, Some("{\"code\":500}"), NOW + 60));
    assert_eq!((due(NOW + 59), due(NOW + 60)), (vec![a], vec![a, b]));
    assert!(write(&store, |w| w.begin_outbox(b)));
    write(&store, |w| w.end_outbox(b, OutboxState::Done, None, NOW + 61));
    write(&store, |w| w.end_outbox(a, OutboxState::Refused, Some("{\"why\":\"closed\"}"), NOW + 62));
    let row = store.read(|r| r.outbox_row(b)).expect("reads");
    assert_eq!(
        (row.state, row.tries, row.done_at_ms, row.answer.as_deref()),
        (OutboxState::Done, 3, Some(NOW + 61), Some("{\"code\":500}"))
    );
    assert_eq!(store.read(|r| r.outbox_open(10)).expect("lists").iter().map(|o| o.id).collect::<Vec<_>>(), [a]);
    assert_eq!(store.read(|r| r.outbox_of(7)).expect("lists").len(), 2);
}

#[test]
fn the_print_log_counts_copies_and_knows_trouble() {
    let store = store();
    let ids = write(&store, |w| {
        let shop = w.shop_id("pdd", "一号店", NOW)?;
        let mut ids = Vec::new();
        for n in 0..3 {
            let mut o = order(n, 10, 3, NOW, shop, 4);
            o.state = State::ToPrint;
            let first = events(&o, NOW);
            w.insert_order(&mut o, &first, &[])?;
            ids.push(o.id);
        }
        Ok(ids)
    });
    let labels: Vec<NewLabel> =
        ids.iter().map(|id| NewLabel { order_id: *id, waybill_no: Some(format!("YT{id}")), parcel_id: None }).collect();
    let first = write(&store, |w| w.add_print_batch("小李", "ZT410", "76x130", None, &labels, NOW));
    for (seq, state) in [(1, LabelState::Printed), (2, LabelState::Failed), (3, LabelState::Unknown)] {
        write(&store, |w| w.set_label(first, seq, LabelState::Sent, Some("q7"), None, NOW + 1));
        write(&store, |w| w.set_label(first, seq, state, None, (state == LabelState::Failed).then_some("media-empty"), NOW + 2));
    }
    let second = write(&store, |w| w.add_print_batch("小李", "ZT410", "76x130", None, &labels, NOW + 3));
    let copies: Vec<i64> = store.read(|r| r.labels_of(second)).expect("lists").iter().map(|l| l.copy_no).collect();
    assert_eq!(copies, [2, 1, 2], "what failed was no copy; what was lost from sight may be one");
    let of_second: Vec<(LabelState, Option<String>, Option<String>)> =
        store.read(|r| r.prints(ids[1])).expect("lists").into_iter().map(|l| (l.state, l.queue_job, l.error)).collect();
    assert_eq!(of_second[0], (LabelState::Failed, Some("q7".to_owned()), Some("media-empty".to_owned())));
    assert_eq!(store.read(|r| r.open_labels()).expect("lists").len(), 4);
    for seq in 1..=3 {
        write(&store, |w| w.set_label(second, seq, if seq == 3 { LabelState::Failed } else { LabelState::Printed }, None, None, NOW + 4));
    }
    let trouble: Vec<bool> = store.read(|r| r.rows(&ids)).expect("reads").iter().map(|r| r.print_trouble).collect();
    assert_eq!(trouble, [false, false, true], "the last label has the last word");
    let batches = store.read(|r| r.print_batches(10)).expect("lists");
    assert_eq!(batches.iter().map(|b| b.id).collect::<Vec<_>>(), [second, first]);
    assert!(batches[0].labels.contains(&(LabelState::Printed, 2)));
    let nothing: Result<()> = store.write(|w| w.set_label(first, 9, LabelState::Sent, None, None, NOW));
    assert_eq!(nothing, Err(Error::Unknown { table: "print_label", id: first }));
}

#[test]
fn settings_and_views_stay_as_they_were_put() {
    let store = store();
    write(&store, |w| {
        w.set_setting("print.printer", Some("\"ZT410\""), NOW)?;
        w.set_setting("print.offset", Some("[1,2]"), NOW)?;
        w.set_setting("other", Some("1"), NOW)?;
        w.set_setting("print.printer", Some("\"PDF\""), NOW + 1)
    });
    assert_eq!(store.read(|r| r.setting("print.printer")), Ok(Some("\"PDF\"".to_owned())));
    assert_eq!(store.read(|r| r.settings("print.")).map(|s| s.len()), Ok(2));
    assert_eq!(store.read(|r| r.settings("")).map(|s| s.len()), Ok(3));
    write(&store, |w| w.set_setting("other", None, NOW));
    assert_eq!(store.read(|r| r.setting("other")), Ok(None));
    let (a, b) = write(&store, |w| Ok((w.save_view("orders", "待打单·急", "{}")?, w.save_view("orders", "广东", "{}")?)));
    assert_eq!(write(&store, |w| w.save_view("orders", "广东", "{\"p\":1}")), b);
    write(&store, |w| w.move_view(a, 9));
    let views = store.read(|r| r.saved_views("orders")).expect("lists");
    assert_eq!(views.iter().map(|v| (v.id, v.value.as_str())).collect::<Vec<_>>(), [(b, "{\"p\":1}"), (a, "{}")]);
    write(&store, |w| w.remove_view(b));
    assert_eq!(store.read(|r| r.saved_views("orders")).map(|v| v.len()), Ok(1));
}

#[test]
fn shops_have_one_name_each() {
    let store = store();
    let (a, b, again) =
        write(&store, |w| Ok((w.shop_id("pdd", "一号店", NOW)?, w.shop_id("taobao", "一号店", NOW)?, w.shop_id("pdd", "一号店", NOW)?)));
    assert_eq!(a, again);
    assert_ne!(a, b);
    assert_eq!(store.read(|r| r.shops_named("一号店")).map(|s| s.len()), Ok(2));
    write(&store, |w| w.shop_id("pdd", "二号店", NOW));
    let taken: Result<()> = store.write(|w| w.rename_shop(a, "二号店"));
    assert_eq!(taken, Err(Error::NameTaken { name: "二号店".to_owned() }));
    write(&store, |w| w.rename_shop(a, "老店"));
    write(&store, |w| w.touch_shop(a, NOW + 5));
    let shop = store.read(|r| r.shop(a)).expect("reads");
    assert_eq!((shop.platform.as_str(), shop.name.as_str(), shop.last_import_at_ms), ("pdd", "老店", Some(NOW + 5)));
    assert_eq!(store.read(|r| r.shop(77)), Err(Error::Unknown { table: "shop", id: 77 }));
}
