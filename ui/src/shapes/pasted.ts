// Corrections of a pasted order, written back into its text: the text stays the one truth that is read and stored, and a person sees
// what was changed where. Places count UTF-16 units of the whole text.
import type { PastedDraft } from '../gen/types.ts';
import type { ReceiverDraft } from './receiver.ts';

interface Span {
  readonly start: number;
  readonly end: number;
}

const REGION: readonly string[] = ['province', 'city', 'district'];
const REST: readonly string[] = ['street', 'detail'];

/** The receiver of a draft as the form shows it. */
export function receiverOf({ draft }: PastedDraft): ReceiverDraft {
  return {
    name: draft.receiver_name ?? '',
    phone: draft.receiver_phone ?? '',
    phone_ext: draft.receiver_phone_ext ?? '',
    province: draft.receiver_province ?? '',
    city: draft.receiver_city ?? '',
    district: draft.receiver_district ?? '',
    address: draft.receiver_address ?? '',
  };
}

const joined = (values: readonly string[]): string =>
  values
    .map((value) => value.trim())
    .filter((value, i, all) => value !== '' && value !== all[i - 1])
    .join('');

/** Puts a new value where the old one stood: its first piece is replaced, further ones go. Without a piece it is added at `otherwise`. */
function put(edits: { span: Span; text: string }[], spans: readonly Span[], value: string, otherwise: Span): void {
  const [first, ...more] = spans;
  if (first === undefined) edits.push({ span: otherwise, text: value === '' ? '' : ` ${value} ` });
  else edits.push({ span: first, text: value }, ...more.map((span) => ({ span, text: '' })));
}

/** The text with the receiver of one of its orders changed. */
export function rewritten(text: string, draft: PastedDraft, to: ReceiverDraft): string {
  const from = receiverOf(draft);
  const spans = (of: readonly string[]): Span[] =>
    draft.parts.filter(({ part }) => of.includes(part)).toSorted((a, b) => a.start - b.start);
  const edits: { span: Span; text: string }[] = [];
  const head = { start: draft.start, end: draft.start };
  const tail = { start: draft.end, end: draft.end };
  if (to.name.trim() !== from.name) put(edits, spans(['name']), to.name.trim(), head);
  if (to.phone.trim() !== from.phone || to.phone_ext.trim() !== from.phone_ext) {
    const ext = to.phone_ext.trim();
    put(edits, spans(['phone']), ext === '' ? to.phone.trim() : `${to.phone.trim()}-${ext}`, tail);
  }
  const region = (of: ReceiverDraft): string => joined([of.province, of.city, of.district]);
  const rest = spans(REST);
  if (region(to) !== region(from)) {
    const before = rest[0]?.start ?? draft.end;
    put(edits, spans(REGION), region(to), { start: before, end: before });
  }
  if (to.address.trim() !== from.address) put(edits, rest, to.address.trim(), tail);
  return edits
    .toSorted((a, b) => b.span.start - a.span.start || b.span.end - a.span.end)
    .reduce((now, { span, text: piece }) => now.slice(0, span.start) + piece + now.slice(span.end), text);
}

/** The text without the orders that were stored. */
export function without(text: string, stored: readonly Span[]): string {
  const left = stored
    .toSorted((a, b) => b.start - a.start)
    .reduce((now, { start, end }) => now.slice(0, start) + now.slice(end), text);
  return left.replaceAll(/\n{3,}/g, '\n\n').trim();
}
