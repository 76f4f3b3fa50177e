// Made from the command table by `cargo xtask bindings`. Not to be edited.

/**
 * One reading of the region.
 */
export type AddressCandidate = { province: string, city: string, district: string, };

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
 * One line of a payment bill, settlement, fund flow, bank statement or carrier bill.
 * `amount_fen` is signed, + into the shop (carrier bills: cost +, compensation −).
 */
export type BillLine = { line_id: string | null, at: WallTime | null, order_no: string | null, sub_order_no: string | null, direction: Direction | null, amount_fen: number, 
/**
 * Closed list of words, see docs/words.md: goods, refund, subsidy, platform_fee, commission, …
 */
kind: string | null, type_raw: string | null, balance_fen: number | null, 
/**
 * Signed parts by name (platform_fee, commission, refund, …); absent where the format has none.
 */
fees: { [key in string]: number } | null, party: string | null, remark: string | null, tracking_no: string | null, weight_g: number | null, province: string | null, city: string | null, carrier: string | null, };

export type BoardReply = { orders: number, stages: Array<Tile>, to_do: Array<Tile>, kpis: Array<Kpi>, shops: Array<ShopReceipt>, };

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
 * What went wrong, as far as a face acts on it. The exit codes of the command line follow from it.
 */
export type Code = "bad_request" | "unknown_command" | "not_allowed" | "sign_in_needed" | "not_found" | "refused" | "already_printed" | "nothing_selected" | "stale_selection" | "file_missing" | "file_unreadable" | "empty_file" | "corrupt_file" | "needs_password" | "bad_password" | "unknown_file" | "not_orders" | "nothing_to_import" | "file_too_large" | "disk_full" | "read_only_folder" | "database_busy" | "database_corrupt" | "newer_database" | "print_system_missing" | "printer_missing" | "printer_refused" | "no_such_paper" | "clock_wrong" | "network" | "internal";

/**
 * Which time a range of days speaks of.
 */
export type DayOf = "created" | "paid";

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
 * Direction of money in a bill line, seen from the shop.
 */
export type Direction = "in" | "out" | "none";

export type DoctorReply = { checks: Array<Check>, };

/**
 * Where the platform says the order stands. The fine states of ours live in `order::State`.
 * The order of the variants is the order of progress; `Closed` is final whatever came before.
 */
export type DraftStatus = "unpaid" | "to_ship" | "part_shipped" | "shipped" | "completed" | "closed";

/**
 * Sets normal-form fields of one order by hand: receiver_*, buyer_memo, seller_memo, trackings. `null` empties a field.
 */
export type EditRequest = { id: number, fields: Record<string, unknown>, };

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
 * Which orders go into the sheet.
 */
export type ExportRequest = { selection: Selection, };

/**
 * An error as it leaves the table.
 */
export type Failure = { code: Code, facts: { [key in string]: string }, 
/**
 * The sentence for people in the language of the data folder, filled in at the table.
 */
message: string, };

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
 * A file on the shelf, as faces and replies name it. The handle means nothing outside this data folder.
 */
export type FileRef = { handle: string, 
/**
 * The name a person gave it, without folders.
 */
name: string, bytes: number, };

/**
 * What happened to one file.
 */
export type FileResult = { file: string, handle: string, platform: string, platform_name: string, kind: string, shop: string | null, rows: number, orders_new: number, orders_updated: number, orders_unchanged: number, 
/**
 * Orders that came in with a warning or a blocking finding.
 */
orders_flagged: number, lines_new: number, lines_known: number, 
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
shops: Array<string>, held: boolean | null, exception: boolean | null, after_sale: boolean | null, urgent: boolean | null, 
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
 * Printed at least once, or not at all.
 */
printed: boolean | null, 
/**
 * Paid, not shipped, and the time to ship has run out.
 */
overdue: boolean | null, };

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
 * A finding on an order as lists show it. `text` is the sentence in the language asked for.
 */
export type FindingView = { code: string, severity: Severity, field: string | null, text: string, blocking: boolean, };

export type FirstBad = { n: number, order_no: string | null, at: string | null, 
/**
 * `changed`, `gap`, `ending`, `state`, `missing`
 */
why: string, };

/**
 * Plants a flag: 0 none … 5 purple.
 */
export type FlagRequest = { selection: Selection, flag: number, };

/**
 * Holds orders with a reason.
 */
export type HoldRequest = { selection: Selection, reason: string, };

/**
 * A hold that stands.
 */
export type HoldView = { reason: string, at: string | null, actor: string | null, };

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
only_clean: boolean, };

/**
 * Result of an import job.
 */
export type ImportResult = { dry_run: boolean, files: Array<FileResult>, 
/**
 * Findings over all files.
 */
findings: number, };

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
 * `import`, `preview`, `labels_pdf`, `print`, `month_sheet`, `demo`, `export`, `backup`
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
 * One figure of the strip with its definition.
 */
