// What stops an order, as the page asks for it and tells it: until when a hold lasts, what another address changes. Values in, values
// out; whether something may be done is decided by the core.
import type { AddressChangeView, Cause, OrderRow, Receiver } from '../gen/types.ts';
import type { Key } from '../words.ts';
import { addressText, phoneText, receiverName } from './order.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** The shop's zone is UTC+8, wherever the page is opened. */
const ZONE_MS = 8 * 3_600_000;
const EVENING_HOUR = 20;
const MORNING_HOUR = 9;

export const RELEASES = ['never', 'hour', 'evening', 'morning', 'own'] as const;
export type Release = (typeof RELEASES)[number];

/** The moment of an hour of the shop's day, `days` from today. */
function atHour(hour: number, days: number, nowMs: number): number {
  const midnight = Math.floor((nowMs + ZONE_MS) / DAY_MS) * DAY_MS - ZONE_MS;
  return midnight + days * DAY_MS + hour * 3_600_000;
}

/** Choices that lie ahead: tonight is offered until it has come. */
export function releasesAt(nowMs = Date.now()): Release[] {
  return RELEASES.filter((release) => release !== 'evening' || atHour(EVENING_HOUR, 0, nowMs) > nowMs);
}

/** Shop time as a field for date and time writes it. */
export function shopClock(ms: number): string {
  return new Date(ms + ZONE_MS).toISOString().slice(0, 16);
}

/** What a field for date and time says, read as shop time. */
function clockMs(text: string): number {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) ? Date.parse(`${text.slice(0, 16)}Z`) - ZONE_MS : Number.NaN;
}

/** The next full hour but one: a time that a person only has to correct. */
export function firstOwn(nowMs = Date.now()): string {
  return shopClock((Math.floor(nowMs / 3_600_000) + 2) * 3_600_000);
}

/** Minutes from now until a hold ends: `null` = by hand alone, undefined = the time typed is none, or not ahead. */
export function releaseMinutes(release: Release, own: string, nowMs = Date.now()): number | null | undefined {
  if (release === 'never') return null;
  if (release === 'hour') return 60;
  const at =
    release === 'own'
      ? clockMs(own)
      : release === 'evening'
        ? atHour(EVENING_HOUR, 0, nowMs)
        : atHour(MORNING_HOUR, 1, nowMs);
  const minutes = Math.ceil((at - nowMs) / MINUTE_MS);
  return minutes > 0 ? minutes : undefined;
}

/** The order with another receiver in its place. */
export function withReceiver<R extends OrderRow>(row: R, receiver: Receiver): R {
  return {
    ...row,
    receiver_name: receiver.name,
    receiver_phone: receiver.phone,
    receiver_phone_ext: receiver.phone_ext,
    receiver_province: receiver.province,
    receiver_city: receiver.city,
    receiver_district: receiver.district,
    receiver_address: receiver.address,
  };
}

export interface Side {
  readonly word: Key;
  readonly from: string;
  readonly to: string;
  readonly changed: boolean;
}

/** The receiver as it stands beside the one asked for. Which fields differ is told by the core: hidden texts can look the same. */
export function sides(now: OrderRow, wanted: Receiver, changed: readonly string[]): Side[] {
  const then = withReceiver(now, wanted);
  const side = (word: Key, fields: readonly string[], text: (row: OrderRow) => string): Side => ({
    word,
    from: text(now),
    to: text(then),
    changed: fields.some((field) => changed.includes(field)),
  });
  return [
    side('ui.field.name', ['receiver_name'], receiverName),
    side('ui.field.phone', ['receiver_phone', 'receiver_phone_ext'], phoneText),
    side(
      'ui.col.address',
      ['receiver_province', 'receiver_city', 'receiver_district', 'receiver_address'],
      addressText,
    ),
  ];
}

export type Answered = 'approved' | 'refused' | 'withdrawn';

/** How the last request ended; nothing while one waits or none was made. */
export function lastAnswer(change: AddressChangeView): Answered | undefined {
  const ends: readonly Answered[] = ['approved', 'refused', 'withdrawn'];
  return ends.find((end) => end === change.state);
}

/** Every cause once; a new one of the core does not compile until it has its place here. Those that people name come first. */
const PLACES: Readonly<Record<Cause, number>> = {
  address_bad: 1,
  out_of_stock: 2,
  double: 3,
  amount_odd: 4,
  waybill_refused: 5,
  write_back_refused: 6,
  not_collected: 7,
  track_silent: 8,
  returned: 9,
  lost_or_damaged: 10,
  shipped_elsewhere: 11,
  shipped_while_stopped: 12,
  left_while_stopped: 13,
  closed_after_print: 14,
  refunded_after_print: 15,
  closed_on_the_way: 16,
  refunded_on_the_way: 17,
  completed_unshipped: 18,
  unpaid_after_review: 19,
  moving_after_closing: 20,
  other: 21,
};
export const CAUSES: readonly Cause[] = (Object.keys(PLACES) as Cause[]).toSorted((a, b) => PLACES[a] - PLACES[b]);
