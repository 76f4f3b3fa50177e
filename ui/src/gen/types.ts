// Made from the command table by `cargo xtask bindings`. Not to be edited.

/**
 * An account as it is set up.
 */
export type AccountView = { id: number, name: string, source: string, source_name: string, shop: string | null, url: string, carriers: Array<string>, product: string, sender: Sender, range: NumberRange | null, 
/**
 * Numbers left, where they are our own.
 */
left: number | null, is_off: boolean, checked: boolean, is_official: boolean, 
/**
 * Entries of the form that are still missing.
 */
missing: Array<string>, trouble: string | null, };

export type AccountsReply = { accounts: Array<AccountView>, sources: Array<SourceView>, 
/**
 * Taken for parcels whose weight nobody has told, grams.
 */
usual_weight_g: number, };

export type AddShopReply = { id: number, 
/**
 * Entries of the form that are still missing.
 */
missing: Array<string>, 
/**
 * Where the owner allows the access; absent where nothing has to be allowed.
 */
authorize_url: string | null, };

/**
 * A shop and how it is reached. The same name again changes the access.
 */
export type AddShopRequest = { 
/**
 * The platform's id word.
 */
platform: string, name: string, 
/**
 * The shop's own address, for platforms without one of their own.
 */
url?: string, 
/**
 * Entries of the platform's form by their keys. Empty ones stay as they were.
 */
credentials: { [key in string]: string }, 
/**
 * How far the first visit looks back, days; 7 when absent, 90 at most.
 */
days?: number, };

/**
 * A new person. With the first one, sign-in begins for every face.
 */
export type AddStaffRequest = { name: string, role: Role, pin: Pin, 
/**
 * Names 店主 as owner with this PIN in the same step, when nobody is an owner yet.
 */
owner_pin?: Pin, };

/**
 * One event by hand.
 */
export type AddTrackRequest = { number: string, 
/**
 * `collected`, `in_transit`, `out_for_delivery`, `exception`, `delivered`, `returned`, also with a finer word: `exception/no_contact`.
 */
state: string, 
/**
 * RFC 3339, or `YYYY-MM-DD HH:MM` of China.
 */
at: string, 
/**
 * What was said; the state's own word when empty.
 */
text: string, 
/**
 * The carrier, where the order does not tell it.
 */
carrier?: string, };

/**
 * Answers the request that stands for an order.
 */
export type AddressAnswerRequest = { id: number, answer: ChangeAnswer, 
/**
 * Needed for a refusal.
 */
reason?: string, };

/**
 * One reading of the region.
 */
export type AddressCandidate = { province: string, city: string, district: string, };

/**
 * Another receiver for one order: at once where the person may, otherwise as a request that locks the order.
 */
export type AddressChangeRequest = { id: number, 
/**
 * `receiver_*` fields; those that are not named stay.
 */
fields: Record<string, unknown>, 
/**
 * Ask even where it could be done at once.
 */
ask: boolean, };

/**
 * 改地址: what this person can do now, and the latest request.
 */
export type AddressChangeView = { 
/**
 * `free`, `ask` or `no`.
 */
way: string, 
/**
 * Why not, as a sentence.
 */
why: string | null, 
/**
 * `requested`, `approved`, `refused`, `withdrawn`; absent when nobody has asked yet.
 */
state: string | null, asked_by: string | null, asked_at: string | null, 
/**
 * Hidden as the order's own receiver is; whole by `orders.reveal`.
 */
wanted: Receiver | null, 
/**
 * Fields in which the wanted receiver is another, by their names in the normal form; empty once it is answered.
 */
changed: Array<string>, answered_by: string | null, answered_at: string | null, reason: string | null, 
/**
 * This person may approve or refuse.
 */
can_answer: boolean, 
/**
 * This person may take it back.
 */
can_withdraw: boolean, };

/**
 * A remark on the text, and the piece it is about where there is one.
 */
export type AddressFlag = { code: string, severity: Severity, text: string, start: number | null, end: number | null, };

/**
 * What a piece of the text was read as. Places count UTF-16 units, as browsers do; the pieces follow each other and cover the text.
 */
export type AddressPart = { 
/**
 * `name`, `phone`, `second_phone`, `province`, `city`, `district`, `street`, `detail`, `postcode`, `id_card`, `order_no`, `note`, `dropped`
 */
part: string, start: number, end: number, };

/**
 * A receiver as read. Absent parts are empty.
 */
export type AddressReply = { name: string, phone: string, ext: string, province: string, city: string, district: string, street: string, detail: string, postcode: string, note: string, id_card: string | null, order_no: string | null, 
/**
 * Further numbers, printed with their extension.
 */
second_phones: Array<string>, parts: Array<AddressPart>, flags: Array<AddressFlag>, 
/**
 * All readings of the region where more than one fits.
 */
candidates: Array<AddressCandidate>, };

/**
 * The text of one receiver.
 */
export type AddressRequest = { text: string, };

/**
 * One cause, one line. The order of the variants is the order in which they are shown.
 */
export type Alarm = "paused" | "trail_broken" | "overdue" | "exception" | "unsent" | "due_soon" | "to_review" | "double" | "address_change" | "second_check" | "allocating" | "not_collected" | "silent" | "delivery_trouble" | "coming_back" | "volume" | "hold_due" | "slow_review" | "slow_allocate" | "slow_print" | "slow_pack";

/**
 * One cause, one line.
 */
export type AlarmView = { grade: Grade, code: Alarm, count: number, sum_fen: number, 
/**
 * What happened, and what to do.
 */
text: string, 
/**
 * Numbers of the orders, as many as asked for.
 */
orders: Array<string>, 
/**
 * The list that adds up to `count`; absent for what is no list of orders.
 */
filter: Filter | null, 
/**
 * Quiet until then.
 */
muted_until: string | null, };

export type AlarmsReply = { 
/**
 * The gravest first.
 */
alarms: Array<AlarmView>, };

/**
 * Asks for the alarms that stand.
 */
export type AlarmsRequest = { 
/**
 * Orders named under each alarm; 200 when absent, and at most.
 */
orders: number | null, };

/**
 * Answers a pair, named by its ids or by any number of one of its orders.
 */
export type AnswerRequest = { pair?: [number, number], no?: string, answer: DoubleAnswer, 
/**
 * The order that goes; needed for `void`. For `merge` of two typed orders, which of them goes; the later one when absent.
 */
void?: number, };

/**
 * Moves one order by an event of the state table.
 */
export type ApplyRequest = { 
/**
 * Any number known of the order.
 */
no: string, event: Event, note?: string, 
/**
 * Normal-form fields to set in the same step, for example `{"trackings":[["中通","7310…"]]}`.
 */
fields?: Record<string, unknown>, };

/**
 * Asks for a second person to look at orders.
 */
export type AskCheckRequest = { selection: Selection, };

export type AskOneReply = { ok: boolean, 
/**
 * What came of it.
 */
text: string, };

/**
 * One order, asked about now.
 */
export type AskOneRequest = { id: number, };

export type AuthorizeRequest = { name: string, 
/**
 * What the platform's page gave back after the owner allowed it; empty where none is needed.
 */
code: string, };

/**
 * Takes back the last batch change by its mark.
 */
export type BackRequest = { undo: string, };

export type BackupView = { name: string, at: string, bytes: number, };

export type BackupsReply = { backups: Array<BackupView>, folder: string, };

export type BatchDetail = { batch: BatchView, labels: Array<LabelResult>, };

/**
 * What a batch command did. `undo` can be given to `orders.back` while nothing else has touched the orders.
 */
export type BatchReply = { done: number, refused: Array<Refused>, undo: string | null, };

export type BatchRequest = { id: number, };

/**
 * A batch of labels.
 */
export type BatchView = { id: number, no: string, at: string, actor: string, printer: string, template: string, labels: number, printed: number, failed: number, unknown: number, waiting: number, job: number | null, };

/**
 * A line of a bill with the place it stands in.
 */
export type BillView = { id: number, 
/**
 * `settlement`, `fund_flow`, `trade_bill`, `personal_bill`, `bank_statement`, `carrier_bill`
 */
bill: string, bill_name: string, platform: string, platform_name: string, 
/**
 * The account: a shop, or one's account with a payment house, bank or carrier.
 */
shop: string, file_id: number, file: string, sheet: string | null, row: number, 
/**
 * As the file tells it: wall time, or a day.
 */
at: string | null, direction: Direction | null, 
/**
 * Signed, + into the shop (of carriers: cost +).
 */
amount_fen: number, 
/**
 * `goods`, `refund`, `platform_fee`, …
 */
kind: string | null, 
/**
 * Our words for the kind; without one the bill's own, else the bill's name.
 */
kind_name: string, type_raw: string | null, line_id: string | null, order_no: string | null, sub_order_no: string | null, tracking_no: string | null, balance_fen: number | null, fees: { [key in string]: number } | null, party: string | null, remark: string | null, weight_g: number | null, };

export type BillsReply = { lines: Array<BillView>, next: string | null, };

/**
 * Asks for a page of bill lines.
 */
export type BillsRequest = { 
/**
 * Name of the account.
 */
shop: string | null, 
/**
 * `YYYY-MM`
 */
month: string | null, 
/**
 * `next` of the page before.
 */
after: string | null, 
/**
 * At most 500; absent = 100.
 */
limit: number | null, };

/**
 * What entering did.
 */
export type BlacklistAddReply = { id: number, 
/**
 * Waiting orders of the same person that are held now.
 */
held: number, };

/**
 * Enters a person, by an order or by what is typed. At least one of phone, name with address, and buyer has to be known.
 */
export type BlacklistAddRequest = { 
/**
 * Takes receiver and phone from this order.
 */
order_id: number | null, phone: string | null, name: string | null, 
/**
 * The whole address, or what stands below the district.
 */
address: string | null, 
/**
 * The platform's own name of the buyer, with the platform's code.
 */
buyer: string | null, platform: string | null, reason: string, };

export type BlacklistIdRequest = { id: number, };

export type BlacklistReply = { entries: Array<BlacklistView>, };

/**
 * One entry. Who it is cannot be read from it beyond the masked label.
 */
export type BlacklistView = { id: number, label: string, reason: string, listed_by: string, listed_at: string, };

export type BoardReply = { orders: number, stages: Array<Tile>, 
/**
 * The gravest first.
 */
to_do: Array<Task>, paused: PausedView | null, kpis: Array<Kpi>, 
/**
 * Exceptions by cause, the most frequent first.
 */
causes: Array<CauseShare>, shops: Array<ShopReceipt>, };

/**
 * What an account has left at one branch.
 */
export type BranchView = { carrier: string, code: string, name: string, 
/**
 * Absent = not counted, or not told.
 */
left: number | null, };

export type CalibrateReply = { 
/**
 * Where the lines should stand, from the left and from the upper edge.
 */
cross_mm: [number, number], setup: PrinterSetup, 
/**
 * A page was printed.
 */
printed: boolean, };

/**
 * Prints the page of rulers; with both distances it prints nothing and sets the offset.
 */
export type CalibrateRequest = { printer: string, 
/**
 * Whose paper; the printer's own paper or the default template's when absent.
 */
template?: string, 
/**
 * Measured on the page: from the left edge of the paper to the upright line, mm.
 */
left_mm?: number, 
/**
 * From the upper edge to the level line, mm.
 */
top_mm?: number, };

/**
 * Result of the job.
 */
export type CancelReply = { cancelled: number, failed: number, results: Array<CancelResult>, };

/**
 * Gives numbers back.
 */
export type CancelRequest = { numbers: Array<string>, };

export type CancelResult = { number: string, order_no: string, 
/**
 * `cancelled`, `later`, `refused`
 */
state: string, text: string, };

/**
 * One cause per exception. The words line is `cause.<word>`.
 */
export type Cause = "closed_on_the_way" | "refunded_on_the_way" | "left_while_stopped" | "shipped_while_stopped" | "closed_after_print" | "refunded_after_print" | "shipped_elsewhere" | "completed_unshipped" | "unpaid_after_review" | "moving_after_closing" | "address_bad" | "out_of_stock" | "double" | "waybill_refused" | "write_back_refused" | "not_collected" | "track_silent" | "returned" | "lost_or_damaged" | "amount_odd" | "other";