export type Kpi = { 
/**
 * `untouched` (per mille of the orders before dispatch that wait for nobody), `today_orders`, `today_fen`
 */
word: string, value: number | null, };

/**
 * One label of a print job.
 */
export type LabelResult = { order_id: number, order_no: string, sequence: number, 
/**
 * `queued`, `sent`, `printed`, `failed`, `unknown`, `cancelled`
 */
state: string, words: string | null, };

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
export type OrderRow = { id: number, platform: string, shop: string, order_no: string, state: State, held: boolean, hold_reason: string | null, locked: boolean, exception: boolean, after_sale: boolean, urgent: boolean, status_raw: string | null, refund_state: RefundState | null, created_at: string | null, paid_at: string | null, shipped_at: string | null, 
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
flag: number, print_count: number, 
/**
 * The last print ended in failure or is unknown.
 */
print_trouble: boolean, findings: Array<FindingView>, };

/**
 * The order's story.
 */
export type OrderStory = { finished_at: string | null, merchant_amount_fen: number | null, 
/**
 * Normal-form fields that a person has edited.
 */
edited: Array<string>, next_step: NextStep, events: Array<EventView>, rows: Array<RowView>, holds: Array<HoldView>, prints: Array<PrintView>, 
/**
 * Bill lines that name this order.
 */
bills: Array<BillLine>, id: number, platform: string, shop: string, order_no: string, state: State, held: boolean, hold_reason: string | null, locked: boolean, exception: boolean, after_sale: boolean, urgent: boolean, status_raw: string | null, refund_state: RefundState | null, created_at: string | null, paid_at: string | null, shipped_at: string | null, 
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
flag: number, print_count: number, 
/**
 * The last print ended in failure or is unknown.
 */
print_trouble: boolean, findings: Array<FindingView>, };

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

export type PrintersReply = { printers: Array<PrinterView>, };

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
 * One reading per file, in the order asked.
 */
export type ReadReply = { files: unknown[], };

/**
 * Files on the shelf and the password of protected ones.
 */
export type ReadRequest = { files: Array<string>, password: string | null, };

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
 * The receiver in full.
 */
export type RevealReply = { receiver: Receiver, };

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
 * A saved filter of the order list.
 */
export type SavedView = { name: string, filter: Filter, };

/**
 * Which orders a batch command acts on.
 */
export type Selection = { "ids": Array<number> } | { "snapshot": { mark: string, except: Array<number>, } } | { "numbers": Array<string> } | "all_to_print";

export type SessionReply = { actor: string, role: Role, version: string, data_folder: string, 
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
 * Stores one setting of the desk; `null` removes it. Keys: `language`, `theme`, `density`, `columns`, `print`, `first_run`, …
 */
export type SettingRequest = { key: string, value: unknown, };

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
 * The five tiles of the board. `AfterSale` is the mark, not a state.
 */
export type Stage = "review" | "warehouse" | "on_the_way" | "delivered" | "after_sale";

/**
 * Where an order of ours stands. The order of the variants is the order of progress.
 */
export type State = "unpaid" | "to_review" | "to_allocate" | "to_print" | "printed" | "shipped" | "collected" | "in_transit" | "delivered" | "completed" | "closed";

/**
 * Moves many orders by one event.
 */
export type StepRequest = { selection: Selection, 
/**
 * `accept`, `send_back`, `ship`, `close`, …
 */
event: Event, note?: string, };

/**
 * Counts beside the tabs, under a filter without states and marks.
 */
export type TabsReply = { 
/**
 * By tab word: `all`, each state, `exception`, `held`, `after_sale`, `on_the_way`, `delivered_stage`.
 */
counts: { [key in string]: number }, };

/**
 * A label, slip or list that can be printed.
 */
export type TemplateView = { name: string, 
/**
 * Title in the language asked for.
 */
title: string, width_mm: number, height_mm: number, 
/**
 * `label` one per order, `slip` 发货单, `pick_list` 拣货单
 */
kind: string, };

export type TemplatesReply = { templates: Array<TemplateView>, 
/**
 * The one used when none is named.
 */
default: string, };

/**
 * Prints the test page with a ruler and a barcode.
 */
export type TestPageRequest = { printer: string, template?: string, };

/**
 * A number with the list behind it.
 */
export type Tile = { 
/**
 * `review`, `warehouse`, `on_the_way`, `delivered`, `after_sale`, or a to-do word (`overdue`, `blocked`, `held`, `exception`, `print_trouble`)
 */
word: string, count: number, sum_fen: number, filter: Filter, };

/**
 * A waybill as a source writes it: carrier name (as written, may be empty) and number. Serialized as a pair.
 */
export type Tracking = [string | null, string];

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
