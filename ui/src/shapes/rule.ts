// A review rule as the editor holds it: one group of conditions with groups one level below, amounts in yuan, times as typed.
// What the values mean and whether rules go together is decided by the core.
import type {
  Rule,
  RuleAction as Action,
  RuleCondition as Condition,
  RuleField,
  RuleFieldName as Field,
  RuleNode as Node,
  RuleOp as Op,
} from '../gen/types.ts';

export interface ConditionDraft {
  readonly kind: 'one';
  readonly key: number;
  field: Field;
  op: Op;
  values: string[];
}

export interface GroupDraft {
  readonly kind: 'group';
  readonly key: number;
  every: boolean;
  parts: ConditionDraft[];
}

/** Deeper groups are shown and kept as they are. */
export interface DeepDraft {
  readonly kind: 'deep';
  readonly key: number;
  readonly node: Node;
}

export interface RuleDraft {
  name: string;
  on: boolean;
  priority: number;
  shops: string[];
  every: boolean;
  parts: (ConditionDraft | GroupDraft | DeepDraft)[];
  then: ActionDraft[];
}

export type Deed = Action['do'];
export type Unit = 'minutes' | 'hours' | 'days';

export interface ActionDraft {
  readonly key: number;
  deed: Deed;
  /** Reason, tag, warehouse or carrier. */
  text: string;
  flag: number;
  /** Empty = until a person lets it go. */
  after: string;
  unit: Unit;
}

export const DEEDS: readonly Deed[] = ['hold', 'second_person', 'urgent', 'flag', 'tag', 'warehouse', 'carrier'];
export const UNITS: Readonly<Record<Unit, number>> = { minutes: 1, hours: 60, days: 1_440 };

let lastKey = 0;
const nextKey = (): number => (lastKey += 1);

type Fields = ReadonlyMap<Field, RuleField>;
const isMoney = (fields: Fields, field: Field): boolean => fields.get(field)?.kind === 'money';

/** `49.9` to `4990`; what is no amount stays as it is and is refused by the core. */
export function fenOf(yuan: string): string {
  const found = /^\s*[\u00a5\uffe5]?\s*(-?)(\d{1,12})(?:\.(\d{1,2}))?\s*$/.exec(yuan);
  if (found === null) return yuan.trim();
  const [, sign = '', whole = '0', cents = ''] = found;
  const fen = `${whole}${cents.padEnd(2, '0')}`.replace(/^0+(?=\d)/, '');
  return fen === '0' ? fen : sign + fen;
}

/** `4990` to `49.90`, `5000` to `50`. */
export function yuanOf(fen: string): string {
  if (!/^-?\d+$/.test(fen)) return fen;
  const sign = fen.startsWith('-') ? '-' : '';
  const digits = fen.replace('-', '').padStart(3, '0');
  const cents = digits.slice(-2);
  return `${sign}${digits.slice(0, -2)}${cents === '00' ? '' : `.${cents}`}`;
}

/** How many values an operator takes; Infinity = a list. */
export function valuesOf(op: Op, kind: RuleField['kind']): number {
  if (op === 'empty' || op === 'filled') return 0;
  if (op === 'between') return 2;
  if (op === 'less' || op === 'more' || op === 'matches' || kind === 'yes_no') return 1;
  return Number.POSITIVE_INFINITY;
}

export function newCondition(fields: Fields, field: Field = 'address'): ConditionDraft {
  const known = fields.get(field);
  const op = known?.kind === 'yes_no' ? 'is' : (known?.ops[0] ?? 'contains');
  return { kind: 'one', key: nextKey(), field, op, values: known?.kind === 'yes_no' ? ['yes'] : [] };
}

export function newGroup(fields: Fields): GroupDraft {
  return { kind: 'group', key: nextKey(), every: false, parts: [newCondition(fields)] };
}

export function newAction(deed: Deed = 'hold'): ActionDraft {
  return { key: nextKey(), deed, text: '', flag: 1, after: '', unit: 'hours' };
}

export function emptyRule(fields: Fields): RuleDraft {
  const parts = [newCondition(fields)];
  return { name: '', on: true, priority: 0, shops: [], every: true, parts, then: [newAction()] };
}

/** Another field keeps the operator and the values that still make sense. */
export function withField(fields: Fields, draft: ConditionDraft, field: Field): ConditionDraft {
  const fresh = newCondition(fields, field);
  const isSame = fields.get(field)?.kind === fields.get(draft.field)?.kind;
  return isSame ? { ...draft, field } : { ...fresh, key: draft.key };
}

function fromCondition(fields: Fields, { field, op, value }: Condition): ConditionDraft {
  const values = isMoney(fields, field) ? value.map(yuanOf) : [...value];
  return { kind: 'one', key: nextKey(), field, op, values };
}

function toCondition(fields: Fields, { field, op, values }: ConditionDraft): Condition {
  const many = valuesOf(op, fields.get(field)?.kind ?? 'text');
  const wanted = values.map((value) => (isMoney(fields, field) ? fenOf(value) : value.trim()));
  return { field, op, value: wanted.filter((value) => value !== '').slice(0, many) };
}

