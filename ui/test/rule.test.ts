// The rule editor's own shape: there and back without loss, money in yuan, what is unfinished, places in the list.
import { describe, expect, it } from 'vitest';
import type { Rule, RuleField, RuleFieldName as Field } from '../src/gen/types.ts';
import * as rules from '../src/shapes/rule.ts';

const field = (name: Field, kind: RuleField['kind'], ops: RuleField['ops']): [Field, RuleField] => [
  name,
  { field: name, kind, ops, known: true },
];
const FIELDS = new Map<Field, RuleField>([
  field('address', 'text', ['contains', 'is', 'matches', 'empty']),
  field('memo', 'text', ['contains', 'is', 'matches', 'empty']),
  field('buyer_amount_fen', 'money', ['less', 'between']),
  field('first_order', 'yes_no', ['is', 'is_not']),
  field('paid_time', 'time_of_day', ['between']),
]);

const RULE: Rule = {
  name: 'r',
  on: true,
  priority: 5,
  shops: ['s'],
  when: {
    all: [
      { field: 'address', op: 'contains', value: ['a', 'b'] },
      { field: 'buyer_amount_fen', op: 'between', value: ['0', '4990'] },
      {
        any: [
          { field: 'first_order', op: 'is', value: ['yes'] },
          { field: 'memo', op: 'empty', value: [] },
        ],
      },
      { any: [{ all: [{ field: 'memo', op: 'is', value: ['x'] }] }] },
    ],
  },
  then: [
    { do: 'hold', reason: 'why', release_after_minutes: 1_440 },
    { do: 'hold', release_after_minutes: 90 },
    { do: 'hold' },
    { do: 'second_person' },
    { do: 'urgent' },
    { do: 'flag', flag: 3 },
    { do: 'tag', tag: 't' },
    { do: 'warehouse', warehouse: 'w' },
    { do: 'carrier', carrier: 'SF' },
  ],
};

describe('a rule in the editor', () => {
  it('comes back as it went in', () => {
    const draft = rules.toDraft(FIELDS, RULE);
    expect(draft.parts.map((part) => part.kind)).toEqual(['one', 'one', 'group', 'deep']);
    expect(draft.then.slice(0, 3).map((one) => [one.after, one.unit])).toEqual([
      ['1', 'days'],
      ['90', 'minutes'],
      ['', 'hours'],
    ]);
    expect(rules.toRule(FIELDS, draft)).toEqual(RULE);
    expect(rules.isComplete(FIELDS, draft)).toBe(true);
  });

  it('takes a single condition, and none, as a group', () => {
    const one: Rule = { ...RULE, when: { field: 'memo', op: 'is', value: ['x'] } };
    expect(rules.toRule(FIELDS, rules.toDraft(FIELDS, one)).when).toEqual({ all: [one.when] });
    const any: Rule = { ...RULE, when: { any: [{ field: 'memo', op: 'is', value: ['x'] }] } };
    expect(rules.toRule(FIELDS, rules.toDraft(FIELDS, any)).when).toEqual(any.when);
    const none = { ...rules.toDraft(FIELDS, any), parts: [] };
    expect(rules.toRule(FIELDS, none).when).toEqual({ all: [] });
  });

  it.each([
    ['50', '5000'],
    ['49.9', '4990'],
    ['0.05', '5'],
    ['0', '0'],
    ['-3', '-300'],
    ['\uffe59.90', '990'],
    ['abc', 'abc'],
    ['1.234', '1.234'],
  ])('reads %s yuan as %s fen', (yuan, fen) => {
    expect(rules.fenOf(yuan)).toBe(fen);
  });

  it.each(['5000', '4990', '5', '0', '-305', '120'])('shows %s fen so that it reads back the same', (fen) => {
    expect(rules.fenOf(rules.yuanOf(fen))).toBe(fen);
  });

  it('is unfinished while a value is missing', () => {
    const draft = rules.emptyRule(FIELDS);
    expect(rules.isComplete(FIELDS, draft)).toBe(false);
    const [first] = draft.parts;
    if (first?.kind !== 'one') throw new Error('a condition');
    first.values = ['a'];
    expect(rules.isComplete(FIELDS, draft)).toBe(true);
    draft.then.push(rules.newAction('tag'));
    expect(rules.isComplete(FIELDS, draft)).toBe(false);
    draft.then.splice(0);
    expect(rules.isComplete(FIELDS, draft)).toBe(false);
  });

  it('keeps what still makes sense when the field changes', () => {
    const draft = { ...rules.newCondition(FIELDS, 'address'), values: ['a'] };
    expect(rules.withField(FIELDS, draft, 'memo')).toEqual({ ...draft, field: 'memo' });
    expect(rules.withField(FIELDS, draft, 'first_order')).toMatchObject({ op: 'is', values: ['yes'], key: draft.key });
  });
});

describe('the order of rules', () => {
  it.each([
    ['c', 0, 'cab'],
    ['a', 2, 'bca'],
    ['a', 9, 'bca'],
    ['b', -1, 'bac'],
  ])('%s to %i', (name, to, want) => {
    expect(rules.moved(['a', 'b', 'c'], name, to).join('')).toBe(want);
  });

  it('splits words where a person does', () => {
    expect(rules.wordsIn('a\u3001b\uff0cc; d\n e ,')).toEqual(['a', 'b', 'c', 'd', 'e']);
  });
});
