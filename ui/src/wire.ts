// Shapes of the command table as the page uses them, until the generated ones in `gen/` take their place.

export type State =
  | 'unpaid'
  | 'to_review'
  | 'to_allocate'
  | 'to_print'
  | 'printed'
  | 'shipped'
  | 'collected'
  | 'in_transit'
  | 'delivered'
  | 'completed'
  | 'closed';
export type Stage = 'review' | 'warehouse' | 'on_the_way' | 'delivered' | 'after_sale';
export type Event =
  | 'pay'
  | 'accept'
  | 'allocate'
  | 'send_back'
  | 'print'
  | 'unprint'
  | 'ship'
  | 'collect'
  | 'move'
  | 'deliver'
  | 'complete'
  | 'close';
export type Severity = 'info' | 'warning' | 'blocking';
export type RefundState = 'none' | 'in_progress' | 'partial' | 'full' | 'partial_or_full';
export type Role = 'owner' | 'clerk' | 'accountant';
export type Nothing = Record<string, never>;

export interface Failure {
  code: string;
  facts: Record<string, string>;
  message: string;
}
export interface FileRef {
  handle: string;
  name: string;
  bytes: number;
}
export interface Filter {
  states: State[];
  stage: Stage | null;
  platforms: string[];
  shops: string[];
  held: boolean | null;
  exception: boolean | null;
  after_sale: boolean | null;
  urgent: boolean | null;
  flags: number[];
  find: string | null;
  numbers: string[];
  from: string | null;
  to: string | null;
  province: string | null;
  sku: string | null;
  finding: string | null;
  printed: boolean | null;
  overdue: boolean | null;
}
export type Sort = 'newest' | 'oldest';
export type Selection =
  { ids: number[] } | { snapshot: { mark: string; except: number[] } } | { numbers: string[] } | 'all_to_print';