const isGroup = (node: Node): node is { all: Node[] } | { any: Node[] } => 'all' in node || 'any' in node;
const below = (node: { all: Node[] } | { any: Node[] }): Node[] => ('all' in node ? node.all : node.any);

export function toDraft(fields: Fields, rule: Rule): RuleDraft {
  const top = isGroup(rule.when) ? rule.when : { all: [rule.when] };
  const parts = below(top).map((node): RuleDraft['parts'][number] => {
    if (!isGroup(node)) return fromCondition(fields, node);
    const inner = below(node);
    if (inner.some(isGroup)) return { kind: 'deep', key: nextKey(), node };
    const ones = inner.filter((one): one is Condition => !isGroup(one));
    return {
      kind: 'group',
      key: nextKey(),
      every: 'all' in node,
      parts: ones.map((one) => fromCondition(fields, one)),
    };
  });
  const { name, on, priority, shops } = rule;
  return { name, on, priority, shops: [...shops], every: 'all' in top, parts, then: rule.then.map(fromAction) };
}

function fromAction(action: Action): ActionDraft {
  const draft = newAction(action.do);
  if (action.do === 'hold') {
    const minutes = action.release_after_minutes ?? 0;
    const unit = (['days', 'hours', 'minutes'] as const).find((each) => minutes % UNITS[each] === 0) ?? 'minutes';
    const after = minutes > 0 ? String(minutes / UNITS[unit]) : '';
    return { ...draft, text: action.reason ?? '', after, unit: minutes > 0 ? unit : 'hours' };
  }
  if (action.do === 'flag') return { ...draft, flag: action.flag };
  if (action.do === 'tag') return { ...draft, text: action.tag };
  if (action.do === 'warehouse') return { ...draft, text: action.warehouse };
  if (action.do === 'carrier') return { ...draft, text: action.carrier };
  return draft;
}

function toAction({ deed, text, flag, after, unit }: ActionDraft): Action {
  const said = text.trim();
  if (deed === 'hold') {
    const minutes = Math.round(Number(after) * UNITS[unit]);
    return {
      do: 'hold',
      ...(said === '' ? {} : { reason: said }),
      ...(after.trim() === '' || !(minutes > 0) ? {} : { release_after_minutes: minutes }),
    };
  }
  if (deed === 'flag') return { do: 'flag', flag };
  if (deed === 'tag') return { do: 'tag', tag: said };
  if (deed === 'warehouse') return { do: 'warehouse', warehouse: said };
  if (deed === 'carrier') return { do: 'carrier', carrier: said };
  return { do: deed };
}

const group = (every: boolean, nodes: Node[]): Node => (every ? { all: nodes } : { any: nodes });

export function toRule(fields: Fields, draft: RuleDraft): Rule {
  const nodes = draft.parts.map((part): Node => {
    if (part.kind === 'deep') return part.node;
    if (part.kind === 'one') return toCondition(fields, part);
    return group(
      part.every,
      part.parts.map((one) => toCondition(fields, one)),
    );
  });
  const { on, shops } = draft;
  // An emptied field of a form is a text.
  const priority = Math.trunc(Number(draft.priority)) || 0;
  // No condition at all speaks of every order.
  const when = nodes.length === 0 ? { all: [] } : group(draft.every, nodes);
  return { name: draft.name.trim(), on, priority, shops: [...shops], when, then: draft.then.map(toAction) };
}

/** What is still to be filled in, so that an unfinished rule is neither tried nor saved. */
export function isComplete(fields: Fields, draft: RuleDraft): boolean {
  const isWhole = (one: ConditionDraft): boolean => {
    const need = valuesOf(one.op, fields.get(one.field)?.kind ?? 'text');
    const given = toCondition(fields, one).value.length;
    return need === Number.POSITIVE_INFINITY ? given > 0 : given === need;
  };
  const areWhole = draft.parts.every((part) => {
    if (part.kind === 'deep') return true;
    return part.kind === 'one' ? isWhole(part) : part.parts.length > 0 && part.parts.every(isWhole);
  });
  const says = ({ deed, text }: ActionDraft): boolean =>
    !['tag', 'warehouse', 'carrier'].includes(deed) || text.trim() !== '';
  return areWhole && draft.then.length > 0 && draft.then.every(says);
}

/** The names with one moved to another place. */
export function moved(names: readonly string[], name: string, to: number): string[] {
  const rest = names.filter((each) => each !== name);
  const at = Math.max(0, Math.min(rest.length, to));
  return [...rest.slice(0, at), name, ...rest.slice(at)];
}

/** Words typed or pasted together, split where a person puts something between them. */
export function wordsIn(text: string): string[] {
  return text
    .split(/[\n\r\t,;\u3001\uff0c\uff1b]+/)
    .map((word) => word.trim())
    .filter((word) => word !== '');
}
