import type { AddPrefixListEntry } from '@aws-sdk/client-ec2';
import { assert } from 'chai';
import { createList, describedList, listEntries, modifyList, type ServedEc2, startEc2 } from '../support/ec2.ts';
import { assertRefused } from '../support/refusal.ts';

describe('what the local EC2 refuses of prefix lists', () => {
  let served: ServedEc2;
  before(async () => {
    served = await startEc2();
  });
  after(() => served.stop());

  const create = (input = {}) => createList(served.ec2, input);
  const modify = (id: string, input: Parameters<typeof modifyList>[2]) => modifyList(served.ec2, id, input);
  const described = (id: string) => describedList(served.ec2, id);
  const entries = (id: string, version?: number) => listEntries(served.ec2, id, version);
  const cidrs = (count: number, net = 0): AddPrefixListEntry[] =>
    Array.from({ length: count }, (_, index) => ({ Cidr: `10.${net}.${index}.0/24` }));

  const modifications: { what: string; input: object; refused: string; says: RegExp }[] = [
    {
      what: 'an old version',
      input: { CurrentVersion: 7, AddEntries: cidrs(1, 1) },
      refused: 'PrefixListVersionMismatch',
      says: /incorrect version number/,
    },
    {
      what: 'an entry that is there',
      input: { AddEntries: [...cidrs(1, 1), ...cidrs(1)] },
      refused: 'InvalidPrefixListModification',
      says: /10\.0\.0\.0\/24 already exists/,
    },
    {
      what: 'an entry that is not',
      input: { RemoveEntries: [...cidrs(1), { Cidr: '192.0.2.0/24' }] },
      refused: 'InvalidPrefixListModification',
      says: /192\.0\.2\.0\/24 does not exist/,
    },
    {
      what: 'an entry both ways',
      input: { AddEntries: cidrs(1), RemoveEntries: cidrs(1) },
      refused: 'InvalidParameterValue',
      says: /added and removed/,
    },
    {
      what: 'too many entries',
      input: { AddEntries: cidrs(9, 1) },
      refused: 'PrefixListMaxEntriesExceeded',
      says: /maximum/,
    },
    {
      what: 'a maximum below its entries',
      input: { MaxEntries: 1 },
      refused: 'PrefixListMaxEntriesExceeded',
      says: /maximum/,
    },
    {
      what: 'entries and size at once',
      input: { MaxEntries: 20, AddEntries: cidrs(1, 1) },
      refused: 'InvalidParameterCombination',
      says: /'maxEntries'/,
    },
    {
      what: 'an entry of the other family',
      input: { AddEntries: [{ Cidr: '::/0' }] },
      refused: 'InvalidParameterValue',
      says: /::\/0 is malformed/,
    },
    {
      what: 'more than 100 entries',
      input: { AddEntries: cidrs(101, 1) },
      refused: 'InvalidParameterValue',
      says: /100/,
    },
    {
      what: 'a reserved name',
      input: { PrefixListName: 'com.amazonaws.x' },
      refused: 'InvalidParameterValue',
      says: /reserved/,
    },
  ];
  for (const { what, input, refused, says } of modifications) {
    it(`changes nothing with ${what}: ${refused}`, async () => {
      const { PrefixListId } = await create({ Entries: cidrs(2) });
      const before = [await described(PrefixListId), await entries(PrefixListId)];
      served.changes.length = 0;

      await assertRefused(modify(PrefixListId, input), refused, says);

      assert.deepEqual([await described(PrefixListId), await entries(PrefixListId)], before);
      assert.deepEqual(served.changes, []);
    });
  }

  for (const { what, input, refused } of [
    { what: 'no maximum', input: { MaxEntries: undefined }, refused: 'MissingParameter' },
    { what: 'a maximum of 0', input: { MaxEntries: 0 }, refused: 'InvalidParameterValue' },
    { what: 'a maximum of 1001', input: { MaxEntries: 1001 }, refused: 'InvalidParameterValue' },
    { what: 'another family', input: { AddressFamily: 'IPv5' }, refused: 'InvalidParameterValue' },
    { what: 'no name', input: { PrefixListName: '' }, refused: 'InvalidParameterValue' },
  ]) {
    it(`creates none with ${what}: ${refused}`, async () => {
      await assertRefused(create(input), refused);
    });
  }
});