/**
 * A cause's share of the exceptions that stand.
 */
export type CauseShare = { 
/**
 * Absent = nobody has told the cause.
 */
cause: Cause | null, count: number, 
/**
 * All shares together are 1,000.
 */
permille: number, filter: Filter, };

/**
 * What can be said to a request.
 */
export type ChangeAnswer = "approve" | "refuse" | "withdraw";

/**
 * One line of health.
 */
export type Check = { 
/**
 * `database`, `disk`, `printers`, `clock`, `trail`, `backup`, `shops`
 */
word: string, 
/**
 * `ok`, `look`, `bad`
 */
light: string, text: string, };

/**
 * One confirmation of the two, or with a reason a refusal.
 */
export type CheckRequest = { id: number, refuse?: string, };

/**
 * The figures of the clocks. Each is a policy of the shop; the defaults stand in `limits`.
 */
export type Clocks = { 
/**
 * Hours from payment to dispatch, by platform code; a promise that the platform tells itself goes before.
 */
ship_hours: { [key in string]: number }, 
/**
 * The same for platforms that are not named.
 */
ship_hours_else: number, 
/**
 * 临期: so many minutes before the time is over.
 */
due_soon_minutes: number, 
/**
 * Longest stay in a state, minutes.
 */
review_minutes: number, allocate_minutes: number, print_minutes: number, pack_minutes: number, 
/**
 * 待分仓 for so many minutes is told.
 */
allocate_notice_minutes: number, 
/**
 * Hours from dispatch to the first scan.
 */
collect_hours: number, 
/**
 * Hours between two scans.
 */
silent_hours: number, 
/**
 * An hour with more than so many per cent of the usual.
 */
volume_percent: number, 
/**
 * Orders that may wait for automatic movement, and how long.
 */
breaker_orders: number, breaker_minutes: number, };

/**
 * The figures in force and those the program came with.
 */
export type ClocksReply = { clocks: Clocks, defaults: Clocks, 
/**
 * Alarm word → until when it is quiet, RFC 3339.
 */
muted: { [key in string]: string }, };

/**
 * What went wrong, as far as a face acts on it. The exit codes of the command line follow from it.
 */
export type Code = "bad_request" | "unknown_command" | "not_allowed" | "sign_in_needed" | "wrong_pin" | "sign_in_wait" | "bad_signature" | "not_found" | "refused" | "already_printed" | "nothing_selected" | "stale_selection" | "file_missing" | "folder_missing" | "folder_unfit" | "file_unreadable" | "empty_file" | "corrupt_file" | "needs_password" | "bad_password" | "unknown_file" | "bad_mapping" | "bad_rule" | "bad_template" | "nothing_to_import" | "file_too_large" | "disk_full" | "read_only_folder" | "database_busy" | "database_corrupt" | "newer_database" | "print_system_missing" | "printer_missing" | "printer_refused" | "no_such_paper" | "clock_wrong" | "network" | "secrets" | "secrets_locked" | "internal";

/**
 * Green = done or go on, amber = look, red = stop.
 */
export type Colour = "green" | "amber" | "red";

/**
 * A column with what its first cells hold.
 */
export type ColumnView = { 
/**
 * First = 0.
 */
index: number, heading: string, 
/**
 * Up to five filled cells.
 */
samples: Array<string>, 
/**
 * The field it probably feeds.
 */
guess: string | null, 
/**
 * False where the column has no heading, or one that stands before it already: such a column cannot be chosen.
 */
usable: boolean, };

export type ColumnsReply = { file: string, platform: string, kind: string, sheet: string | null, 
/**
 * All sheets of a workbook.
 */
sheets: Array<string>, header_row: number, columns: Array<ColumnView>, fields: Array<FieldInfo>, 
/**
 * Different words of the guessed status column.
 */
status_words: Array<StatusWord>, };

/**
 * Asks for the columns of a file.
 */
export type ColumnsRequest = { file: string, password: string | null, sheet: string | null, };

export type CompareReply = { 
/**
 * Orders of the time compared, here and there.
 */
ours: number, theirs: number, 
/**
 * There and not here.
 */
missing: Array<string>, 
/**
 * Here and not there.
 */
extra: Array<string>, different: Array<DifferenceView>, };

/**
 * What the person found.
 */
export type Condition = "sound" | "worn" | "damaged" | "wrong" | "empty";

/**
 * One report in the list.
 */
export type ConsistencyHead = { kind: ConsistencyKind, 
/**
 * `YYYY-MM-DD`
 */
day: string, made_at: string, shops: number, 
/**
 * Orders with a difference, each counted once for each.
 */
differences: number, 
/**
 * Shops that could not be asked.
 */
not_asked: number, };

/**
 * What is compared.
 */
export type ConsistencyKind = "day" | "week";

export type ConsistencyList = { 
/**
 * Newest first.
 */
reports: Array<ConsistencyHead>, };

/**
 * Which report to make.
 */
export type ConsistencyMakeRequest = { kind: ConsistencyKind, 
/**
 * `YYYY-MM-DD`; absent = yesterday. Only for a day's report.
 */
day: string | null, };

/**
 * One shop of a report. Rates in hundredths of a percent; absent where there is nothing to divide by.
 */
export type ConsistencyShopView = { shop: string, platform: string, platform_name: string, 
/**
 * Orders by the platform; absent = it was not asked.
 */
theirs: number | null, ours: number, 
/**
 * 落库率: of the platform's orders those that were here.
 */
arrival_bp: number | null, missing: Array<string>, 
/**
 * Of the missing ones, brought in since.
 */
fetched: number, extra: Array<string>, 
/**
 * Values as people read them.
 */
different: Array<DifferenceView>, 
/**
 * 重复率: of our orders those that may be another one once more.
 */
doubles: number, doubles_bp: number | null, 
/**
 * 超时率: of our orders those that came in more than half an hour after they were made or paid.
 */
late: number, late_bp: number | null, 
/**
 * 净单: paid, neither cancelled nor refunded whole.
 */
net: number, net_fen: number, 
/**
 * Why it was not compared, as a sentence.
 */
trouble: string | null, };

/**
 * Which report.
 */
export type ConsistencyShowRequest = { kind: ConsistencyKind, 
/**
 * `YYYY-MM-DD`; absent = the latest of its kind.
 */
day: string | null, };

export type ConsistencyView = { kind: ConsistencyKind, day: string, from: string, to: string, made_at: string, shops: Array<ConsistencyShopView>, };

/**
 * Which time a range of days speaks of.
 */
export type DayOf = "created" | "paid";

export type DeclareReply = { done: number, };

/**
 * 申明发货: the platform knows already, told by another hand.
 */
export type DeclareRequest = { ids: Array<number>, note?: string, };

/**
 * How many orders over how many days, from which seed.
 */
export type DemoRequest = { 
/**
 * 1 to 1,000,000.
 */
orders: number, seed?: number, 
/**
 * 30 when absent.
 */
days?: number, };

/**
 * Result of the demo job.
 */
export type DemoResult = { orders: number, shops: number, 
/**
 * Planted faults by kind.
 */
faults: { [key in string]: number }, };

/**
 * What a desk shows.
 */
export type DeskReply = { desk: string, 
/**
 * Every piece is scanned before a parcel leaves.
 */
check_goods: boolean, 
/**
 * The parcel whose goods are being counted.
 */
open: ScanReply | null, 
/**
 * Pieces gathered for a label, in words.
 */
gathered: string | null, 
/**
 * The last scans, newest first.
 */
scans: Array<ScanView>, 
/**
 * Today's scans of this desk by colour.
 */
green: number, amber: number, red: number, 
/**
 * Parcels that came back and wait for a person's word.
 */
returns: number, };

/**
 * Which desk; the person's name when absent.
 */
export type DeskRequest = { desk?: string, };

/**
 * One field of one order that is not the same on both sides.
 */
export type DifferenceView = { order_no: string, 
/**
 * Normal-form name.
 */
field: string, ours: string, theirs: string, };

/**
 * Direction of money in a bill line, seen from the shop.
 */
export type Direction = "in" | "out" | "none";

export type DoctorReply = { checks: Array<Check>, };

/**
 * The shop of a door.
 */
export type DoorRequest = { name: string, 
/**
 * The platform's id word; when absent, a shop of one's own (`own`) is opened, and the only open one of the name is closed.
 */
platform?: string, };

/**
 * An open door.
 */
export type DoorView = { shop_id: number, shop: string, platform: string, platform_name: string, 
/**
 * When the key was made.
 */
made_at: string, 
/**
 * The last request that was let in.
 */
last_at: string | null, 
/**
 * New orders that came by this door.
 */
orders: number, };

export type DoorsReply = { doors: Array<DoorView>, 
/**
 * Requests that were refused since this program was started.
 */
refused: number, };

/**
 * What a person says of a pair.
 */
export type DoubleAnswer = "keep" | "merge" | "void" | "ask";

export type DoublesReply = { pairs: Array<PairView>, };

/**
 * Asks for pairs that nobody has answered, newest first.
 */
export type DoublesRequest = { 
/**
 * 100 when absent.
 */
limit: number | null, };

/**
 * Where the platform says the order stands. The fine states of ours live in `order::State`.
 * The order of the variants is the order of progress; `Closed` is final whatever came before.
 */
export type DraftStatus = "unpaid" | "to_ship" | "part_shipped" | "shipped" | "completed" | "closed";

/**
 * Sets normal-form fields of one order by hand: receiver_*, buyer_memo, seller_memo, trackings, and `refund_state` to `none` (withdrawn).
 * `null` empties a field.
 */
export type EditRequest = { id: number, fields: Record<string, unknown>, };

/**
 * One thing on a template. What is absent is as usual.
 */
export type ElementView = { 
/**
 * `text`, `barcode`, `qr`, `block` (black: a line), `frame`, `picture`, `table`
 */
kind: string, at_mm: [number, number], size_mm: [number, number], pages?: string, 
/**
 * Drawn only where this field says something.
 */
when?: string, 
/**
 * Drawn only where this field says nothing.
 */
unless?: string, 
/**
 * Words, `{field}`, `{first|second}`, `[left out when its fields say nothing {field}]`
 */
text?: string, 
/**
 * Largest and smallest size in points.
 */
pt?: [number, number], bold?: boolean, 
/**
 * `left`, `center`, `right`
 */
align?: string, 
/**
 * `top`, `middle`, `bottom`
 */
stand?: string, lines?: number, framed?: boolean, 
/**
 * Widest and narrowest module of bars.
 */
module_mm?: [number, number], 
/**
 * No label without this barcode.
 */
required?: boolean, thick_mm?: number, 
/**
 * A PNG picture in base64.
 */
png?: string, 
/**
 * `cut`, `continue`
 */
overflow?: string, more?: string, foot?: Array<string>, headed?: boolean, ruled?: boolean, next_at_mm?: [number, number], next_size_mm?: [number, number], columns?: Array<TableColumnView>, };

/**
 * Types a number in for an order.
 */
export type EnterWaybillRequest = { 
/**
 * Any number known of the order.
 */
no: string, number: string, carrier: string, };

export type EnteredReply = { order_no: string, number: string | null, state: string, };

/**
 * What can happen to an order.
 */
export type Event = "pay" | "await_payment" | "accept" | "allocate" | "send_back" | "print" | "unprint" | "ship" | "collect" | "move" | "deliver" | "complete" | "close";

/**
 * One entry of the trail in words.
 */
export type EventView = { at: string, actor: string, 
/**
 * Event word (`import`, `accept`, `edit`, `print`, …).
 */
what: string, from: string | null, to: string | null, rule: string | null, 
/**
 * The sentence for people.
 */
text: string, };

/**
 * Makes orders exceptions of a cause.
 */
export type ExceptRequest = { selection: Selection, cause: Cause, note?: string, };

/**
 * Which orders go into the sheet.
 */
export type ExportRequest = { selection: Selection, };

/**
 * Which rules a text file gets; none named means all of the desk's own.
 */
export type ExportRulesRequest = { names: Array<string>, };

/**
 * An error as it leaves the table.
 */
export type Failure = { code: Code, facts: { [key in string]: string }, 
/**
 * The sentence for people in the language of the data folder, filled in at the table.
 */
message: string, };

/**
 * A field that a column can feed.
 */
