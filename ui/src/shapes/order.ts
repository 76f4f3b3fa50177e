// An order's parts as text for lists: receiver, address, goods, time left, memos. Values in, text out; which column shows what is elsewhere.
import type { OrderRow } from '../gen/types.ts';
import { t } from '../words.ts';
import { minutesUntil, roughSpan, span } from './show.ts';

export type Tone = 'stop' | 'look' | 'doing' | 'done' | 'rest';

const DONE: readonly string[] = ['delivered', 'completed'];
const DOING: readonly string[] = ['to_print', 'printed', 'shipped', 'collected', 'in_transit'];

/** Red stop, amber look, blue doing, green done, grey rest. */
export function stateTone(row: Pick<OrderRow, 'state' | 'exception' | 'held' | 'locked'>): Tone {
  if (row.exception) return 'stop';
  if (row.held || row.locked || row.state === 'to_review') return 'look';
  if (DONE.includes(row.state)) return 'done';
  return DOING.includes(row.state) ? 'doing' : 'rest';
}

/** The state with the marks beside it: never colour alone. */
export function stateText(row: OrderRow): string {
  if (row.held) return t('ui.mark.held');
  if (row.exception) return t('ui.mark.exception');
  const urgent = row.urgent ? `${t('ui.mark.urgent_short')} ` : '';
  const locked = row.locked ? `${t('ui.mark.locked_short')} ` : '';
  return locked + urgent + t(`state.${row.state}`);
}

export function marksText(row: OrderRow): string {
  const marks = [t(`state.${row.state}`)];
  if (row.held)
    marks.push(row.hold_reason === null ? t('ui.mark.held') : t('ui.mark.held_for', { reason: row.hold_reason }));
  if (row.locked) marks.push(t('ui.mark.locked'));
  if (row.exception) marks.push(t('ui.mark.exception'));
  if (row.after_sale) marks.push(t('ui.mark.after_sale'));
  if (row.urgent) marks.push(t('ui.mark.urgent'));
  return marks.join(' · ');
}

export function phoneText(row: Pick<OrderRow, 'receiver_phone' | 'receiver_phone_ext'>): string {
  const ext = row.receiver_phone_ext;
  return `${row.receiver_phone ?? ''}${ext === null || ext === '' ? '' : `-${ext}`}`;
}

/** How cipher text of a platform begins. */
const CIPHER = /^[#$~]/;

/** The name as a list shows it. Some platforms put cipher text in place of it: that is told, not shown. */
export function receiverName(row: OrderRow): string {
  const name = row.receiver_name ?? '';
  return row.receiver_masked && CIPHER.test(name) ? t('ui.receiver.hidden') : name;
}

/** For a narrow cell: the extension of a virtual number is told by the hint and the drawer. */
export function receiverShort(row: OrderRow): string {
  const name = receiverName(row);
  if (name !== row.receiver_name) return name;
  return [name, row.receiver_phone ?? ''].filter((part) => part !== '').join(' ');
}

export function receiverText(row: OrderRow): string {
  const name = receiverName(row);
  if (name !== (row.receiver_name ?? '')) return name;
  return [name, phoneText(row)].filter((part) => part !== '').join(' ');
}

/** Province, city, district; a municipality is said once. */
export function regionText(row: OrderRow): string {
  return [row.receiver_province, row.receiver_city, row.receiver_district]
    .filter((part, i, all) => part !== null && part !== '' && part !== all[i - 1])
    .join(' ');
}

/** The rest of the address below the district; cipher text is left out. */
export function streetText(row: OrderRow): string {
  const street = row.receiver_address ?? '';
  return row.receiver_masked && CIPHER.test(street) ? '' : street;
}

export function addressText(row: OrderRow): string {
  return [regionText(row), streetText(row)].filter((part) => part !== '').join(' ');
}

export function pieces(row: OrderRow): number {
  return row.items.reduce((sum, item) => sum + (item.qty ?? 0), 0);
}

/** `A01 · 白 × 2`: own code first, title second. */
export function itemText(row: OrderRow): string {
  const [first] = row.items;
  if (first === undefined) return '';
  const name = [first.sku_code ?? first.title ?? '', first.spec ?? ''].filter((part) => part !== '').join(' · ');
  return first.qty === null ? name : `${name} × ${first.qty}`;
}

/** How much there is beside the first line. */
export function moreItemsText(row: OrderRow): string {
  return row.items.length < 2 ? '' : t('ui.goods.more', { kinds: row.items.length, pieces: pieces(row) });
}

export function itemsText(row: OrderRow): string {
  return [itemText(row), moreItemsText(row)].filter((part) => part !== '').join('  ');
}

export function itemsList(row: OrderRow): string {
  return row.items
    .map((item) =>
      [item.sku_code, item.title, item.spec, item.qty === null ? null : `× ${item.qty}`]
        .filter((part) => part !== null && part !== '')
        .join(' '),
    )
    .join('\n');
}

export function buyerText(row: OrderRow): string {
  const text = row.buyer_memo ?? '';
  return text === '' ? '' : t('ui.memo.buyer', { text });
}

export function sellerText(row: OrderRow): string {
  const text = row.seller_memo ?? '';
  return text === '' ? '' : t('ui.memo.seller', { text });
}

export function memoText(row: OrderRow): string {
  return [buyerText(row), sellerText(row)].filter((part) => part !== '').join('  ');
}

export interface TimeLeft {
  readonly text: string;
  readonly tone: '' | 'stop' | 'look' | 'over';
}

/** Hours with their minutes while every minute counts; the largest unit alone beyond ten hours. */
function nearSpan(minutes: number): string {
  return Math.abs(minutes) < 600 ? span(minutes) : roughSpan(minutes);
}

/** Time left to ship: red under an hour, struck through when over. Nothing once the parcel is on its way. */
export function timeLeft(row: OrderRow, nowMs = Date.now(), write = nearSpan): TimeLeft {
  const minutes = minutesUntil(row.ship_by, nowMs);
  if (minutes === undefined) return { text: '', tone: '' };
  if (minutes < 0) return { text: t('ui.time.over', { span: write(minutes) }), tone: 'over' };
  return {
    text: t('ui.time.left', { span: write(minutes) }),
    tone: minutes < 60 ? 'stop' : minutes < 360 ? 'look' : '',
  };
}

export function trackingText(row: OrderRow): string {
  return (row.trackings ?? []).map(([, number]) => number).join(' ');
}

export function carrierText(row: OrderRow): string {
  return [...new Set((row.trackings ?? []).map(([carrier]) => carrier ?? '').filter((name) => name !== ''))].join(' ');
}
