// How values are written for people: money, times, sizes, parts of an address. Values in, text out; no DOM, no words of states.
import { t } from '../words.ts';

/** `¥1,204,331.50`. Absent money is an empty cell, not ¥0.00. */
export function yuan(fen: number | null | undefined): string {
  if (fen === null || fen === undefined) return '';
  const size = Math.abs(Math.round(fen));
  const units = whole(Math.floor(size / 100));
  return `${fen < 0 ? '-' : ''}¥${units}.${String(size % 100).padStart(2, '0')}`;
}

export function whole(n: number): string {
  return Math.round(n)
    .toString()
    .replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

/** `99.80%` of hundredths of a percent; a dash where there is nothing to divide by. */
export function percent(bp: number | null): string {
  return bp === null ? '—' : `${Math.floor(bp / 100)}.${String(bp % 100).padStart(2, '0')}%`;
}

/** Times come as RFC 3339 with the shop's own offset: what is written is what the shop reads, whatever this machine's zone. */
const RFC = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d))?/;

/** `11-22 14:05`; another year shows its year. */
export function shortTime(at: string | null | undefined, year = new Date().getFullYear()): string {
  const parts = RFC.exec(at ?? '');
  if (parts === null) return at ?? '';
  const [, y, m, d, h, min] = parts;
  return Number(y) === year ? `${m}-${d} ${h}:${min}` : `${y}-${m}-${d}`;
}

export function fullTime(at: string | null | undefined): string {
  const parts = RFC.exec(at ?? '');
  if (parts === null) return at ?? '';
  const [, y, m, d, h, min, s] = parts;
  return `${y}-${m}-${d} ${h}:${min}${s === undefined ? '' : `:${s}`}`;
}

/** Minutes until `at`, negative when over; undefined without a time. */
export function minutesUntil(at: string | null | undefined, nowMs = Date.now()): number | undefined {
  const ms = at === null || at === undefined ? Number.NaN : Date.parse(at);
  return Number.isNaN(ms) ? undefined : Math.floor((ms - nowMs) / 60_000);
}

/** The two largest units of a length of time, such as 3 h 12 min. */
export function span(minutes: number): string {
  let left = Math.abs(Math.trunc(minutes));
  const days = Math.floor(left / 1_440);
  left %= 1_440;
  const hours = Math.floor(left / 60);
  const rest = left % 60;
  const parts = [
    days > 0 && t('ui.unit.days', { n: days }),
    hours > 0 && t('ui.unit.hours', { n: hours }),
    days === 0 && (rest > 0 || hours === 0) && t('ui.unit.minutes', { n: rest }),
  ];
  return parts.filter((part) => typeof part === 'string').join(' ');
}

/** For a narrow cell: the largest unit alone. Two days still count in hours, as shipping promises do. */
export function roughSpan(minutes: number): string {
  const size = Math.abs(Math.trunc(minutes));
  if (size >= 2 * 1_440) return t('ui.unit.days', { n: Math.floor(size / 1_440) });
  return size >= 60 ? t('ui.unit.hours', { n: Math.floor(size / 60) }) : t('ui.unit.minutes', { n: size });
}

export function bytes(n: number): string {
  if (n < 1_024) return `${n} B`;
  if (n < 1_048_576) return `${(n / 1_024).toFixed(0)} KB`;
  return n < 1_073_741_824 ? `${(n / 1_048_576).toFixed(1)} MB` : `${(n / 1_073_741_824).toFixed(2)} GB`;
}

/** Numbers of a pasted text: split at anything a person puts between numbers. One number is not a list. */
export function numbersIn(text: string): string[] {
  const parts = text
    .split(/[\s,;\u3001\uff0c\uff1b]+/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  return [...new Set(parts)];
}

/** True when every piece looks like a number somebody could search: 4 characters or more, with digits. */
export function looksLikeNumbers(parts: readonly string[]): boolean {
  return parts.length > 0 && parts.every((part) => /^[A-Za-z0-9_-]{4,64}$/.test(part) && /\d/.test(part));
}