export type FieldInfo = { field: string, 
/**
 * `order`, `receiver`, `item` or `line` (bill lines; not together with the others).
 */
group: string, 
/**
 * Name for people.
 */
name: string, 
/**
 * Without it nothing can be read: of `line` the amount, of the others the order number.
 */
required: boolean, 
/**
 * Several columns may feed it.
 */
many: boolean, };

/**
 * One field of both orders, in words.
 */
export type FieldPair = { 
/**
 * `receiver_name`, `items`, …
 */
field: string, name: string, left: string, right: string, differs: boolean, };

/**
 * One rule as a person writes it.
 */
export type FieldRule = { name: string, 
/**
 * A field of the normal form, or `sku_code`, `title`, `spec` of every line.
 */
field: string, kind: FieldRuleKind, 
/**
 * The pattern or the list; empty for `required`.
 */
value: string, severity: Severity, 
/**
 * Name of the only shop it holds for.
 */
shop?: string, };

/**
 * What a field rule asks for.
 */
export type FieldRuleKind = "required" | "pattern" | "list";

export type FieldRulesReply = { rules: Array<FieldRule>, 
/**
 * Fields that rules can speak of.
 */
fields: Array<string>, };

/**
 * What templates can say.
 */
export type FieldView = { name: string, title: string, };

export type FieldsReply = { fields: Array<FieldView>, };

/**
 * What our own desk did with an order.
 */
export type Figure = "manual" | "untouched" | "left" | "collected_in_time" | "wrong";

export type FileIdRequest = { id: number, };

/**
 * A file on the shelf, as faces and replies name it. The handle means nothing outside this data folder.
 */
export type FileRef = { handle: string, 
/**
 * The name a person gave it, without folders.
 */
name: string, bytes: number, };

/**
 * A file on the shelf.
 */
export type FileRequest = { file: string, };

/**
 * What happened to one file.
 */
export type FileResult = { file: string, handle: string, platform: string, platform_name: string, kind: string, shop: string | null, rows: number, orders_new: number, orders_updated: number, orders_unchanged: number, 
/**
 * Orders that came in with a warning or a blocking finding.
 */
orders_flagged: number, 
/**
 * Bill lines that came in, and those that were known before.
 */
lines_new: number, lines_known: number, 
/**
 * Recognised headings and all headings of the file.
 */
headings_known: number, headings_total: number, rejected_total: number, 
/**
 * Rejected rows as the command line lists them.
 */
rejected: Array<Problem>, 
/**
 * Rejected rows and complaints together, in file order; at most 10,000.
 */
problems: Array<Problem>, error: Failure | null, };

/**
 * A row as it came.
 */
export type FileRowReply = { file: string, sheet: string | null, row: number, headings: Array<string>, cells: Array<string>, };

/**
 * Asks for one row of an imported file.
 */
export type FileRowRequest = { file_id: number, 
/**
 * Name of the sheet; absent = the one that was read.
 */
sheet: string | null, 
/**
 * As a spreadsheet counts, first = 1.
 */
row: number, };

export type FilesListReply = { files: Array<ImportedFile>, next: number | null, };

/**
 * Asks for a page of the history.
 */
export type FilesListRequest = { 
/**
 * `next` of the page before.
 */
after: number | null, 
/**
 * At most 500; absent = 100.
 */
limit: number | null, };

/**
 * Which orders a list shows. Empty lists and absent fields do not restrict.
 */
export type Filter = { states: Array<State>, stage: Stage | null, 
/**
 * Platform codes.
 */
platforms: Array<string>, 
/**
 * Shop names.
 */
shops: Array<string>, held: boolean | null, locked: boolean | null, exception: boolean | null, after_sale: boolean | null, urgent: boolean | null, 
/**
 * 1 red … 5 purple; 0 = no flag.
 */
flag: number | null, 
/**
 * Words, names, SKU codes, or a number of any kind.
 */
find: string | null, 
/**
 * Many numbers at once (pasted list).
 */
numbers: Array<string>, 
/**
 * First day, `YYYY-MM-DD` at UTC+8, of the time that `date_by` names.
 */
from: string | null, 
/**
 * Last day, inclusive.
 */
to: string | null, date_by: DayOf, province: string | null, sku: string | null, 
/**
 * A finding code, or `any`.
 */
finding: string | null, 
/**
 * A tag by its name.
 */
tag: string | null, 
/**
 * Exceptions of this cause.
 */
cause: Cause | null, 
/**
 * Printed at least once, or not at all.
 */
printed: boolean | null, 
/**
 * Paid, not shipped, and the time to ship has run out.
 */
overdue: boolean | null, 
/**
 * The orders behind an alarm.
 */
alarm: Alarm | null, 
/**
 * The orders behind a figure of the first page.
 */
figure: Figure | null, 
/**
 * `YYYY-MM-DDTHH` at UTC+8: the hour of the order's own time.
 */
hour: string | null, };

/**
 * Hits, newest first. `searched` says over how many orders.
 */
export type FindReply = { orders: Array<OrderRow>, 
/**
 * There are more hits than shown.
 */
more: boolean, searched: number, 
/**
 * Numbers of a pasted list that found nothing.
 */
missing: Array<string>, };

/**
 * What a person typed or pasted, and how many hits are wanted (20 when absent, 200 at most).
 */
export type FindRequest = { text: string, limit: number | null, mask: boolean, };

/**
 * One cause.
 */
export type FindingGroup = { code: string, source: FindingSource, severity: Severity, 
/**
 * Orders, or rows.
 */
count: number, 
/**
 * What is wrong.
 */
text: string, 
/**
 * What to do.
 */
advice: string, };

export type FindingGroupsReply = { groups: Array<FindingGroup>, };

export type FindingGroupsRequest = { shop: string | null, };

/**
 * One order, or one row, with the place it stands in.
 */
export type FindingRow = { order_id: number | null, 
/**
 * Of a refused row the number it names, where it names one.
 */
order_no: string | null, file_id: number | null, file: string | null, sheet: string | null, row: number | null, 
/**
 * Address as a spreadsheet shows it.
 */
cell: string | null, 
/**
 * Heading of the cell, or our name of the field.
 */
column: string | null, text: string, at: string, };

export type FindingRowsReply = { rows: Array<FindingRow>, next: string | null, };

/**
 * Asks for the orders or rows of one cause.
 */
export type FindingRowsRequest = { code: string, source: FindingSource, shop: string | null, 
/**
 * `next` of the page before.
 */
after: string | null, 
/**
 * At most 500; absent = 100.
 */
limit: number | null, };

/**
 * Where a finding comes from.
 */
export type FindingSource = "order" | "row";

/**
 * A finding on an order as lists show it. `text` is the sentence in the language asked for.
 */
export type FindingView = { code: string, severity: Severity, field: string | null, text: string, blocking: boolean, 
/**
 * The order that it is about beside its own: a likely double.
 */
other: number | null, };

export type FirstBad = { n: number, order_no: string | null, at: string | null, 
/**
 * `changed`, `gap`, `ending`, `state`, `missing`, `head`
 */
why: string, };

/**
 * Plants a flag: 0 none … 5 purple.
 */
export type FlagRequest = { selection: Selection, flag: number, };

/**
 * One entry of the credentials form.
 */
export type FormEntry = { key: string, name: string, is_secret: boolean, is_required: boolean, };

/**
 * One line of a carrier's price list.
 */
export type FreightRow = { carrier: string, 
/**
 * Provinces as they are written; empty = everywhere that no other line of the carrier names.
 */
provinces: Array<string>, first_g: number, first_fen: number, 
/**
 * 0 = nothing is added above the first weight.
 */
next_g: number, next_fen: number, };

/**
 * The whole price list.
 */
export type FreightTable = { rows: Array<FreightRow>, };

/**
 * How many labels of one SKU.
 */
export type GoodsCount = { sku_code: string, count: number, 
/**
 * What it is called; found in the orders when absent.
 */
title?: string, };

export type GoodsLabelsReply = { labels: number, 
/**
 * Absent when they went to a printer.
 */
file: FileRef | null, 
/**
 * Why some got no label, and characters that no font has.
 */
notes: Array<string>, };

/**
 * Labels for goods: for each piece of the orders, or for the SKUs that are named. To a printer, or into a PDF.
 */
export type GoodsLabelsRequest = { selection?: Selection, goods: Array<GoodsCount>, template?: string, printer?: string, };

/**
 * The text of one SKU.
 */
export type GoodsText = { sku_code: string, 
/**
 * What labels say in the other language; empty takes the line away.
 */
text: string, };

export type GoodsTextsReply = { texts: Array<GoodsText>, 
/**
 * Of all, found or not.
 */
total: number, 
/**
 * Texts with characters that no font has: the code and the characters.
 */
missing: Array<[string, string]>, };

export type GoodsTextsRequest = { 
/**
 * Part of a code or of a text.
 */
find?: string, 
/**
 * 200 when absent.
 */
limit?: number, };

/**
 * What taking in texts did.
 */
export type GoodsTextsSaved = { saved: number, removed: number, 
/**
 * Rows of the file that name no SKU.
 */
skipped: number, };

/**
 * How loud an alarm is. Only the first grade reaches a person who is not looking.
 */
export type Grade = "must" | "remind" | "record";

/**
 * What carrier a number looks like.
 */
export type GuessReply = { 
/**
 * In its plain form; empty = no number at all.
 */
number: string, 
/**
 * The likeliest first.
 */
carriers: Array<GuessedCarrier>, 
/**
 * `check_digit`, `unknown`, `several`, `spoilt`
 */
warnings: Array<string>, 
/**
 * The warnings as sentences.
 */
texts: Array<string>, };

export type GuessedCarrier = { code: string, name: string, 
/**
 * It has such numbers today, not only old ones.
 */
current: boolean, };

/**
 * The head of the trail at the end of one day.
 */
export type HeadView = { 
/**
 * `YYYY-MM-DD` at UTC+8
 */
day: string, 
/**
 * The last entry of the day.
 */
events: number, 
/**
 * Its hash, 32 hexadecimal digits.
 */
hash: string, };

export type HeadsReply = { 
/**
 * One per day with entries, oldest first.
 */
heads: Array<HeadView>, };

/**
 * Holds orders with a reason.
 */
export type HoldRequest = { selection: Selection, reason: string, 
/**
 * Minutes from now until it goes on by itself; absent = until a person lets it go.
 */
release_after_minutes?: number, };

/**
 * A hold that stands.
 */
export type HoldView = { reason: string, 
/**
 * The whole sentence, with the rule and the words that met it.
 */
text: string, 
/**
 * Name of the rule that set it; absent when a person did.
 */
rule: string | null, at: string, actor: string, 
/**
 * When it goes on by itself; absent = when a person says so.
 */
release_at: string | null, };

/**
 * Sets aside one finding of an order; recorded.
 */
export type IgnoreRequest = { id: number, 
/**
 * The finding's code.
 */
code: string, };

/**
 * What to import. With `dry_run` nothing is written and the result is the preview.
 */
export type ImportRequest = { 
/**
 * Handles of files on the shelf.
 */
files: Array<string>, 
/**
 * Name of the shop; when absent the file's own shop name or the platform's name is taken.
 */
shop: string | null, password: string | null, dry_run: boolean, 
/**
 * Leave out orders that carry a warning or a blocking finding.
 */
only_clean: boolean, 
/**
 * Read the files by this saved format and no other.
 */
profile: string | null, };

/**
 * Result of an import job.
 */
export type ImportResult = { dry_run: boolean, files: Array<FileResult>, 
/**
 * Findings over all files.
 */
findings: number, };

/**
 * A file that came in.
 */
export type ImportedFile = { id: number, name: string, platform: string, platform_name: string, kind: string, shop: string, actor: string, imported_at: string, 
/**
 * Absent = it was cut off, or is still being read.
 */
finished_at: string | null, bytes: number, rows: number, orders_new: number, orders_updated: number, orders_unchanged: number, lines_new: number, lines_known: number, rejected: number, 
/**
 * The original is there and can be shown.
 */
has_original: boolean, error: Failure | null, };

/**
 * What an interface needs and can do.
 */