export interface ItemDraft {
  sub_no: string | null;
  sku_code: string | null;
  title: string | null;
  spec: string | null;
  qty: number | null;
  unit_price_fen: number | null;
  amount_fen: number | null;
  refund_fen: number | null;
}
export type Tracking = [string | null, string];
export interface FindingView {
  code: string;
  severity: Severity;
  field: string | null;
  text: string;
  blocking: boolean;
}
export interface OrderRow {
  id: number;
  platform: string;
  shop: string;
  order_no: string;
  state: State;
  held: boolean;
  hold_reason: string | null;
  locked: boolean;
  exception: boolean;
  after_sale: boolean;
  urgent: boolean;
  status_raw: string | null;
  refund_state: RefundState | null;
  created_at: string | null;
  paid_at: string | null;
  shipped_at: string | null;
  ship_by: string | null;
  buyer_amount_fen: number | null;
  freight_fen: number | null;
  refund_fen: number | null;
  receiver_name: string | null;
  receiver_phone: string | null;
  receiver_phone_ext: string | null;
  receiver_province: string | null;
  receiver_city: string | null;
  receiver_district: string | null;
  receiver_address: string | null;
  receiver_masked: boolean;
  items: ItemDraft[];
  trackings: Tracking[] | null;
  buyer_memo: string | null;
  seller_memo: string | null;
  flag: number;
  print_count: number;
  print_trouble: boolean;
  findings: FindingView[];
}
export interface EventView {
  at: string;
  actor: string;
  what: string;
  from: string | null;
  to: string | null;
  rule: string | null;
  text: string;
}
export interface RowView {
  file: string;
  sheet: string | null;
  row: number;
  cells: [string, string][];
}
export interface PrintView {
  at: string;
  actor: string;
  printer: string;
  template: string;
  batch_no: string;
  sequence: number;
  state: string;
  reprint: number;
  words: string | null;
}
export interface HoldView {
  reason: string;
  at: string | null;
  actor: string | null;
}
export interface BillLine {
  line_id: string | null;
  at: string | null;
  amount_fen: number;
  kind: string | null;
  type_raw: string | null;
}
export interface OrderStory extends OrderRow {
  finished_at: string | null;
  merchant_amount_fen: number | null;
  edited: string[];
  next_step: { action: string | null; refusal: string | null };
  events: EventView[];
  rows: RowView[];
  holds: HoldView[];
  prints: PrintView[];
  bills: BillLine[];
}
export interface Receiver {
  name: string | null;
  phone: string | null;
  phone_ext: string | null;
  province: string | null;
  city: string | null;
  district: string | null;
  address: string | null;
  masked: boolean;
}
export interface BatchReply {
  done: number;
  refused: { id: number; order_no: string; reason: string; text: string }[];
  undo: string | null;
}
export type JobState = 'queued' | 'running' | 'paused' | 'interrupted' | 'done' | 'partly' | 'failed' | 'cancelled';
export interface JobView {
  id: number;
  kind: string;
  title: string;
  state: JobState;
  total: number;
  done: number;
  failed: number;
  seconds_left: number | null;
  per_second: number | null;
  created_at: string;
  finished_at: string | null;
  result: unknown;
  file: FileRef | null;
  error: Failure | null;
  text: string;
}
export interface Problem {
  sheet: string | null;
  row: number;
  column: string | null;
  cell: string | null;
  key: string | null;
  reason: string;
  rejected: boolean;
  text: string;
}
export interface FileResult {
  file: string;
  handle: string;
  platform: string;
  platform_name: string;
  kind: string;
  shop: string | null;
  rows: number;
  orders_new: number;
  orders_updated: number;
  orders_unchanged: number;
  orders_flagged: number;
  lines_new: number;
  lines_known: number;
  headings_known: number;
  headings_total: number;
  rejected_total: number;
  rejected: Problem[];
  problems: Problem[];
  error: Failure | null;
}
export interface ImportResult {
  dry_run: boolean;
  files: FileResult[];
  findings: number;
}
export interface TemplateView {
  name: string;
  title: string;
  width_mm: number;
  height_mm: number;
  kind: string;
}
export interface PrinterView {
  name: string;
  is_default: boolean;
  ready: boolean;
  reasons: string[];
  sizes_mm: [number, number][];
  custom_sizes: boolean;
}
export interface Skipped {
  order_no: string;
  reason: string;
  text: string;
}
export interface PdfResult {
  labels: number;
  pages: number;
  skipped: Skipped[];
  file: FileRef | null;
}
export interface LabelResult {
  order_id: number;
  order_no: string;
  sequence: number;
  state: string;
  words: string | null;
}
export interface PrintResult {
  batch_id: number;
  batch_no: string;
  printed: number;
  failed: number;
  unknown: number;
  queued: number;
  labels: LabelResult[];
  skipped: Skipped[];
}
export interface BatchView {
  id: number;
  no: string;
  at: string;
  actor: string;
  printer: string;
  template: string;
  labels: number;
  printed: number;
  failed: number;
  unknown: number;
  waiting: number;
  job: number | null;
}
export interface Tile {
  word: string;
  count: number;
  sum_fen: number;
  filter: Filter;
}
export interface ShopReceipt {
  platform: string;
  platform_name: string;
  shop: string;
  orders: number;
  sum_fen: number;
  last_file: string | null;
  last_import_at: string | null;
  last_new: number;
  last_updated: number;
}
export interface BoardReply {
  orders: number;
  stages: Tile[];
  to_do: Tile[];
  kpis: { word: string; value: number | null }[];
  shops: ShopReceipt[];
}
export interface MonthShop {
  platform: string;
  platform_name: string;
  shop: string;
  orders: number;
  receivable_fen: number;
  paid_fen: number;
  refund_fen: number;
  freight_fen: number;
  states: Record<string, number>;
}
export interface MonthReply {
  month: string;
  shops: MonthShop[];
  orders: number;
  paid_fen: number;
  refund_fen: number;
  differences: number;
  months: string[];
}
export interface SessionReply {
  actor: string;
  role: Role;
  version: string;
  data_folder: string;
  is_empty: boolean;
  orders: number;
  now: string;
  settings: Record<string, unknown>;
}
export interface SavedView {
  name: string;
  filter: Filter;
}
export interface ShopView {
  id: number;
  platform: string;
  platform_name: string;
  name: string;
  orders: number;
}
export interface ShopsReply {
  shops: ShopView[];
  platforms: [string, string][];
}
export interface FirstBad {
  n: number;
  order_no: string | null;
  at: string | null;
  why: string;
}
export interface VerifyReply {
  ok: boolean;
  events: number;
  first_bad: FirstBad | null;
  text: string;
}
export interface BackupView {
  name: string;
  at: string;
  bytes: number;
  orders: number;
}
export interface Check {
  word: string;
  light: string;
  text: string;
}

