// The receiver as a form: seven fields in the order a clerk reads them. What a field must hold is decided by the core.
import type { Receiver } from '../gen/types.ts';
import type { Key } from '../words.ts';

export type ReceiverField = keyof Omit<Receiver, 'masked'>;
export type ReceiverDraft = Record<ReceiverField, string>;

interface FormField {
  /** The field's name in the normal form. */
  readonly field: string;
  readonly part: ReceiverField;
  readonly word: Key;
}

export const RECEIVER_FIELDS: readonly FormField[] = [
  { field: 'receiver_name', part: 'name', word: 'ui.field.name' },
  { field: 'receiver_phone', part: 'phone', word: 'ui.field.phone' },
  { field: 'receiver_phone_ext', part: 'phone_ext', word: 'ui.field.phone_ext' },
  { field: 'receiver_province', part: 'province', word: 'ui.field.province' },
  { field: 'receiver_city', part: 'city', word: 'ui.field.city' },
  { field: 'receiver_district', part: 'district', word: 'ui.field.district' },
  { field: 'receiver_address', part: 'address', word: 'ui.field.address' },
];

export function draftOf(receiver: Partial<Record<ReceiverField, string | null>>): ReceiverDraft {
  const out = {} as ReceiverDraft;
  for (const { part } of RECEIVER_FIELDS) out[part] = receiver[part] ?? '';
  return out;
}

/** Only what was changed, in the names of the normal form: every field that is sent counts as edited by hand. */
export function changedFields(
  before: Partial<Record<ReceiverField, string | null>>,
  now: ReceiverDraft,
): Record<string, string | null> {
  const changed = RECEIVER_FIELDS.filter(({ part }) => now[part].trim() !== (before[part] ?? ''));
  return Object.fromEntries(
    changed.map(({ field, part }) => [field, now[part].trim() === '' ? null : now[part].trim()]),
  );
}