export type InterfaceView = { 
/**
 * `orders`, `detail`, `refunds`, `ship`, `ship_parts`, `memo`, `flag`, `stock`, `token`, `browser`.
 */
can: Array<string>, form: Array<FormEntry>, 
/**
 * The shop has to give an address of its own.
 */
needs_url: boolean, 
/**
 * Least minutes between two walks.
 */
every_minutes: number, 
/**
 * Days that the interface tells back.
 */
days_back: number, 
/**
 * False = its writing calls are known from third parties only and stay off until the owner has checked them.
 */
writes_are_official: boolean, };

/**
 * Result of the job.
 */
export type IssueReply = { issued: number, already: number, failed: number, results: Array<IssueResult>, };

/**
 * Gets numbers for orders.
 */
export type IssueRequest = { selection: Selection, 
/**
 * An account by its name, or a source by its code; absent = chosen for each parcel.
 */
source?: string, 
/**
 * Carrier as people write it, or its code; absent = chosen for each parcel.
 */
carrier?: string, 
/**
 * So many parcels for each order, as a mother and her children (子母件); 1 when absent.
 */
parcels?: number, 
/**
 * Of each parcel; the desk's usual weight when absent.
 */
weight_g?: number, 
/**
 * 代收货款, of each order.
 */
cod_fen?: number, 
/**
 * 保价 declared value, of each order.
 */
insured_fen?: number, };

/**
 * What became of one parcel.
 */
export type IssueResult = { order_no: string, number: string | null, 
/**
 * Further numbers of the same order: children of a family.
 */
children: Array<string>, carrier: string, account: string, 
/**
 * `issued` now, `already` before, `refused`, `unsure`, `later`, `skipped`
 */
state: string, 
/**
 * Why this carrier, or what is in the way and what to do.
 */
text: string, };

/**
 * One line (子单) of an order draft. Money in 1/100 of the file's currency.
 */
export type ItemDraft = { sub_no: string | null, 
/**
 * The merchant's own code, if the source carries one.
 */
sku_code: string | null, title: string | null, spec: string | null, 
/**
 * Pieces; absent when the source gives only a total over several joined goods.
 */
qty: number | null, unit_price_fen: number | null, amount_fen: number | null, refund_fen: number | null, };

export type JobRequest = { job: number, };

export type JobStarted = { job: number, };

/**
 * Where a job stands.
 */
export type JobState = "queued" | "running" | "paused" | "interrupted" | "done" | "partly" | "failed" | "cancelled";

/**
 * A job as the tray shows it.
 */
export type JobView = { id: number, 
/**
 * `import`, `preview`, `labels_pdf`, `print`, `month_sheet`, `demo`, `export`, `trail_export`, `sync`, `backup`
 */
kind: string, 
/**
 * What it is about: a file name, a month, a printer.
 */
title: string, state: JobState, total: number, done: number, failed: number, 
/**
 * Seconds left, once it can be told.
 */
seconds_left: number | null, 
/**
 * Units per second, once it can be told.
 */
per_second: number | null, created_at: string, finished_at: string | null, 
/**
 * The shape depends on `kind`: ImportResult, PdfResult, PrintResult, SheetResult, DemoResult, …
 */
result: unknown, file: FileRef | null, error: Failure | null, 
/**
 * The sentence for people: progress while it runs, result when it ended.
 */
text: string, };

export type JobsReply = { jobs: Array<JobView>, };

/**
 * One figure of the strip. Its definition stands beside it on screen.
 */
export type Kpi = { 
/**
 * `accuracy`, `manual`, `untouched`, `collected`, `trail` (per mille), `cycle` (minutes), `today_orders`, `today_fen`
 */
word: string, 
/**
 * Absent while there is nothing to compute it from.
 */
value: number | null, 
/**
 * `ok`, `look` or `bad` beside the aim; absent without one.
 */
light: string | null, 
/**
 * Orders of the list behind it.
 */
count: number | null, 
/**
 * Orders that it is a share of.
 */
of: number | null, 
/**
 * The list that adds up to `count`.
 */
filter: Filter | null, };

/**
 * One label of a print job.
 */
export type LabelResult = { order_id: number, order_no: string, sequence: number, 
/**
 * `queued`, `sent`, `printed`, `failed`, `unknown`, `cancelled`
 */
state: string, words: string | null, };

/**
 * A layout. Lengths in mm from the upper left corner of the paper.
 */
export type LayoutView = { name: string, title: string, 
/**
 * `label`, `sku`, `slip`, `pick`
 */
kind: string, size_mm: [number, number], margin_mm: number, element: Array<ElementView>, };

/**
 * What the platform of an order allows, in words.
 */
export type LimitsView = { text: string, merge_by: MergeBy, split_by: SplitBy, orders_per_parcel: number | null, parcels_per_order: number | null, lines_per_split: number | null, };

/**
 * A connected shop.
 */
export type LinkView = { shop_id: number, shop: string, platform: string, platform_name: string, url: string, paused: boolean, 
/**
 * Nothing is asked until the owner mends the access.
 */
needs_owner: boolean, 
/**
 * The writing calls are official, or the owner has checked them.
 */
may_write: boolean, 
/**
 * Minutes between two visits, by the owner's word; absent = as usual.
 */
every_minutes: number | null, 
/**
 * What comes of it, and of what the platform wants.
 */
visited_every_minutes: number, 
/**
 * What its interface can do.
 */
can: Array<string>, 
/**
 * Everything that changed before this is here.
 */
complete_until: string, last_at: string | null, next_at: string | null, 
/**
 * The last trouble as a sentence with what comes next.
 */
trouble: string | null, receipts: Array<ReceiptView>, };

/**
 * A page, the cursor of the next one, and how many orders the filter has.
 */
export type ListReply = { orders: Array<OrderRow>, next: string | null, total: number, };

/**
 * Asks for one page by cursor.
 */
export type ListRequest = { filter: Filter, sort: Sort, 
/**
 * Rows of the page; 50 when absent, 1,000 at most.
 */
limit: number | null, 
/**
 * `next` of the page before.
 */
after: string | null, 
/**
 * Hide names and phones as lists on screen do.
 */
mask: boolean, };

/**
 * Which column feeds which field.
 */
export type Mapping = { 
/**
 * Platform whose orders these are; absent = a table of one's own.
 */
platform: string | null, 
/**
 * Sheet to read; absent = the one with most rows that has the headings.
 */
sheet: string | null, 
/**
 * Row of the headings as a spreadsheet counts; the reader finds it by the headings themselves.
 */
header_row: number | null, 
/**
 * Headings as the file writes them, in column order, as `files.columns` tells them.
 */
headings: Array<string>, 
/**
 * Column (first = 0) → field. Several columns may feed a field that takes many.
 */
columns: { [key in number]: string }, 
/**
 * Words of the status column → `unpaid`, `to_ship`, `part_shipped`, `shipped`, `completed`, `closed`.
 */
status: { [key in string]: string }, 
/**
 * The amount stands in every row of an order for that row alone, and is added up.
 */
amount_per_row: boolean, };

/**
 * By what two receivers count as the same.
 */
export type MergeBy = "key" | "receiver" | "never";

/**
 * Puts orders into one parcel.
 */
export type MergeRequest = { selection: Selection, };

/**
 * What a scan is for.
 */
export type Mode = "out" | "label" | "return";

/**
 * Sums of an order, each absent where unknown. Fen.
 */
export type Money = { buyer_amount_fen: number | null, merchant_amount_fen: number | null, freight_fen: number | null, refund_fen: number | null, };

export type MonthReply = { month: string, shops: Array<MonthShop>, orders: number, paid_fen: number, refund_fen: number, 
/**
 * Orders of the month with a question the accountant should look at.
 */
differences: number, 
/**
 * Months that have orders at all, newest first.
 */
months: Array<string>, };

export type MonthRequest = { 
/**
 * `YYYY-MM` at UTC+8, by the order's own time: created, or paid where a source tells no creation.
 */
month: string, 
/**
 * Shop name; all shops when absent.
 */
shop?: string, };

/**
 * One shop in one month. Money in fen.
 */
export type MonthShop = { platform: string, platform_name: string, shop: string, orders: number, 
/**
 * 应收: what the merchant is to get where told, else what the buyer paid.
 */
receivable_fen: number, 
/**
 * 实付
 */
paid_fen: number, refund_fen: number, freight_fen: number, 
/**
 * Orders by state word.
 */
states: { [key in string]: number }, };

/**
 * Keeps one alarm quiet for a while.
 */
export type MuteRequest = { code: Alarm, 
/**
 * RFC 3339; at most 31 days ahead. Absent = loud again.
 */
until?: string, };

export type NameReply = { name: string, };

export type NameRequest = { name: string, };

/**
 * The next step that the drawer offers.
 */
export type NextStep = { 
/**
 * `accept`, `print`, `ship`, `release`, or none of them.
 */
action: string | null, 
/**
 * Why it is grey, as a sentence.
 */
refusal: string | null, };

/**
 * Nothing to ask with.
 */
export type Nothing = Record<symbol, never>;

/**
 * A range of numbers: `prefix` and then `digits` digits, from `next` to `last`.
 */
export type NumberRange = { prefix: string, next: number, last: number, digits: number, };

/**
 * A number that the order is or was known by.
 */
export type NumberView = { no: string, 
/**
 * `order`, `sub_order`, `waybill`, `payment`, `refund`, `merged`, `masked`
 */
kind: string, 
/**
 * The kind in words.
 */
name: string, 
/**
 * The order carries it now; otherwise it did once, or a bill or another source tells it.
 */
current: boolean, };

/**
 * The only reply that ever holds the key.
 */
export type OpenDoorReply = { shop_id: number, shop: string, 
/**
 * 64 hexadecimal digits; the 32 bytes they stand for sign the requests.
 */
key: string, };

/**
 * One order as a source tells it. Absent = the source has no such column or the cell is empty.
 * Times are wall-clock times of the source. Money is 1/100 of the currency of the source.
 */
export type OrderDraft = { order_no: string, 
/**
 * Absent when the platform's word is not in its dictionary (then a finding is raised by the reader).
 */
status: DraftStatus | null, 
/**
 * The platform's own word, verbatim.
 */
status_raw: string | null, refund_state: RefundState | null, created_at: WallTime | null, paid_at: WallTime | null, shipped_at: WallTime | null, finished_at: WallTime | null, 
/**
 * What the buyer paid, by the platform's own column.
 */
buyer_amount_fen: number | null, 
/**
 * What the merchant is to get, where the platform tells.
 */
merchant_amount_fen: number | null, freight_fen: number | null, refund_fen: number | null, receiver_name: string | null, receiver_phone: string | null, receiver_phone_ext: string | null, receiver_province: string | null, receiver_city: string | null, receiver_district: string | null, receiver_address: string | null, 
/**
 * True when name, phone or address are hidden or enciphered by the platform.
 */
receiver_masked: boolean, 
/**
 * Absent = the source has no waybill columns; empty = none yet.
 */
trackings: Array<Tracking> | null, buyer_memo: string | null, seller_memo: string | null, items: Array<ItemDraft>, };

/**
 * An order with the receiver as it stands and what can be done.
 */
export type OrderRepairs = { order: OrderRow, repairs: Array<Repair>, };

/**
 * One order in a list. Times are RFC 3339 with offset.
 */
export type OrderRow = { id: number, platform: string, shop: string, order_no: string, state: State, held: boolean, hold_reason: string | null, 
/**
 * Names of the rules whose holds stand.
 */
hold_rules: Array<string>, locked: boolean, exception: boolean, 
/**
 * Why it is an exception: a word of the closed list, and its sentence.
 */
cause: string | null, cause_text: string | null, after_sale: boolean, urgent: boolean, status_raw: string | null, refund_state: RefundState | null, created_at: string | null, paid_at: string | null, shipped_at: string | null, 
/**
 * The moment by which the parcel has to be on its way; absent when nothing waits.
 */
ship_by: string | null, buyer_amount_fen: number | null, freight_fen: number | null, refund_fen: number | null, receiver_name: string | null, receiver_phone: string | null, receiver_phone_ext: string | null, receiver_province: string | null, receiver_city: string | null, receiver_district: string | null, receiver_address: string | null, 
/**
 * Hidden by the platform; what this list itself hides does not count.
 */
receiver_masked: boolean, items: Array<ItemDraft>, trackings: Array<Tracking> | null, buyer_memo: string | null, seller_memo: string | null, 
/**
 * 0 none, 1 red, 2 yellow, 3 green, 4 blue, 5 purple.
 */
flag: number, 
/**
 * Names, sorted.
 */
tags: Array<string>, print_count: number, 
/**
 * The last print ended in failure or is unknown.
 */
print_trouble: boolean, findings: Array<FindingView>, 
/**
 * 合单提示, 已合并 or 已拆分; absent = its own parcel.
 */
parcel: ParcelMark | null, };

