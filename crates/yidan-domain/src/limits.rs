//! Every loop over the world has a limit, and every limit stands here. Policy thresholds that a shop may change are settings with these defaults.

/// A header is looked for among so many first rows of a sheet.
pub const HEADER_SCAN_ROWS: usize = 45;
/// Bytes of one file as it lies on disk.
pub const FILE_BYTES: u64 = 2 * 1024 * 1024 * 1024;
/// Bytes that one archive may unpack to, all members together.
pub const UNPACKED_BYTES: u64 = 4 * 1024 * 1024 * 1024;
/// Bytes of one archive member that is unpacked into memory (shared strings, styles, workbook parts).
pub const PART_BYTES: u64 = 256 * 1024 * 1024;
/// Files looked at inside one archive.
pub const ARCHIVE_MEMBERS: usize = 200;
/// Rows of one sheet or text file: what Excel can hold, and ten times that for text.
pub const SHEET_ROWS: u64 = 10_485_760;
/// Columns of one row that are looked at.
pub const SHEET_COLUMNS: usize = 2_000;
/// Characters of one cell that are kept.
pub const CELL_CHARS: usize = 32_767;
/// Rejected rows that are listed one by one in a reply; further ones are counted.
pub const LISTED_REJECTIONS: usize = 10_000;
/// An order paid higher than this asks for a look: 50,000.00 yuan.
pub const ODD_AMOUNT_FEN: i64 = 5_000_000;
/// Hours from payment to dispatch when the platform tells no moment of its own.
pub const SHIP_WITHIN_HOURS: i64 = 48;
/// The same by platform. Rules of the trade as third parties report them; a shop that knows better sets its own.
pub const SHIP_WITHIN_HOURS_OF: &[(&str, i64)] = &[("pdd", 24), ("douyin", 24)];
/// 临期: minutes before the time to ship is over.
pub const DUE_SOON_MINUTES: i64 = 60;
/// Longest stay in 待审核, 待分仓, 待打单 and 已打单.
pub const REVIEW_MINUTES: i64 = 1;
pub const ALLOCATE_MINUTES: i64 = 5;
pub const PRINT_MINUTES: i64 = 1;
pub const PACK_MINUTES: i64 = 30;
/// Minutes in 待分仓 after which people are told.
pub const ALLOCATE_NOTICE_MINUTES: i64 = 30;
/// Hours from dispatch, and for the target from payment, to the carrier's first scan.
pub const COLLECT_HOURS: i64 = 4;
/// Hours without a scan on the way.
pub const SILENT_HOURS: i64 = 36;
/// Parcels that left longer ago are not waited for any more: the platforms have closed their orders by then.
pub const SILENCE_DAYS: i64 = 15;
/// An hour with more than so many per cent of the usual hour.
pub const VOLUME_PERCENT: i64 = 200;
/// The usual hour is the mean of the same hour of so many days before.
pub const VOLUME_DAYS: i64 = 7;
/// In an hour with fewer orders nothing is unusual.
pub const VOLUME_LEAST: i64 = 20;
/// Orders that may wait for automatic movement before it is paused, and minutes that one may.
pub const BREAKER_ORDERS: i64 = 200;
pub const BREAKER_MINUTES: i64 = 8;
/// A hold that ends within so many minutes is told.
pub const HOLD_SOON_MINUTES: i64 = 60;
/// Orders named one by one under an alarm.
pub const ALARM_ORDERS: usize = 200;
/// An alarm that grows is told again outside of the window after so many minutes.
pub const NOTIFY_AGAIN_MINUTES: i64 = 60;
/// Days of the figures on the first page, today included.
pub const FIGURE_DAYS: i64 = 30;
/// Rows of one page of the order list.
pub const LIST_ROWS: usize = 1_000;
/// Hits of one search.
pub const FIND_HITS: usize = 200;
/// Numbers of one pasted list.
pub const PASTED_NUMBERS: usize = 5_000;
/// Characters of one pasted text of orders.
pub const PASTED_CHARS: usize = 200_000;
/// Orders of one pasted text.
pub const PASTED_ORDERS: usize = 1_000;
/// Goods that a pasted text is compared with, the latest.
pub const KNOWN_LISTINGS: usize = 20_000;
/// Orders of one write transaction of an import.
pub const IMPORT_BATCH: usize = 2_000;
/// Frozen lists kept for open faces.
pub const SNAPSHOTS: usize = 16;
/// Batch changes that can be taken back.
pub const UNDO_STEPS: usize = 20;
/// Orders one of them may touch.
pub const UNDO_ORDERS: usize = 5_000;
/// Waiting orders among which parcels for several are looked for.
pub const PROPOSED_ORDERS: i64 = 5_000;
/// Orders one batch change may touch.
pub const BATCH_ORDERS: usize = 100_000;
/// Orders the demo can make.
pub const DEMO_ORDERS: u64 = 1_000_000;
/// Labels handed to the print system in one job, so that a failure loses sight of few.
pub const LABELS_PER_PRINT_JOB: usize = 1;
/// Half-second looks at the queue before a silent label counts as unknown.
pub const QUEUE_LOOKS: usize = 60;
/// Daily copies of the data file that are kept.
pub const BACKUPS_KEPT: usize = 14;
/// Bytes of one row of a text file, before it is given up.
pub const ROW_BYTES: usize = 16 * 1024 * 1024;
/// Bytes that a quoted cell may run on over lines before its quote counts as text.
pub const QUOTED_BYTES: usize = 1024 * 1024;
/// Different texts of one workbook.
pub const SHARED_STRINGS: usize = 20_000_000;
/// Parts of one workbook that are looked at.
pub const WORKBOOK_PARTS: usize = 2_000;
/// Bytes of markup that one row or one shared string may take.
pub const MARKUP_BYTES: u64 = 64 * 1024 * 1024;
/// Rows of an unknown file that are looked at to guess its columns.
pub const MAPPING_ROWS: usize = 200;
/// Columns of an unknown file that can be chosen from.
pub const MAPPING_COLUMNS: usize = 500;
/// Bytes of an exported format.
pub const PROFILE_BYTES: u64 = 256 * 1024;
/// Folders that can be watched.
pub const WATCHED_FOLDERS: usize = 20;
/// Files of one page of the history, and rows of one page of findings or bills.
pub const HISTORY_ROWS: i64 = 500;
/// Bill lines of one write transaction of an import.
pub const LINE_BATCH: usize = 5_000;
/// Orders of one import from which on the planner's statistics are made anew.
pub const LARGE_IMPORT: i64 = 20_000;
/// Review rules of one desk.
pub const RULES: usize = 1_000;
/// Conditions of one rule.
pub const RULE_CONDITIONS: usize = 200;
/// Groups within groups of one rule.
pub const RULE_DEPTH: usize = 8;
/// Bytes of a file of rules.
pub const RULE_FILE_BYTES: usize = 1024 * 1024;
/// Characters of a tag's name.
pub const TAG_CHARS: usize = 20;
/// Tags among the tabs of the order list.
pub const TAG_TABS: usize = 12;
/// Days that a trial of a rule looks back, at most, and when nothing is said.
pub const TRIAL_DAYS: u32 = 366;
pub const USUAL_TRIAL_DAYS: u32 = 30;
/// Orders after which a trial of a rule looks no further.
pub const TRIAL_ORDERS: i64 = 2_000_000;
/// Orders that a trial names; all are counted.
pub const TRIAL_LISTED: usize = 2_000;
/// Bytes that a compiled pattern may take.
pub const PATTERN_BYTES: usize = 1 << 20;
/// Minutes from payment in which a clerk changes an address without asking; a setting.
pub const ADDRESS_FREE_MINUTES: i64 = 120;
/// People of one desk.
pub const STAFF: usize = 100;
/// Characters of a person's name.
pub const STAFF_NAME_CHARS: usize = 20;
/// Wrong PINs in a row that cost no wait.
pub const SIGN_IN_FREE_TRIES: u32 = 5;
/// The first wait after them; it doubles with every further one.
pub const SIGN_IN_WAIT_MS: i64 = 30_000;
/// The longest wait.
pub const SIGN_IN_LONGEST_WAIT_MS: i64 = 15 * 60_000;
/// Names whose wrong tries are counted at the same time.
pub const SIGN_IN_NAMES: usize = 1_000;
/// Minutes without use after which a window or browser asks for the PIN again, unless the shop says otherwise.
pub const IDLE_MINUTES: i64 = 15;
/// The most that the shop may say.
pub const IDLE_MINUTES_MOST: i64 = 480;
/// Seconds between two visits of a shop, unless its platform wants more.
pub const SYNC_EVERY_S: i64 = 300;
/// The longest time between two visits that an owner may choose.
pub const EVERY_MINUTES_MOST: i64 = 1_440;
/// Answers of one task of a marketplace, such as the pages of a window.
pub const SYNC_STEPS: u32 = 20_000;
/// Times that the same is asked again before a visit gives up.
pub const SYNC_TRIES: u32 = 6;
/// The first wait before asking again; it doubles.
pub const SYNC_BACK_OFF_MS: u64 = 500;
/// What a platform asks us to wait longer than this, the next visit waits for.
pub const SYNC_LONGEST_WAIT_MS: u64 = 60_000;
/// The rest of a shop after a visit that failed; it doubles.
pub const SYNC_REST_MS: i64 = 60_000;
/// Its longest rest.
pub const SYNC_LONGEST_REST_MS: i64 = 30 * 60_000;
/// A visitor that is not heard of for so long has died.
pub const LINK_HOLD_MS: i64 = 120_000;
/// Orders of one window; a window with more is halved.
pub const WINDOW_ORDERS: i64 = 10_000;
/// Unfinished orders that a walk over sets of states is told of.
pub const OPEN_ORDERS: usize = 20_000;
/// Our clock may be ahead of a platform's by so much before its windows are cut shorter; replies tell seconds and take their time.
pub const CLOCK_TOLERANCE_MS: i64 = 10_000;
/// Unfinished orders are asked about one by one when nothing was heard of them for so many minutes.
pub const ASK_AGAIN_MINUTES: i64 = 30;
/// Of these so many in one visit.
pub const ASK_AGAIN_ORDERS: usize = 200;
/// Shops visited at the same time.
pub const VISITORS: usize = 8;
/// A token is made new so long before it ends.
pub const TOKEN_AHEAD_MS: i64 = 30 * 60_000;
/// Days that a newly connected shop looks back, unless the owner says otherwise.
pub const FIRST_DAYS: i64 = 7;
/// The most that the owner may say.
pub const FIRST_DAYS_MOST: i64 = 90;
/// Messages to a platform in one visit.
pub const OUTBOX_ROWS: i64 = 500;
/// Messages that are not done, as far as they are listed.
pub const OUTBOX_SHOWN: i64 = 1_000;
/// Times that a message is tried before a person decides.
pub const OUTBOX_TRIES: i64 = 8;
/// The first wait before a message is tried again; it doubles.
pub const OUTBOX_BACK_OFF_MS: i64 = 30_000;
/// The hour of the day, in China, at which the daily report of consistency is made.
pub const CONSISTENCY_HOUR: i64 = 10;
/// Reports that are listed.
pub const CONSISTENCY_SHOWN: usize = 100;
/// An order that came in so long after it was made or paid came too late.
pub const LATE_MINUTES: i64 = 30;
/// Times that a shop which somebody else visits is asked for once more, and the wait between.
pub const CONSISTENCY_BUSY_TRIES: u32 = 12;
pub const CONSISTENCY_BUSY_MS: u64 = 5_000;
/// Receipts that a shop's page shows.
pub const RECEIPTS_SHOWN: usize = 50;
/// Bytes of one request that a shop of one's own sends by itself.
pub const INTAKE_BYTES: usize = 4 << 20;
/// Orders of one such request.
pub const INTAKE_ORDERS: usize = 500;
/// Lines, and waybills, of one order in it.
pub const INTAKE_PARTS: usize = 500;
/// Characters of an order number in it.
pub const INTAKE_NUMBER_CHARS: usize = 100;
/// The largest amount in it, 1/100 of the currency: a thousand million.
pub const INTAKE_AMOUNT_FEN: i64 = 100_000_000_000;
/// Its clock may differ from ours by so much.
pub const INTAKE_CLOCK_MS: i64 = 300_000;
/// Refused requests become one entry of the trail in so long; those between are counted.
pub const INTAKE_REFUSED_MS: i64 = 60_000;
/// Requests of one consignment at a source of waybills.
pub const WAYBILL_STEPS: u32 = 2_000;
/// Parcels of one order as a mother and her children.
pub const WAYBILL_PARCELS: i64 = 50;
/// Numbers that are given back in one go.
pub const WAYBILLS_GIVEN_BACK: i64 = 100;
/// Weight of a parcel that nobody has weighed, grams.
pub const USUAL_WEIGHT_G: i64 = 500;
/// Lines of the price list of carriers.
pub const FREIGHT_ROWS: usize = 2_000;
/// Least minutes between two questions about one parcel: whoever asks sooner is locked out for that number.
pub const TRACK_LEAST_MINUTES: i64 = 30;
/// Minutes between two questions about a parcel that nobody has collected, that is on the road, that is at the door, that comes back.
pub const TRACK_PENDING_MINUTES: i64 = 240;
pub const TRACK_MOVING_MINUTES: i64 = 360;
pub const TRACK_AT_THE_DOOR_MINUTES: i64 = 120;
pub const TRACK_RETURNING_MINUTES: i64 = 1_440;
/// The same of a parcel whose source sends by itself.
pub const TRACK_SUBSCRIBED_MINUTES: i64 = 720;
/// The longest time between two questions after some that brought nothing.
pub const TRACK_LONGEST_MINUTES: i64 = 1_440;
/// Parcels asked about in one go: a minute's worth.
pub const TRACK_BATCH: usize = 40;
/// Parcels of one job.
pub const TRACK_JOB: usize = 2_000;
/// Days after which nobody asks about a parcel without a first scan, and without any news.
pub const TRACK_UNSEEN_DAYS: i64 = 15;
pub const TRACK_SILENT_DAYS: i64 = 60;
/// Events of one parcel that one answer may bring.
pub const TRACK_EVENTS: usize = 500;
/// Times that one question is asked before the next one, and the first wait.
pub const TRACK_TRIES: u32 = 3;
pub const TRACK_BACK_OFF_MS: u64 = 1_000;
/// A source that cannot be asked at all, or asks for patience, rests so long.
pub const TRACK_REST_MS: i64 = 30 * 60_000;
pub const TRACK_PATIENCE_MS: i64 = 60_000;
/// Bytes of one push, and parcels in it.
pub const TRACK_PUSH_BYTES: usize = 1 << 20;
pub const TRACK_PUSH_PARCELS: usize = 1_000;
/// Parcels of one list.
pub const TRACK_SHOWN: usize = 500;
/// Sources that can be set up.
pub const TRACK_SOURCES: usize = 50;
/// Days that the usual carriers of a shop are counted over.
pub const TRACK_USUAL_DAYS: i64 = 30;
/// Orders of one document of proofs.
pub const PROOFS: usize = 2_000;
/// Characters of one code under the scanner.
pub const SCAN_CHARACTERS: usize = 64;
/// The same parcel within so long after it was scanned out is the same pull of the trigger.
pub const SCAN_DOUBLE_MS: i64 = 10_000;
/// What the platform said of a refund is old after so many times the interval of its visits, or after so many minutes once visits fail.
pub const SCAN_RECORD_VISITS: i64 = 2;
pub const SCAN_RECORD_MINUTES: i64 = 2;
/// The heaviest parcel that a scale at the desk tells, grams.
pub const SCAN_WEIGHT_G: i64 = 200_000;
/// Scans that a desk is shown, and parcels that came back.
pub const SCANS_SHOWN: usize = 5;
pub const RETURNS_SHOWN: usize = 50;
/// An order taken for a label whose print job never began is free again after so long.
pub const SCAN_CLAIM_MS: i64 = 60_000;

/// Characters of a name that a person gives to a printer or a template.
pub const NAME_CHARS: usize = 60;
/// Printers that anything is set for.
pub const DIRECT_PRINTERS: usize = 100;
/// Label templates of a shop's own.
pub const OWN_TEMPLATES: usize = 200;
/// Goods with a text in another language.
pub const GOODS_TEXTS: usize = 100_000;
/// Characters of such a text.
pub const GOODS_TEXT_CHARS: usize = 200;
/// Labels for goods in one go.
pub const GOODS_LABELS: usize = 2_000;
