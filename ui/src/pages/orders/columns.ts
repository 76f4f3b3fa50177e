// The columns of the order list: what each shows, how wide, in which tone. Widths are those of a 1366 px screen.
import type { Chip, Column } from '../../grid/columns.ts';
import type { FindingView, OrderRow } from '../../gen/types.ts';
import {
  addressText,
  carrierText,
  itemsList,
  itemsText,
  marksText,
  memoText,
  phoneText,
  pieces,
  receiverName,
  receiverShort,
  regionText,
  streetText,
  itemText,
  moreItemsText,
  buyerText,
  sellerText,
  receiverText,
  stateText,
  stateTone,
  timeLeft,
  trackingText,
} from '../../shapes/order.ts';
import { fullTime, shortTime, whole, yuan } from '../../shapes/show.ts';
import { chipClass } from '../../shapes/tags.ts';
import { t } from '../../words.ts';

export interface Names {
  platform: (code: string) => string;
  /** Colour of a tag; absent = not known. */
  tag: (name: string) => string | undefined;
}

const LEFT_TONES: Readonly<Record<string, string>> = {
  stop: 'text-stop',
  look: 'text-look',
  over: 'text-stop is-struck',
};

function paidText(row: OrderRow): string {
  const at = shortTime(row.paid_at ?? row.created_at);
  const { text } = timeLeft(row);
  return text === '' ? at : `${at} · ${text}`;
}

function printText(row: OrderRow): string {
  if (row.print_trouble) return '⚠';
  if (row.print_count === 0) return '○';
  return row.print_count === 1 ? '●' : `↻${row.print_count}`;
}

function printHint(row: OrderRow): string {
  if (row.print_trouble) return t('ui.printed.trouble');
  return row.print_count === 0 ? t('ui.printed.no') : t('ui.printed.times', { count: row.print_count });
}

/** The cause of an exception, then the rules that hold the order: they are why it waits. */
function findingsText(row: OrderRow): string {
  const held = row.hold_rules.map((rule) => t('ui.finding.rule', { rule }));
  const all = [...held, ...row.findings.map((finding) => finding.text)];
  const [first] = all;
  const finding = first === undefined ? [] : [all.length < 2 ? first : `${first} +${all.length - 1}`];
  return [...(row.cause_text === null ? [] : [row.cause_text]), ...finding, ...row.tags].join(' \u00b7 ');
}

/** The cause of an exception and the shop's tags stand beside the findings, each on its own tint; what stops the order comes first. */
function findingsChips(row: OrderRow, tag: Names['tag']): readonly Chip[] {
  if (row.cause_text === null && row.tags.length === 0) return [];
  const tone = (finding: FindingView): string =>
    finding.blocking ? 'stop' : finding.severity === 'warning' ? 'look' : 'rest';
  const cause = row.cause_text === null ? [] : [{ text: row.cause_text, tone: 'pill tone-stop' }];
  const held = row.hold_rules.map((rule) => ({ text: t('ui.finding.rule', { rule }), tone: 'pill tone-look' }));
  const findings = row.findings.map((finding) => ({ text: finding.text, tone: `pill tone-${tone(finding)}` }));
  const stops = row.findings.some((finding) => finding.blocking);
  const tags = tagChips(row, tag);
  return stops ? [...cause, ...held, ...findings, ...tags] : [...cause, ...held, ...tags, ...findings];
}

function tagChips(row: OrderRow, tag: Names['tag']): Chip[] {
  return row.tags.map((name) => ({ text: name, tone: chipClass(tag(name)) }));
}

function findingsTone(row: OrderRow): string {
  if (row.cause_text !== null || row.tags.length > 0) return '';
  if (row.findings.length === 0) return row.hold_rules.length === 0 ? '' : 'as-pill tone-look';
  if (row.findings.some((finding) => finding.blocking)) return 'as-pill tone-stop';
  return row.findings.some((finding) => finding.severity === 'warning') ? 'as-pill tone-look' : 'as-pill tone-rest';
}

/** 合 where orders share a parcel, or could; 拆 where one has several. */
function parcelBadge(row: OrderRow): string {
  if (row.parcel === null) return '';
  return t(row.parcel.kind === 'split' ? 'ui.parcel.badge_split' : 'ui.parcel.badge_merge');
}

function parcelHint(row: OrderRow): string {
  if (row.parcel === null) return '';
  const { kind, orders, parcels } = row.parcel;
  return `${row.order_no} ${t(`ui.parcel.mark.${kind}`, { orders, parcels })}`;
}

function addressTone(row: OrderRow): string {
  const about = row.findings.filter((finding) =>
    /^receiver_(address|province|city|district)$/.test(finding.field ?? ''),
  );
  if (about.some((finding) => finding.blocking)) return 'under-stop';
  return about.length > 0 ? 'under-look' : '';
}