/**
 * Names of the rules, the one that decides first.
 */
export type OrderRulesRequest = { names: Array<string>, };

/**
 * The order's story.
 */
export type OrderStory = { finished_at: string | null, merchant_amount_fen: number | null, 
/**
 * Normal-form fields that a person has edited.
 */
edited: Array<string>, next_step: NextStep, events: Array<EventView>, rows: Array<RowView>, holds: Array<HoldView>, address_change: AddressChangeView, 
/**
 * Absent when nobody asked for a second person.
 */
second_check: SecondCheckView | null, prints: Array<PrintView>, 
/**
 * Bill lines that name this order.
 */
bills: Array<BillView>, 
/**
 * Every number that leads to this order.
 */
numbers: Array<NumberView>, 
/**
 * Its parcels, where it was merged or split.
 */
parcels: ParcelsReply | null, 
/**
 * Questions about likely doubles that are open.
 */
doubles: Array<PairView>, 
/**
 * Its shop is connected: the platform can be asked about it.
 */
linked: boolean, id: number, platform: string, shop: string, order_no: string, state: State, held: boolean, hold_reason: string | null, 
/**
 * Names of the rules whose holds stand.
 */
hold_rules: Array<string>, locked: boolean, exception: boolean, 
/**
 * Why it is an exception: a word of the closed list, and its sentence.
 */
cause: string | null, cause_text: string | null, after_sale: boolean, urgent: boolean, status_raw: string | null, refund_state: RefundState | null, created_at: string | null, paid_at: string | null, shipped_at: string | null, 
/**
 * The moment by which the parcel has to be on its way; absent when nothing waits.
 */
ship_by: string | null, buyer_amount_fen: number | null, freight_fen: number | null, refund_fen: number | null, receiver_name: string | null, receiver_phone: string | null, receiver_phone_ext: string | null, receiver_province: string | null, receiver_city: string | null, receiver_district: string | null, receiver_address: string | null, 
/**
 * Hidden by the platform; what this list itself hides does not count.
 */
receiver_masked: boolean, items: Array<ItemDraft>, trackings: Array<Tracking> | null, buyer_memo: string | null, seller_memo: string | null, 
/**
 * 0 none, 1 red, 2 yellow, 3 green, 4 blue, 5 purple.
 */
flag: number, 
/**
 * Names, sorted.
 */
tags: Array<string>, print_count: number, 
/**
 * The last print ended in failure or is unknown.
 */
print_trouble: boolean, findings: Array<FindingView>, 
/**
 * 合单提示, 已合并 or 已拆分; absent = its own parcel.
 */
parcel: ParcelMark | null, };

export type OrderWaybillsRequest = { id: number, };

export type OutboxReply = { 
/**
 * What is not done, newest first.
 */
messages: Array<OutboxView>, };

/**
 * Something that is to be told to a platform.
 */
export type OutboxView = { id: number, 
/**
 * `ship`, `memo`, `stock`
 */
kind: string, shop: string, 
/**
 * Absent where no order is meant.
 */
order_id: number | null, order_no: string, 
/**
 * `waiting`, `sending`, `done`, `refused`
 */
state: string, tries: number, next_at: string | null, created_at: string, 
/**
 * What the platform said last, as a sentence.
 */
text: string | null, };

/**
 * Asks for a pair by its ids, or for the likeliest pair of an order by any number known of it.
 */
export type PairRequest = { pair: [number, number] | null, no: string | null, mask: boolean, };

/**
 * Two orders that are probably the same.
 */
export type PairView = { 
/**
 * Ids of the two orders, the older one first.
 */
pair: [number, number], order_nos: [string, string], shops: [string, string], 
/**
 * 0 to 100.
 */
score: number, 
/**
 * Buyer, moment and goods are all equal.
 */
same: boolean, 
/**
 * Words of reasons as seen from the first.
 */
reasons: Array<string>, 
/**
 * The reasons as people say them.
 */
why: string, 
/**
 * `open`, `kept`, `voided`, `merged`
 */
answer: string, 
/**
 * The order that was voided, or went up in the other one.
 */
gone: number | null, actor: string | null, found_at: string, answered_at: string | null, };

/**
 * Which mark an order carries.
 */
export type ParcelKind = "proposed" | "merged" | "split";

/**
 * Some pieces of one line.
 */
export type ParcelLine = { order_id: number, order_no: string, 
/**
 * Place of the line in its order, first = 0.
 */
line: number, sku_code: string | null, title: string | null, spec: string | null, 
/**
 * Absent where the source tells no pieces.
 */
qty: number | null, amount_fen: number | null, };

/**
 * The parcel mark of an order.
 */
export type ParcelMark = { kind: ParcelKind, 
/**
 * Orders in its parcel, or that could be.
 */
orders: number, 
/**
 * Parcels over which it is spread.
 */
parcels: number, };

/**
 * An order of a parcel.
 */
export type ParcelOrder = { id: number, order_no: string, shop_id: number, };

/**
 * One parcel. An order that was neither merged nor split is one parcel without an id.
 */
export type ParcelView = { id: number | null, 
/**
 * n of `of`; both 1 where nothing was split.
 */
no: number, of: number, orders: Array<ParcelOrder>, lines: Array<ParcelLine>, pieces: number, money: Money, 
/**
 * Labels of it that came out.
 */
printed: number, };

/**
 * The parcels of an order.
 */
export type ParcelsReply = { parcels: Array<ParcelView>, 
/**
 * `merge` or `split`: the last step, which `parcels.undo` would take back.
 */
step: string | null, actor: string | null, at: string | null, 
/**
 * Why the last step cannot be taken back; absent = it can, or there is none.
 */
undo_refusal: string | null, limits: LimitsView, };

/**
 * Asks for the parcels of one order, by its id or by any number known of it.
 */
export type ParcelsRequest = { id: number | null, no: string | null, };

export type PasteReply = { drafts: Array<PastedDraft>, 
/**
 * UTF-16 units of the text.
 */
length: number, 
/**
 * Orders stored by this call.
 */
accepted: number, };

/**
 * A pasted text of one or many orders.
 */
export type PasteRequest = { text: string, 
/**
 * Name of the shop, 手工单 when absent; made when it is not there yet.
 */
shop: string | null, 
/**
 * Store the drafts that nothing blocks.
 */
accept: boolean, 
/**
 * Only these drafts, counted from 0; all when absent.
 */
only: Array<number> | null, 
/**
 * Store a text that was taken in before once more.
 */
again: boolean, };

/**
 * One order of the paste.
 */
export type PastedDraft = { index: number, 
/**
 * The order's place in the text, in UTF-16 units.
 */
start: number, end: number, draft: OrderDraft, findings: Array<FindingView>, parts: Array<PastedPart>, 
/**
 * Readings of the region where more than one fits.
 */
candidates: Array<AddressCandidate>, 
/**
 * Id of the order that was stored, or that this text was stored as before.
 */
stored: number | null, };

/**
 * What a piece of the text was read as, in UTF-16 units of the whole text.
 */
export type PastedPart = { 
/**
 * A part of an address, or `goods`, `amount`.
 */
part: string, start: number, end: number, 
/**
 * Wants a look: something is doubtful about it.
 */
unsure: boolean, };

export type PathRequest = { path: string, };

export type PauseShopRequest = { name: string, 
/**
 * Absent = as it is.
 */
paused?: boolean, 
/**
 * The owner has checked the writing calls (已核对); absent = as it is.
 */
writes_checked?: boolean, 
/**
 * Minutes between two visits, 1 to 1,440, but never less than the platform wants; 0 = as usual; absent = as it is.
 */
every_minutes?: number, };

/**
 * Automatic movement is paused.
 */
export type PausedView = { since: string, 
/**
 * Orders that wait for it now.
 */
waiting: number, text: string, };

/**
 * Draws labels into one PDF, as a job. Drawing alone does not count as printing.
 */
export type PdfRequest = { selection: Selection, template?: string, 
/**
 * Show names, phones and addresses in full.
 */
full: boolean, };

/**
 * Result of a label job.
 */
export type PdfResult = { labels: number, pages: number, skipped: Array<Skipped>, 
/**
 * Labels that were drawn, but with something a person should see: a character the font lacks, a code that did not fit.
 */
notes: Array<Skipped>, file: FileRef | null, };

/**
 * One person of the desk.
 */
export type PersonView = { name: string, role: Role, since: string, };

/**
 * A PIN as typed.
 */
export type Pin = string;

/**
 * One outside platform.
 */
export type PlatformView = { code: string, 
/**
 * In the desk's language.
 */
name: string, 
/**
 * Kinds of files that are understood: `orders`, `settlement`, …
 */
files: Array<string>, 
/**
 * Its interface for orders, where we have one.
 */
interface: InterfaceView | null, };

export type PlatformsReply = { platforms: Array<PlatformView>, signatures: Array<SignerView>, };

/**
 * Asks now.
 */
export type PollRequest = { 
/**
 * Numbers, as written; empty = all whose turn it is.
 */
numbers: Array<string>, };

/**
 * Result of the job.
 */
export type PollResult = { asked: number, 
/**
 * Numbers with events that were not known.
 */
news: number, 
/**
 * Orders that moved.
 */
moved: number, 
/**
 * Numbers of which nothing is known yet.
 */
unknown: number, failed: number, numbers: Array<PolledNumber>, };

/**
 * What came of one number.
 */
export type PolledNumber = { number: string, 
/**
 * `news`, `same`, `unknown`, `subscribed`, `failed`, `too_soon`, `not_followed`
 */
outcome: string, 
/**
 * As a sentence.
 */
text: string, };

export type PreviewReply = { 
/**
 * A PNG picture on the shelf.
 */
file: FileRef, 
/**
 * The same picture in base64, for showing it at once.
 */
png: string, width_mm: number, height_mm: number, pages: number, 
/**
 * Characters that no font has; they are drawn as a box.
 */
missing: string, 
/**
 * What else a person should see: a code that does not fit.
 */
notes: Array<string>, };

/**
 * Draws one label as the print head would burn it, without printing anything.
 */
export type PreviewRequest = { 
/**
 * A template by name, when no layout is given; the default one when neither is.
 */
template?: string, 
/**
 * A layout that is being edited.
 */
layout?: LayoutView, 
/**
 * The number of the order to draw; a made-up one when absent.
 */
order_no?: string, 
/**
 * 203 (when absent) or 300
 */
dpi?: number, 
/**
 * Show names, phones and addresses in full.
 */
full: boolean, };

/**
 * Prints labels on a queue, as a job.
 */
export type PrintRequest = { selection: Selection, printer: string, template?: string, 
/**
 * Orders printed before are printed again and marked 补. Without it such orders make the command answer `already_printed`.
 */
reprint: boolean, full: boolean, };

/**
 * Result of a print job.
 */
export type PrintResult = { batch_id: number, batch_no: string, printed: number, failed: number, unknown: number, queued: number, labels: Array<LabelResult>, skipped: Array<Skipped>, };

/**
 * One printed, failed or waiting label of the order.
 */
export type PrintView = { at: string, actor: string, printer: string, template: string, batch_no: string, sequence: number, 
/**
 * `queued`, `sent`, `printed`, `failed`, `unknown`, `cancelled`
 */
state: string, 
/**
 * 0 = first print, then 1, 2, … for 补打.
 */
reprint: number, words: string | null, };

/**
 * What a printer takes.
 */
export type PrinterLanguage = "pdf" | "tspl" | "zpl" | "cpcl" | "esc_pos";

/**
 * One printer as it is set. Lengths in mm; absent = as the printer itself is set.
 */
