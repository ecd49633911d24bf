import { assert } from 'chai';
import { parseQuery } from '../../../local/query-protocol.ts';

describe('Query parameters', () => {
  const cases: { name: string; body: string; expected: object }[] = [
    { name: 'plain values', body: 'Action=X&Version=1', expected: { Action: 'X', Version: '1' } },
    { name: 'encoded characters', body: 'Text=a%20b%26c+d', expected: { Text: 'a b&c d' } },
    { name: 'an empty value', body: 'Description=', expected: { Description: '' } },
    { name: 'a list by its numbers', body: 'GroupId.1=a&GroupId.2=b', expected: { GroupId: ['a', 'b'] } },
    {
      name: 'a list out of order',
      body: 'GroupId.10=c&GroupId.2=b&GroupId.1=a',
      expected: { GroupId: ['a', 'b', 'c'] },
    },
    {
      name: 'objects in lists in objects',
      body: 'P.1.FromPort=22&P.1.IpRanges.1.CidrIp=10.0.0.0/8&P.2.FromPort=80',
      expected: { P: [{ FromPort: '22', IpRanges: [{ CidrIp: '10.0.0.0/8' }] }, { FromPort: '80' }] },
    },
    { name: 'the member of SNS lists', body: 'Tags.member.1.Key=a', expected: { Tags: [{ Key: 'a' }] } },
    {
      name: 'the entry of SNS maps',
      body: 'Attributes.entry.1.key=A&Attributes.entry.1.value=b',
      expected: { Attributes: [{ key: 'A', value: 'b' }] },
    },
    { name: 'nothing', body: '', expected: {} },
  ];
  for (const { name, body, expected } of cases) {
    it(`are read with ${name}`, () => {
      assert.deepEqual<unknown>(parseQuery(body), expected);
    });
  }

  for (const { name, body, message } of [
    { name: 'a value that has members too', body: 'A=1&A.B=2', message: /A\.B conflicts/ },
    { name: 'members that have a value too', body: 'A.B=2&A=1', message: /A conflicts/ },
    { name: 'the same name twice', body: 'A=1&A=2', message: /A conflicts/ },
    { name: 'a name without end', body: `${'A.'.repeat(100_000)}A=1`, message: /too deep/ },
  ]) {
    it(`are refused with ${name}`, () => {
      assert.throws(() => parseQuery(body), message);
    });
  }
});