/** Everything the list can show, in its natural order. */
export function orderColumns(names: Names): Column<OrderRow>[] {
  return [
    { id: 'tick', title: () => '', width: 36, fixed: true, frozen: true, text: () => '' },
    {
      id: 'flag',
      title: () => '',
      width: 28,
      fixed: true,
      frozen: true,
      align: 'center',
      click: true,
      text: (row) => (row.flag === 0 ? '' : String(row.flag)),
      tone: (row) => (row.flag === 0 ? 'no-flag' : `flag flag-${row.flag}`),
      hint: (row) => t(`ui.flag.${row.flag}` as 'ui.flag.0'),
    },
    {
      id: 'state',
      title: () => t('ui.col.state'),
      width: 88,
      minWidth: 74,
      frozen: true,
      text: stateText,
      tone: (row) => `as-pill tone-${stateTone(row)}`,
      hint: marksText,
    },
    {
      id: 'shop',
      title: () => t('ui.col.shop'),
      width: 104,
      minWidth: 64,
      text: (row) => row.shop,
      tall: (row) => [row.shop, names.platform(row.platform)],
    },
    {
      id: 'order_no',
      title: () => t('ui.col.order_no'),
      width: 176,
      minWidth: 176,
      fixed: true,
      frozen: true,
      boldTail: 6,
      click: true,
      text: (row) => row.order_no,
      badge: parcelBadge,
      tone: (row) => (row.parcel?.kind === 'proposed' ? 'is-proposed' : ''),
      hint: parcelHint,
    },
    {
      id: 'paid',
      title: () => t('ui.col.paid'),
      width: 168,
      minWidth: 150,
      sort: 'time',
      tall: (row) => [shortTime(row.paid_at ?? row.created_at), timeLeft(row).text],
      text: paidText,
      tone: (row) => LEFT_TONES[timeLeft(row).tone] ?? '',
      hint: (row) => fullTime(row.paid_at ?? row.created_at),
    },
    {
      id: 'receiver',
      title: () => t('ui.col.receiver'),
      width: 148,
      minWidth: 120,
      click: true,
      tall: (row) => [receiverName(row), row.receiver_masked ? '' : (row.receiver_phone ?? '')],
      text: receiverShort,
      tone: (row) => (row.receiver_masked ? 'text-soft' : ''),
      hint: (row) => t('ui.receiver.reveal', { name: receiverText(row) }),
    },
    {
      id: 'address',
      title: () => t('ui.col.address'),
      width: 220,
      lesser: true,
      grows: true,
      tall: (row) => [regionText(row), streetText(row)],
      text: addressText,
      tone: addressTone,
    },
    {
      id: 'goods',
      title: () => t('ui.col.goods'),
      width: 232,
      minWidth: 124,
      grows: true,
      tall: (row) => [itemText(row), moreItemsText(row)],
      text: itemsText,
      hint: itemsList,
    },
    {
      id: 'amount',
      title: () => t('ui.col.amount'),
      width: 88,
      minWidth: 80,
      align: 'right',
      text: (row) => yuan(row.buyer_amount_fen),
    },
    {
      id: 'memo',
      title: () => t('ui.col.memo'),
      width: 160,
      minWidth: 80,
      grows: true,
      tall: (row) => [buyerText(row), sellerText(row)],
      text: memoText,
    },
    { id: 'carrier', title: () => t('ui.col.carrier'), width: 72, lesser: true, text: carrierText },
    { id: 'tracking', title: () => t('ui.col.tracking'), width: 156, lesser: true, text: trackingText },
    {
      id: 'printed',
      title: () => t('ui.col.printed'),
      width: 48,
      lesser: true,
      align: 'center',
      text: printText,
      tone: (row) => (row.print_trouble ? 'text-stop' : row.print_count > 0 ? 'text-done' : 'text-soft'),
      hint: printHint,
    },
    {
      id: 'findings',
      title: () => t('ui.col.findings'),
      width: 160,
      minWidth: 84,
      grows: true,
      click: true,
      text: findingsText,
      chips: (row) => findingsChips(row, names.tag),
      tone: findingsTone,
    },
    {
      id: 'tags',
      title: () => t('ui.col.tags'),
      width: 120,
      shown: false,
      lesser: true,
      text: (row) => row.tags.join(' '),
      chips: (row) => tagChips(row, names.tag),
    },
    {
      id: 'platform',
      title: () => t('ui.col.platform'),
      width: 88,
      shown: false,
      lesser: true,
      text: (row) => names.platform(row.platform),
    },
    { id: 'phone', title: () => t('ui.col.phone'), width: 116, shown: false, lesser: true, text: phoneText },
    {
      id: 'pieces',
      title: () => t('ui.col.pieces'),
      width: 56,
      shown: false,
      lesser: true,
      align: 'right',
      text: (row) => whole(pieces(row)),
    },
    {
      id: 'freight',
      title: () => t('ui.col.freight'),
      width: 76,
      shown: false,
      lesser: true,
      align: 'right',
      text: (row) => yuan(row.freight_fen),
    },
    {
      id: 'refund',
      title: () => t('ui.col.refund'),
      width: 84,
      shown: false,
      lesser: true,
      align: 'right',
      text: (row) => yuan(row.refund_fen),
    },
    {
      id: 'status_raw',
      title: () => t('ui.col.status_raw'),
      width: 120,
      shown: false,
      lesser: true,
      text: (row) => row.status_raw ?? '',
    },
    {
      id: 'created',
      title: () => t('ui.col.created'),
      width: 104,
      shown: false,
      lesser: true,
      text: (row) => shortTime(row.created_at),
    },
    {
      id: 'shipped',
      title: () => t('ui.col.shipped'),
      width: 104,
      shown: false,
      lesser: true,
      text: (row) => shortTime(row.shipped_at),
    },
  ];
}

/** Cells as they are copied: one line per order, tabs between; line breaks inside a cell would break the table. */
export function asTsv(columns: readonly Column<OrderRow>[], rows: readonly OrderRow[]): string {
  const texts = columns.filter((column) => column.id !== 'tick' && column.id !== 'flag');
  const clean = (text: string): string => text.replaceAll(/[\t\r\n]+/g, ' ');
  const lines = rows.map((row) => texts.map((column) => clean(column.text(row))).join('\t'));
  return [texts.map((column) => column.title()).join('\t'), ...lines].join('\n');
}