export type PrinterSetup = { 
/**
 * The queue's name, or a name of one's own for a printer with an address.
 */
name: string, 
/**
 * `tcp://host:9100`, or the path of a device; absent = a queue of the print system.
 */
address?: string, language: PrinterLanguage, 
/**
 * 203 or 300
 */
dpi: number, 
/**
 * Moves the picture to the right, in steps of half a millimetre; negative to the left.
 */
offset_right_mm: number, offset_down_mm: number, 
/**
 * 0 or 180
 */
rotation: number, 
/**
 * TSPL 0 to 15, ZPL 0 to 30, CPCL 0 to 3.
 */
density?: number, speed?: number, 
/**
 * Between two labels of the roll; 0 = one long paper.
 */
gap_mm: number, 
/**
 * The paper that lies in it, wide and high; other templates are refused.
 */
paper_mm?: [number, number], };

/**
 * A printer as the print system knows it.
 */
export type PrinterView = { 
/**
 * The queue's name; for a printer addressed directly, its address.
 */
name: string, is_default: boolean, 
/**
 * True when the queue takes and works off jobs right now.
 */
ready: boolean, 
/**
 * The queue's own reasons, verbatim keywords (`media-empty`, `paused`, `offline`).
 */
reasons: Array<string>, 
/**
 * Paper sizes the queue offers, millimetres wide × high. Empty = not told.
 */
sizes_mm: Array<[number, number]>, 
/**
 * Any size may be asked for.
 */
custom_sizes: boolean, };

export type PrintersReply = { printers: Array<PrinterView>, 
/**
 * What is set for printers, by name; those that are not named are as usual.
 */
setups: Array<PrinterSetup>, };

export type PrintsReply = { batches: Array<BatchView>, };

export type PrintsRequest = { 
/**
 * 50 when absent.
 */
limit: number | null, };

/**
 * One row that was refused, or one order that came in with a complaint.
 */
export type Problem = { sheet: string | null, row: number, 
/**
 * The heading of the cell in question.
 */
column: string | null, 
/**
 * Its address as a spreadsheet shows it, for example `F318`.
 */
cell: string | null, 
/**
 * Order number or other key of the row, if it has one.
 */
key: string | null, 
/**
 * Reject reason or finding code.
 */
reason: string, 
/**
 * The row did not come in.
 */
rejected: boolean, 
/**
 * The sentence for people.
 */
text: string, };

/**
 * Asks for the refused rows of an import job as a file that opens in a spreadsheet.
 */
export type ProblemsRequest = { job: number, };

/**
 * A saved format.
 */
export type ProfileView = { name: string, platform: string, platform_name: string, 
/**
 * `orders` or `fund_flow`
 */
kind: string, 
/**
 * Columns that it reads.
 */
columns: number, updated_at: string, 
/**
 * The choice of columns; its headings are those that are used, in no file's order.
 */
mapping: Mapping, };

export type ProfilesReply = { profiles: Array<ProfileView>, };

export type ProofsRequest = { selection: Selection, };

export type ProofsResult = { proofs: number, pages: number, 
/**
 * Orders that are not delivered.
 */
skipped: Array<Skipped>, file: FileRef | null, };

/**
 * Orders that could travel in one parcel.
 */
export type ProposalView = { 
/**
 * Oldest first.
 */
orders: Array<OrderRow>, why: Why, across_shops: boolean, 
/**
 * What the platforms allow, in words.
 */
limits: string, };

/**
 * Proposals, and how many orders would become how many parcels.
 */
export type ProposeReply = { 
/**
 * At most 200, by their oldest order.
 */
proposals: Array<ProposalView>, orders: number, parcels: number, };

/**
 * One reading per file, in the order asked.
 */
export type ReadReply = { files: unknown[], };

/**
 * Files on the shelf and the password of protected ones.
 */
export type ReadRequest = { files: Array<string>, password: string | null, };

/**
 * What one window brought.
 */
export type ReceiptView = { 
/**
 * `window`, `asked_again`, `compared`
 */
kind: string, from: string, to: string, at: string, pages: number, requests: number, retries: number, orders_new: number, orders_updated: number, orders_unchanged: number, 
/**
 * What is missing from the window, and why.
 */
gaps: unknown[], 
/**
 * The window was not stored; why.
 */
trouble: string | null, };

/**
 * Who gets the parcel. Debug output is masked.
 */
export type Receiver = { name: string | null, phone: string | null, phone_ext: string | null, province: string | null, city: string | null, district: string | null, 
/**
 * The rest of the address below the district.
 */
address: string | null, 
/**
 * Hidden or enciphered by the platform.
 */
masked: boolean, };

/**
 * What the source tells about refunds of an order. Absent means that the source does not tell.
 */
export type RefundState = "none" | "in_progress" | "partial" | "full" | "partial_or_full";

/**
 * One order that did not move.
 */
export type Refused = { id: number, order_no: string, 
/**
 * A word of `error.refused.*`.
 */
reason: string, text: string, };

/**
 * Lets held orders go.
 */
export type ReleaseRequest = { selection: Selection, };

export type RenameShopRequest = { id: number, name: string, };

/**
 * 换运单号: the parcel goes with another number, and that is what the platform is told.
 */
export type RenumberRequest = { id: number, 
/**
 * As a person writes it; empty = as it was.
 */
carrier: string, number: string, };

/**
 * A finding with its presses, the likeliest first; without any it wants a hand.
 */
export type Repair = { code: string, field: string | null, severity: Severity, text: string, options: Array<RepairOption>, };

/**
 * Takes the certain option of every order that has one.
 */
export type RepairAllRequest = { 
/**
 * Only for this finding; all findings when absent.
 */
code?: string, option: RepairKind, };

/**
 * Sets fields by hand, as `orders.edit` does, and goes on as after a repair.
 */
export type RepairByHandRequest = { id: number, fields: Record<string, unknown>, };

/**
 * Which options may be taken without looking at each.
 */
export type RepairKind = "certain";

export type RepairListReply = { orders: Array<OrderRepairs>, next: string | null, 
/**
 * Orders that want a repair, over all pages.
 */
total: number, 
/**
 * How many of them have a certain option for each code, over all pages.
 */
certain: { [key in string]: number }, };

/**
 * Asks for orders that want a repair.
 */
export type RepairListRequest = { 
/**
 * `next` of the page before.
 */
after: string | null, 
/**
 * 50 when absent, 1,000 at most.
 */
limit: number | null, 
/**
 * Only orders with this finding.
 */
code: string | null, };

/**
 * One press: what it says and which fields it sets; `null` empties a field.
 */
export type RepairOption = { option: string, label: string, changes: { [key in string]: string | null }, 
/**
 * There is no second answer.
 */
certain: boolean, };

/**
 * Takes one option of one finding.
 */
export type RepairRequest = { id: number, 
/**
 * The finding's code.
 */
code: string, option: string, };

export type RepairsReply = { repairs: Array<Repair>, };

export type RepairsRequest = { id: number, };

/**
 * What 恢复 did.
 */
export type ResumeReply = { 
/**
 * Orders that went on.
 */
moved: number, 
/**
 * Orders that want a person now.
 */
left: number, };

export type RetryReply = { waiting: number, };

export type RetryRequest = { ids: Array<number>, };

/**
 * A parcel that came back and was opened. May be told again: each inspection stands in the trail.
 */
export type ReturnRequest = { id: number, condition: Condition, 
/**
 * Why it came back, as tags (尺码不符, 质量问题, …).
 */
reasons: Array<string>, note?: string, };

/**
 * A parcel that came back.
 */
export type ReturnView = { order_id: number, order_no: string, number: string, at: string, actor: string, };

export type ReturnsReply = { 
/**
 * The oldest first.
 */
returns: Array<ReturnView>, total: number, };

/**
 * The receiver in full.
 */
export type RevealReply = { receiver: Receiver, 
/**
 * The one that a waiting request asks for.
 */
wanted: Receiver | null, };

/**
 * Shows the whole receiver of one order; recorded.
 */
export type RevealRequest = { id: number, };

/**
 * Who may do what.
 */
export type Role = "owner" | "clerk" | "accountant";

/**
 * A source row as it came.
 */
export type RowView = { file: string, sheet: string | null, row: number, 
/**
 * Heading and cell, verbatim, in file order.
 */
cells: Array<[string, string]>, };

/**
 * Rows at their places; an order that is gone meanwhile is missing from the list.
 */
export type RowsReply = { from: number, rows: Array<OrderRow>, };

/**
 * Asks for rows of a frozen list.
 */
export type RowsRequest = { mark: string, from: number, 
/**
 * At most 1,000.
 */
count: number, mask: boolean, };

/**
 * One rule of the owner.
 */
export type Rule = { 
/**
 * Unique on the desk.
 */
name: string, on: boolean, 
/**
 * The higher one decides where two rules say different things.
 */
priority: number, 
/**
 * Names of the only shops it holds for; none means all.
 */
shops: Array<string>, when: RuleNode, then: Array<RuleAction>, };

/**
 * What a rule does with an order that fits.
 */
export type RuleAction = { "do": "hold", 
/**
 * In the owner's words; without it the rule's name is the reason.
 */
reason?: string, release_after_minutes?: number, } | { "do": "second_person" } | { "do": "urgent" } | { "do": "flag", flag: number, } | { "do": "tag", tag: string, } | { "do": "warehouse", warehouse: string, } | { "do": "carrier", carrier: string, };

/**
 * Field, operator, values: 「[地址] [包含] [大学城]」.
 */
export type RuleCondition = { field: RuleFieldName, op: RuleOp, value: RuleValues, };

/**
 * A field that rules can speak of.
 */
export type RuleField = { field: RuleFieldName, kind: RuleFieldKind, ops: Array<RuleOp>, 
/**
 * False where no source of this desk tells it yet, so that no condition on it holds.
 */
known: boolean, };

/**
 * What kind of value a field holds, as the editor asks for it.
 */
export type RuleFieldKind = "text" | "number" | "money" | "time_of_day" | "day" | "yes_no";

/**
 * A field that rules can speak of. Names are those of the normal form where it has one.
 */
export type RuleFieldName = "order_no" | "platform" | "shop" | "status_raw" | "buyer" | "receiver_name" | "receiver_phone" | "receiver_province" | "receiver_city" | "receiver_district" | "receiver_address" | "address" | "buyer_memo" | "seller_memo" | "memo" | "sku_code" | "title" | "spec" | "goods" | "category" | "tag" | "warehouse" | "carrier" | "buyer_amount_fen" | "merchant_amount_fen" | "freight_fen" | "refund_fen" | "pieces" | "kinds" | "weight_g" | "flag" | "paid_weekday" | "created_time" | "paid_time" | "created_day" | "paid_day" | "remote" | "blacklisted" | "first_order" | "masked" | "urgent" | "after_sale";

/**
 * A condition, or a group of them. `all` of nothing holds for every order.
 */
export type RuleNode = { all: Array<RuleNode>, } | { any: Array<RuleNode>, } | RuleCondition;

/**
 * How a field is compared.
 */
export type RuleOp = "is" | "is_not" | "contains" | "contains_not" | "matches" | "less" | "more" | "between" | "in" | "empty" | "filled";

/**
 * The same with the rules and a sentence.
 */
export type RuleProblem = { kind: RuleProblemKind, rules: Array<string>, text: string, };

/**
 * What is odd about rules together.
 */
export type RuleProblemKind = "conflict" | "loop" | "never" | "overlap";

/**
 * One value or a list of them, each a text, an integer or a yes/no; kept as texts.
 */
export type RuleValues = Array<string>;

/**
 * A rule as lists show it.
 */
export type RuleView = { 
/**
 * It comes with the program.
 */
shipped: boolean, 
/**
 * It comes with the program and the desk has changed what it says.
 */
changed: boolean, sentence: string, updated_at: string | null, 
/**
 * Orders of the last 30 days, when asked for.
 */
hits: number | null, 
/**
 * Unique on the desk.
 */
name: string, on: boolean, 
/**
 * The higher one decides where two rules say different things.
 */
priority: number, 
/**
 * Names of the only shops it holds for; none means all.
 */
shops: Array<string>, when: RuleNode, then: Array<RuleAction>, };

export type RulesReply = { 
/**
 * The highest priority first.
 */
rules: Array<RuleView>, problems: Array<RuleProblem>, fields: Array<RuleField>, 
/**
 * Orders that were looked at for the hits.
 */
searched: number | null, };