type C<Q, R> = { request: Q; reply: R };
type Job = { job: number };

export interface Commands {
  'session.get': C<Nothing, SessionReply>;
  'settings.set': C<{ key: string; value: unknown }, Nothing>;
  'home.board': C<Nothing, BoardReply>;
  'orders.snapshot': C<
    { filter: Filter; sort: Sort; mask: boolean },
    { mark: string; total: number; sum_fen: number; rows: OrderRow[] }
  >;
  'orders.rows': C<{ mark: string; from: number; count: number; mask: boolean }, { from: number; rows: OrderRow[] }>;
  'orders.tabs': C<{ filter: Filter }, { counts: Record<string, number> }>;
  'orders.show': C<{ id: number | null; no: string | null; mask: boolean }, OrderStory>;
  'orders.find': C<
    { text: string; limit: number | null; mask: boolean },
    { orders: OrderRow[]; more: boolean; searched: number; missing: string[] }
  >;
  'orders.edit': C<{ id: number; fields: Record<string, unknown> }, BatchReply>;
  'orders.step': C<{ selection: Selection; event: Event; note?: string }, BatchReply>;
  'orders.hold': C<{ selection: Selection; reason: string }, BatchReply>;
  'orders.release': C<{ selection: Selection }, BatchReply>;
  'orders.flag': C<{ selection: Selection; flag: number }, BatchReply>;
  'orders.urgent': C<{ selection: Selection; urgent: boolean }, BatchReply>;
  'orders.ignore': C<{ id: number; code: string }, BatchReply>;
  'orders.reveal': C<{ id: number }, { receiver: Receiver }>;
  'orders.back': C<{ undo: string }, BatchReply>;
  'orders.export': C<{ selection: Selection }, Job>;
  'orders.demo': C<{ orders: number; seed?: number; days?: number }, Job>;
  'views.list': C<Nothing, { views: SavedView[] }>;
  'views.save': C<SavedView, { views: SavedView[] }>;
  'views.remove': C<{ name: string }, { views: SavedView[] }>;
  'files.import': C<
    { files: string[]; shop: string | null; password: string | null; dry_run: boolean; only_clean: boolean },
    Job
  >;
  'files.problems': C<Job, FileRef>;
  'labels.templates': C<Nothing, { templates: TemplateView[]; default: string }>;
  'labels.pdf': C<{ selection: Selection; template?: string; full: boolean }, Job>;
  'labels.print': C<{ selection: Selection; printer: string; template?: string; reprint: boolean; full: boolean }, Job>;
  'printers.list': C<Nothing, { printers: PrinterView[] }>;
  'printers.test': C<{ printer: string; template?: string }, Job>;
  'prints.list': C<{ limit: number | null }, { batches: BatchView[] }>;
  'prints.show': C<{ id: number }, { batch: BatchView; labels: LabelResult[] }>;
  'reconcile.overview': C<{ month: string; shop?: string }, MonthReply>;
  'reconcile.sheet': C<{ month: string; shop?: string }, Job>;
  'jobs.list': C<Nothing, { jobs: JobView[] }>;
  'jobs.pause': C<Job, Nothing>;
  'jobs.resume': C<Job, Nothing>;
  'jobs.cancel': C<Job, Nothing>;
  'jobs.dismiss': C<Job, Nothing>;
  'trail.verify': C<Nothing, VerifyReply>;
  'backup.list': C<Nothing, { backups: BackupView[]; folder: string }>;
  'backup.now': C<Nothing, Job>;
  'backup.restore': C<{ name: string }, Nothing>;
  'doctor.check': C<Nothing, { checks: Check[] }>;
  'shops.list': C<Nothing, ShopsReply>;
  'shops.rename': C<{ id: number; name: string }, ShopsReply>;
}