export type RulesRequest = { 
/**
 * Also count the orders of the last 30 days that each rule fits.
 */
hits?: boolean, };

/**
 * An account. The same name again changes it; what is absent stays as it was.
 */
export type SaveAccountRequest = { name: string, 
/**
 * Code of the source.
 */
source: string, 
/**
 * Name of the connected shop, where the source wants one.
 */
shop?: string, url?: string, carriers?: Array<string>, product?: string, sender?: Sender, 
/**
 * The sender as one pasted text.
 */
sender_text?: string, range?: NumberRange, 
/**
 * Entries of the form by their keys. Empty ones stay as they were.
 */
credentials: { [key in string]: string }, is_off?: boolean, 
/**
 * The owner has checked a source that is known from third parties only.
 */
checked?: boolean, };

export type SaveGoodsTextsRequest = { texts: Array<GoodsText>, };

/**
 * Saves a choice of columns under a name; the same name is replaced.
 */
export type SaveProfileRequest = { name: string, mapping: Mapping, };

export type SaveRulesReply = { 
/**
 * Names of the saved rules.
 */
saved: Array<string>, 
/**
 * What is worth a look: rules whose priority decides against another, rules that no order can meet.
 */
warnings: Array<RuleProblem>, };

export type SaveRulesRequest = { 
/**
 * The name under which the rule stood before; the desk's own rule of that name goes.
 */
replaces?: string, rule?: Rule, 
/**
 * The text of a rule file.
 */
toml?: string, 
/**
 * A rule file on the shelf.
 */
file?: string, 
/**
 * A rule that the desk has.
 */
name?: string, };

/**
 * Makes a tag, or changes the colour and place of a known one.
 */
export type SaveTagRequest = { name: string, colour: string, is_tab: boolean, };

/**
 * Saves a template of one's own; the same name is replaced. Names of shipped ones are taken.
 */
export type SaveTemplateRequest = { layout: LayoutView, };

/**
 * Sets up a source; the same name is changed.
 */
export type SaveTrackSourceRequest = { 
/**
 * `kuaidi100`, `kdniao`, `carrier_sf`, …
 */
source: string, 
/**
 * As the owner calls it; the source's own name when empty.
 */
name: string, 
/**
 * The connected shop whose access opens it, where it belongs to a marketplace.
 */
shop?: string, 
/**
 * Another address than the source's own.
 */
url?: string, 
/**
 * Address of this desk as the source reaches it (`https://…`): from then on it sends by itself. Empty = it is asked.
 */
push_base?: string, 
/**
 * Entries of the form by their keys. Empty ones stay as they were.
 */
credentials: { [key in string]: string }, off?: boolean, 
/**
 * The owner has compared it, where it is known from third parties only.
 */
checked?: boolean, };

/**
 * A saved filter of the order list.
 */
export type SavedView = { name: string, filter: Filter, };

/**
 * Some pieces of one article in the parcel.
 */
export type ScanGoods = { 
/**
 * Absent = the article has no code and is checked by eye.
 */
code: string | null, title: string | null, spec: string | null, pieces: number, counted: number, };

/**
 * The answer to one scan.
 */
export type ScanReply = { colour: Colour, sentence: string, 
/**
 * The order that the answer is about; the first where several travel in one parcel.
 */
order_no: string | null, 
/**
 * Why, in one word: `left`, `opened`, `refunded`, `unknown`, …
 */
outcome: string, sound: Sound, 
/**
 * What is said aloud; nearly always nothing.
 */
speech: string | null, 
/**
 * The code as it was understood.
 */
code: string, order_id: number | null, 
/**
 * All orders of the parcel.
 */
order_nos: Array<string>, 
/**
 * State of the order after the scan.
 */
state: string | null, shop: string | null, carrier: string | null, 
/**
 * The waybill number in full.
 */
number: string | null, 
/**
 * Name, phone and place with the middle hidden.
 */
receiver: string | null, 
/**
 * Buyer's and seller's memo.
 */
memos: Array<string>, goods: Array<ScanGoods>, 
/**
 * Pieces in the parcel, and those that were scanned.
 */
pieces: number, counted: number, 
/**
 * This parcel is `part` of `parts`.
 */
part: number, parts: number, weight_g: number | null, 
/**
 * The owner may let the parcel leave nevertheless.
 */
can_force: boolean, 
/**
 * The print job of a label.
 */
job: number | null, };

/**
 * One scan.
 */
export type ScanRequest = { 
/**
 * As the scanner, a hand or a file gave it.
 */
code: string, mode: Mode, 
/**
 * Which desk: what is in hand belongs to it. The person's name when absent.
 */
desk?: string, 
/**
 * Lets the parcel leave although pieces were not scanned, no label came out of our printer, or its other parcels are still here. The
 * owner's right; what money, a hold or a lock forbids stays forbidden.
 */
force: boolean, 
/**
 * Grams, typed or from a scale.
 */
weight_g?: number, 
/**
 * Where labels come out; the desk's usual printer when absent.
 */
printer?: string, };

/**
 * One of the last scans.
 */
export type ScanView = { id: number, at: string, actor: string, mode: string, code: string, colour: string, outcome: string, sentence: string, order_no: string | null, weight_g: number | null, };

/**
 * 双人复核 as the drawer shows it.
 */
export type SecondCheckView = { rules: Array<string>, pending: boolean, first_by: string | null, first_at: string | null, second_by: string | null, second_at: string | null, refused_by: string | null, reason: string | null, 
/**
 * Why this person cannot confirm, as a sentence.
 */
refusal: string | null, };

/**
 * Which orders a batch command acts on.
 */
export type Selection = { "ids": Array<number> } | { "snapshot": { mark: string, except: Array<number>, } } | { "numbers": Array<string> } | "all_to_print";

/**
 * Who sends. Either the parts, or one text that is read as a pasted address.
 */
export type Sender = { name: string, phone: string, company: string, province: string, city: string, district: string, address: string, };

export type SessionReply = { 
/**
 * Empty = nobody has signed in here, and everything but signing in waits.
 */
actor: string, role: Role | null, 
/**
 * People are named: everybody signs in.
 */
asks_for_sign_in: boolean, 
/**
 * No owner is among them: 店主 is let in without a PIN, at this machine alone.
 */
open_owner: boolean, 
/**
 * Minutes without use after which a window or browser asks for the PIN again.
 */
idle_minutes: number, version: string, 
/**
 * Empty like all below where nobody has signed in, but for the settings of language and looks.
 */
data_folder: string, 
/**
 * No order has ever come in.
 */
is_empty: boolean, orders: number, 
/**
 * Now, as this machine's clock says.
 */
now: string, 
/**
 * Settings by key, as stored.
 */
settings: Record<string, unknown>, };

/**
 * A new PIN. The owner may give one to anybody, everybody else only to themselves.
 */
export type SetPinRequest = { name: string, pin: Pin, 
/**
 * The PIN so far, asked for when it is one's own.
 */
old_pin?: Pin, };

export type SetRoleRequest = { name: string, role: Role, };

/**
 * Stores one setting of the desk; `null` removes it. Keys: `language`, `theme`, `density`, `columns`, `print`, `first_run`, …
 */
export type SettingRequest = { key: string, value: unknown, };

/**
 * The exception is settled, with what was done.
 */
export type SettleRequest = { selection: Selection, note?: string, };

/**
 * What a person found at the source of an unsure number.
 */
export type SettleWaybillRequest = { id: number, 
/**
 * The number that was bought; absent = none was, and it may be asked for again.
 */
number?: string, };

/**
 * How much a finding weighs.
 */
export type Severity = "info" | "warning" | "blocking";

/**
 * Result of the sheet job.
 */
export type SheetResult = { file: FileRef | null, orders: number, sum_fen: number, differences: number, sheets: Array<string>, };

/**
 * What came in last per shop.
 */
export type ShopReceipt = { platform: string, platform_name: string, shop: string, orders: number, sum_fen: number, last_file: string | null, last_import_at: string | null, last_new: number, last_updated: number, };

export type ShopView = { id: number, platform: string, platform_name: string, name: string, orders: number, };

export type ShopsReply = { shops: Array<ShopView>, 
/**
 * Platforms known to this program: code and name.
 */
platforms: Array<[string, string]>, };

/**
 * Asks for one order by id or by any number known of it.
 */
export type ShowRequest = { id: number | null, no: string | null, mask: boolean, };

/**
 * Both orders side by side.
 */
export type SideBySide = { pair: PairView, left: OrderRow, right: OrderRow, fields: Array<FieldPair>, 
/**
 * Why they cannot be merged; absent = they can.
 */
merge_refusal: string | null, 
/**
 * The order that would go up in the other one.
 */
merge_gone: number | null, 
/**
 * Why the left, and the right one, cannot be voided; absent = it can.
 */
void_refusals: [string | null, string | null], };

/**
 * Who wants to sit down.
 */
export type SignInRequest = { name: string, 
/**
 * Empty only for an owner who has no PIN yet, at this machine.
 */
pin: Pin, };

/**
 * The signature, and the text it was made of: most schemes wrap that in the secret.
 */
export type SignReply = { sign: string, string_to_sign: string, };

/**
 * What is to be signed. Values may be texts, numbers or booleans; a number counts as its JSON text. There is no `Debug`: the secret is in it.
 * All parts are taken as they come and looked at in `sign`, because a refusal of the reader would quote what it has read.
 */
export type SignRequest = { platform: string, scheme: string | null, 
/**
 * Whatever the platform calls its signing secret.
 */
secret: string, 
/**
 * By the platform's own names.
 */
fields: Record<string, unknown>, path: string | null, body: string | null, };

/**
 * A platform or carrier whose signature can be made, and its schemes, the usual one first.
 */
export type SignerView = { code: string, schemes: Array<string>, };

/**
 * An order that got no label.
 */
export type Skipped = { order_no: string, 
/**
 * A word of `error.refused.*`.
 */
reason: string, text: string, };

/**
 * A frozen list: its mark, size, sum, and first rows.
 */
export type SnapshotReply = { mark: string, total: number, sum_fen: number, 
/**
 * The first 200 rows.
 */
rows: Array<OrderRow>, };

/**
 * Asks for a frozen list.
 */
export type SnapshotRequest = { filter: Filter, sort: Sort, mask: boolean, };

/**
 * Order of a list.
 */
export type Sort = "newest" | "oldest";

/**
 * What is heard: one short high tone, two, one long low, or a soft tick.
 */
export type Sound = "ok" | "look" | "stop" | "tick";

/**
 * A source of numbers and what it needs.
 */
export type SourceView = { code: string, name: string, 
/**
 * The marketplace whose connected shop opens it; absent = the form is all there is.
 */
shop_of: string | null, form: Array<FormEntry>, 
/**
 * `test`, `query`, `cancel`, `reprint`, `printed`, `balance`, `templates`, `family`, `several`, `cod`, `insured`
 */
can: Array<string>, 
/**
 * Carriers that it knows, as people write them.
 */
carriers: Array<string>, 
/**
 * False = known from third parties only: off until the owner says that he checked.
 */
is_official: boolean, 
/**
 * Its labels come out of the marketplace's print component.
 */
prints_elsewhere: boolean, };

/**
 * What may be divided.
 */
export type SplitBy = "piece" | "line" | "never";

/**
 * Spreads an order, or the parcel it is in, over several: one new parcel per list of takes, the rest stays.
 */
export type SplitRequest = { id?: number, no?: string, takes: Array<Array<Take>>, };

/**
 * Who is named, and in a sentence what that means for signing in.
 */
export type StaffReply = { people: Array<PersonView>, 
/**
 * Somebody is named, but no owner: the owner has no PIN yet and is let in as 店主 at this machine alone.
 */
open_owner: boolean, text: string, };

/**
 * The five tiles of the board. `AfterSale` is the mark, not a state.
 */
export type Stage = "review" | "warehouse" | "on_the_way" | "delivered" | "after_sale";

/**
 * Where an order of ours stands. The order of the variants is the order of progress.
 */
export type State = "unpaid" | "to_review" | "to_allocate" | "to_print" | "printed" | "shipped" | "collected" | "in_transit" | "delivered" | "completed" | "closed";

/**
 * A word of the status column and what it probably means.
 */
export type StatusWord = { word: string, status: string | null, };

/**
 * Moves many orders by one event.
 */
export type StepRequest = { selection: Selection, 
/**
 * `accept`, `send_back`, `ship`, `close`, …
 */
event: Event, note?: string, };

export type StockReply = { id: number, };

/**
 * Pieces for sale of one article of a shop.
 */
export type StockRequest = { shop: string, 
/**
 * The platform's own ids by their names (`product_id`, `sku_id`, …), or the merchant's code under `sku_code`.
 */
goods: { [key in string]: string }, 
/**
 * The whole count, not a difference.
 */
pieces: number, };

export type SwitchRuleRequest = { name: string, on: boolean, };

/**
 * Visits shops now.
 */
export type SyncRequest = { 
/**
 * Names; empty = all connected shops that are not paused.
 */
shops: Array<string>, 
/**
 * As far back as the platform tells.
 */
full: boolean, };

export type SyncStatus = { links: Array<LinkView>, 
/**
 * `system`, `file`, `locked` or `ring_locked`: where secrets are kept.
 */
secrets: string, };

/**
 * A column of a list of goods.
 */
export type TableColumnView = { title?: string, text: string, 
/**
 * Absent for the one column that takes what the others leave.
 */
width_mm?: number, align?: string, bold?: boolean, lines?: number, total?: string, hide_when_empty?: boolean, };

/**
 * Counts beside the tabs, under a filter without states and marks.
 */
export type TabsReply = { 
/**
 * By tab word: `all`, each state, `exception`, `held`, `after_sale`, `on_the_way`, `delivered_stage`.
 */
counts: { [key in string]: number }, 
/**
 * Tags that stand among the tabs, with their counts under the same filter.
 */
tags: Array<TagView>, };

/**
 * Hangs tags on orders and takes others off.
 */
export type TagRequest = { selection: Selection, add: Array<string>, remove: Array<string>, };

/**
 * A tag with the number of orders it hangs on.
 */
export type TagView = { name: string, 
/**
 * A word of the palette: grey, red, orange, yellow, green, teal, blue, purple, pink.
 */
colour: string, 
/**
 * It stands among the tabs of the order list.
 */
is_tab: boolean, orders: number, };

export type TagsReply = { tags: Array<TagView>, };

/**
 * Pieces of one line that go into a parcel of their own.
 */
export type Take = { order_id: number, line: number, 
/**
 * Absent = all that is in the parcel.
 */
qty: number | null, };

/**
 * Something to do now, with the list behind it.
 */
export type Task = { 
/**
 * The word of an alarm, `to_print`, or `consistency`.
 */
word: string, grade: Grade, count: number, sum_fen: number, 
/**
 * What happened, and what to do.
 */
text: string, 
/**
 * Absent for what is no list of orders.
 */
filter: Filter | null, };

/**
 * One template with all that is on it.
 */
export type TemplateDetail = { template: TemplateView, layout: LayoutView, };

/**
 * A label, slip or list that can be printed.
 */
export type TemplateView = { name: string, 
/**
 * Title in the language asked for.
 */
title: string, width_mm: number, height_mm: number, 
/**
 * `label` one per order, `sku` one per goods, `slip` 发货单, `pick_list` 拣货单
 */
kind: string, 
/**
 * The shop's own; the others come with the program and are not changed.
 */
own: boolean, };

export type TemplatesReply = { templates: Array<TemplateView>, 
/**
 * The one used when none is named.
 */
default: string, };

export type TestAccountReply = { ok: boolean, text: string, branches: Array<BranchView>, };

/**
 * Prints the test page with a ruler and a barcode.
 */
export type TestPageRequest = { printer: string, template?: string, };

/**
 * What one harmless call told.
 */
export type TestShopReply = { ok: boolean, 
/**
 * What the platform calls the shop.
 */
shop_name: string | null, 
/**
 * Why not, and what to do.
 */
text: string, };

/**
 * A number with the list behind it.
 */
export type Tile = { 
/**
 * `review`, `warehouse`, `on_the_way`, `delivered`, `after_sale`
 */
word: string, count: number, sum_fen: number, filter: Filter, };

/**
 * A list and its count.
 */
export type TrackCount = { kind: TrackKind, count: number, 
/**
 * Hours after which a parcel belongs to it; absent where it belongs at once.
 */
hours: number | null, };

/**
 * One event.
 */
export type TrackEventView = { at: string, text: string, place: string, 
/**
 * Absent = nobody knows what it means.
 */
state: string | null, state_text: string, 
/**
 * Who told it first, in words.
 */
source: string, heard_at: string, };

/**
 * One of the four lists.
 */
export type TrackKind = "uncollected" | "stagnant" | "returned" | "trouble";

/**
 * A source that can be set up.
 */
export type TrackOffer = { source: string, name: string, form: Array<FormEntry>, 
/**
 * `subscribe`, `push`, `guess`
 */
can: Array<string>, 
/**
 * Carriers it knows, as people write them.
 */
carriers: Array<string>, 
/**
 * Carriers of which it wants the last four digits of a phone.
 */
phone_of: Array<string>, 
/**
 * The marketplace whose connected shop opens it.
 */
shop_of: string | null, is_official: boolean, };

export type TrackRequest = { 
/**
 * A waybill number, or any number of an order.
 */
number: string, };

/**
 * One parcel of a list.
 */
export type TrackRow = { 
/**
 * People masked.
 */
order: OrderRow, 
/**
 * Absent = nobody follows a number of it.
 */
track: TrackView | null, 
/**
 * Whole hours since it left, was last scanned, turned back or went wrong.
 */
hours: number, 
/**
 * To be sent to the carrier: no people in it.
 */
copy_text: string, };

/**
 * A source as it is set up.
 */
export type TrackSourceView = { name: string, source: string, source_name: string, shop: string | null, url: string, push_base: string, 
/**
 * Where it sends to: for the owner only, and only where it can send.
 */
push_url: string | null, off: boolean, checked: boolean, 
/**
 * It is asked: switched on, and official or checked.
 */
works: boolean, 
/**
 * Entries of the form that are still missing.
 */
missing: Array<string>, 
/**
 * What stops it, as a sentence.
 */
trouble: string | null, asked_at: string | null, pushed_at: string | null, };

export type TrackSourcesReply = { sources: Array<TrackSourceView>, offers: Array<TrackOffer>, 
/**
 * Numbers that are followed, and those whose turn it is.
 */
followed: number, due: number, 
/**
 * Pushes that were not signed, since this program was started.
 */
refused: number, };

/**
 * The way of a number.
 */
export type TrackStory = { track: TrackView, 
/**
 * The newest first.
 */
events: Array<TrackEventView>, 
/**
 * Orders that go with it, people masked.
 */
orders: Array<OrderRow>, };

/**
 * A followed number.
 */
export type TrackView = { number: string, carrier: string, 
/**
 * `pending`, `collected`, `in_transit`, `out_for_delivery`, `exception`, `delivered`, `returned`
 */
state: string, 
/**
 * A finer word; absent = none.
 */
sub: string | null, 
/**
 * Both in words.
 */
text: string, since: string, left_at: string, collected_at: string | null, delivered_at: string | null, scan_at: string | null, last_text: string, last_at: string | null, signer: string | null, asked_at: string | null, 
/**
 * Absent = nobody asks any more.
 */
next_at: string | null, 
/**
 * Its source sends by itself.
 */
subscribed: boolean, 
/**
 * Why nothing came of asking, as a sentence.
 */
trouble: string | null, };

/**
 * A waybill as a source writes it: carrier name (as written, may be empty) and number. Serialized as a pair.
 */
export type Tracking = [string | null, string];

export type TracksReply = { counts: Array<TrackCount>, 
/**
 * The oldest orders first.
 */
rows: Array<TrackRow>, total: number, };

export type TracksRequest = { kind: TrackKind, 
/**
 * 500 when absent, and at most.
 */
limit: number | null, };

/**
 * A row as it would be read.
 */
export type TriedRow = { row: number, 
/**
 * Field → text; empty fields are left out.
 */
values: { [key in string]: string }, };

/**
 * What a trial shows.
 */
export type TryFieldRuleReply = { 
/**
 * The sample passes.
 */
ok: boolean, 
/**
 * The sentence that an order with this value would carry, or that it passes.
 */
text: string, 
/**
 * Orders of the last 30 days that would get the finding.
 */
matched: number, 
/**
 * Orders looked at.
 */
searched: number, };

/**
 * A rule on trial with a typed sample.
 */
export type TryFieldRuleRequest = { rule: FieldRule, 
/**
 * A value of the field.
 */
text: string, };

export type TryMappingReply = { 
/**
 * Orders or lines that would come in.
 */
accepted: number, rejected_total: number, 
/**
 * The first 20.
 */
rows: Array<TriedRow>, 
/**
 * The first 20.
 */
rejected: Array<Problem>, 
/**
 * Status words without a meaning yet.
 */
unknown_words: Array<string>, };

/**
 * Asks what a choice of columns reads.
 */
export type TryMappingRequest = { file: string, password: string | null, mapping: Mapping, };

/**
 * What the rules would have done. A rule that is off is tried as if it were on.
 */
export type TryRulesReply = { 
/**
 * Orders that one of the rules fits.
 */
matched: number, 
/**
 * Numbers of these orders, newest first, 2,000 at most.
 */
orders: Array<string>, 
/**
 * What the rules and those of the desk do to each other; `conflict` and `loop` would be refused at saving.
 */
conflicts: Array<RuleProblem>, 
/**
 * Orders looked at.
 */
searched: number, days: number, sentences: Array<string>, };

export type TryRulesRequest = { 
/**
 * 30 when absent, 366 at most.
 */
days?: number, 
/**
 * The name under which the rule stands that is being changed.
 */
replaces?: string, rule?: Rule, 
/**
 * The text of a rule file.
 */
toml?: string, 
/**
 * A rule file on the shelf.
 */
file?: string, 
/**
 * A rule that the desk has.
 */
name?: string, };

/**
 * 加急 on or off.
 */
export type UrgentRequest = { selection: Selection, urgent: boolean, };

export type VerifyReply = { ok: boolean, events: number, first_bad: FirstBad | null, text: string, };

export type ViewsReply = { views: Array<SavedView>, };

/**
 * `YYYY-MM-DD HH:MM:SS`, or `YYYY-MM-DD` where the source has no time of day, or with a trailing ` +0800` where the source writes its offset.
 */
export type WallTime = string;

export type WatchReply = { folders: Array<WatchedFolder>, };

/**
 * Watches a folder of the machine that holds the data folder.
 */
export type WatchRequest = { path: string, shop: string | null, };

/**
 * A watched folder.
 */
export type WatchedFolder = { path: string, shop: string | null, 
/**
 * The last look found nothing wrong, or there was none yet.
 */
ok: boolean, last_seen_at: string | null, 
/**
 * The sentence for people.
 */
error: string | null, };

/**
 * A number as it stands.
 */
export type WaybillView = { id: number, 
/**
 * Our number of the parcel at its source: by it a person finds it there.
 */
key: string, order_id: number, order_no: string, 
/**
 * Further orders in the parcel.
 */
merged: Array<string>, number: string | null, carrier: string, account: string, 
/**
 * `wanted`, `asking`, `issued`, `unsure`, `refused`, `cancelling`, `cancelled`
 */
state: string, 
/**
 * In words.
 */
state_text: string, 
/**
 * `parcel`, `child`
 */
role: string, mother: string | null, route_code: string | null, bag_place: string | null, 
/**
 * Why this carrier.
 */
why: string, 
/**
 * What is in the way, and what to do.
 */
trouble: string | null, 
/**
 * Who draws the label: `cainiao`, `pdd`, `douyin`, `wechat`, `html`, `address`; absent = we do.
 */
label: string | null, actor: string, made_at: string, issued_at: string | null, };

export type WaybillsReply = { waybills: Array<WaybillView>, 
/**
 * Numbers by state.
 */
counts: { [key in string]: number }, };

export type WaybillsRequest = { 
/**
 * A state's word; absent = all.
 */
state?: string, 
/**
 * Any number: of the order or the waybill.
 */
find?: string, 
/**
 * 100 when absent.
 */
limit?: number, };

/**
 * Why orders are proposed together.
 */
export type Why = "same_key" | "same_receiver";
