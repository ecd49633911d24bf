import { assert } from 'chai';
import * as v from 'valibot';
import { isApprovedBy } from '../../approvals/approve.ts';
import { Approval } from '../../contract/approval.ts';
import { approval, change, developer, sessionOf } from '../support/recorded-changes.ts';
import { egress, ingress } from '../support/security-groups.ts';

type Covered = Approval['change'];
const of = (given: Partial<Covered>) => approval({ change: { ...approval().change, ...given } });
const https = ingress('tcp', 443, '198.51.100.0/24');

const other = '444455556666';
const sessionArn = (role: string, session: string, account = '123456789012'): string =>
  `arn:aws:sts::${account}:assumed-role/${role}/${session}`;

describe('an approval', () => {
  for (const [what, covered, rule, expected] of [
    ['the very rule', {}, https, true],
    ['a rule for fewer addresses', {}, ingress('tcp', 443, '198.51.100.7/32'), true],
    ['a rule with a description', {}, ingress('tcp', 443, '198.51.100.0/24', 'for the fair'), true],
    ['a rule for more addresses', {}, ingress('tcp', 443, '198.51.0.0/16'), false],
    ['a rule for other addresses', {}, ingress('tcp', 443, '203.0.113.0/24'), false],
    ['a rule for fewer ports', { fromPort: 400, toPort: 500 }, https, true],
    ['a rule for more ports', {}, ingress('tcp', [442, 443], '198.51.100.0/24'), false],
    ['a rule for every port', {}, ingress('tcp', null, '198.51.100.0/24'), false],
    [
      'any port, where it names none',
      { fromPort: null, toPort: null },
      ingress('tcp', [0, 65535], '198.51.100.0/24'),
      true,
    ],
    ['a rule of another protocol', {}, ingress('udp', 443, '198.51.100.0/24'), false],
    ['any protocol, where it is for all traffic', { protocol: '-1', fromPort: null, toPort: null }, https, true],
    ['all traffic, where it is for one protocol', {}, ingress('-1', null, '198.51.100.0/24'), false],
    ['the other direction', {}, egress('tcp', 443, '198.51.100.0/24'), false],
    ['IPv6 within what it names', { source: '2001:db8::/32' }, ingress('tcp', 443, '2001:db8:1::/48'), true],
    ['IPv6, where it names IPv4', { source: '0.0.0.0/0' }, ingress('tcp', 443, '::/0'), false],
    ['the prefix list that it names', { source: 'pl-0a1b2c3d' }, ingress('tcp', 443, 'pl-0a1b2c3d'), true],
    ['another prefix list', { source: 'pl-0a1b2c3d' }, ingress('tcp', 443, 'pl-0a1b2c3e'), false],
    ['the group that it names', { source: 'sg-0a1b2c3d' }, ingress('tcp', 443, 'sg-0a1b2c3d'), true],
    ['a group, where it names addresses', { source: '0.0.0.0/0' }, ingress('tcp', 443, 'sg-0a1b2c3d'), false],
    [
      'the type of icmp that it names',
      { protocol: 'icmp', fromPort: 8, toPort: -1 },
      ingress('icmp', [8, 0], '198.51.100.0/24'),
      true,
    ],
    [
      'another type of icmp',
      { protocol: 'icmp', fromPort: 8, toPort: -1 },
      ingress('icmp', [5, 1], '198.51.100.0/24'),
      false,
    ],
    [
      'all of icmp, where it names a type',
      { protocol: 'icmp', fromPort: 8, toPort: 0 },
      ingress('icmp', [-1, -1], '198.51.100.0/24'),
      false,
    ],
    [
      'a protocol without ports',
      { protocol: '50', fromPort: null, toPort: null },
      ingress('50', null, '198.51.100.0/24'),
      true,
    ],
  ] as const) {
    it(`${expected ? 'covers' : 'does not cover'} ${what}`, () => {
      assert.equal(isApprovedBy([of(covered)], change(), rule), expected);
    });
  }

  for (const [what, given, expected] of [
    ['one that is about another group', { groupId: 'sg-00000000000000001' }, false],
    ['one that is about another account', { accountId: '210987654321' }, false],
    ['one that is about another region', { region: 'us-east-1' }, false],
    ['one that had expired when the change was made', { expires: '2026-11-20T12:00:00Z' }, false],
    ['one that expired a second later', { expires: '2026-11-20T12:00:01Z' }, true],
    ['one that was not in force yet', { from: '2026-11-20T12:00:01Z' }, false],
    ['one in force from that second on', { from: '2026-11-20T12:00:00Z' }, true],
    ['one by who made the change, by ARN', { approvedBy: developer.arn ?? '' }, false],
    ['one by who made the change, by role', { approvedBy: developer.roleArn ?? '' }, false],
    ['one by who made the change, by name', { approvedBy: 'Sam ' }, false],
    ['one by the name of his role', { approvedBy: 'developer' }, false],
    ['one by a session of his role, by whatever name', { approvedBy: sessionArn('developer', 'kim') }, false],
    ['one by his role in other letters', { approvedBy: 'arn:aws:iam::123456789012:role/Developer' }, false],
    [
      'one by a role of that name under a path',
      { approvedBy: 'arn:aws:iam::123456789012:role/teams/developer' },
      false,
    ],
    ['one by a session of another role', { approvedBy: sessionArn('reviewer', 'sam.b') }, true],
    ['one by a role of that name in another account', { approvedBy: 'arn:aws:iam::444455556666:role/developer' }, true],
    ['one by a session of that name in another account', { approvedBy: sessionArn('developer', 'kim', other) }, true],
    ['one by a user of the role’s name', { approvedBy: 'arn:aws:iam::123456789012:user/developer' }, true],
    ['one by somebody else', { approvedBy: 'kim' }, true],
  ] as const) {
    it(`${expected ? 'counts' : 'does not count'}: ${what}`, () => {
      assert.equal(isApprovedBy([approval(given)], change(), https), expected);
    });
  }

  for (const [what, actor, approvedBy] of [
    [
      'a session whose role has a path, by the role',
      sessionOf('teams/ops'),
      'arn:aws:iam::123456789012:role/teams/ops',
    ],
    ['a session whose role has a path, by another session', sessionOf('teams/ops'), sessionArn('ops', 'kim')],
    [
      'a session of which no role is recorded, by the role',
      { type: 'AssumedRole', arn: sessionArn('ops', 'sam') },
      'arn:aws:iam::123456789012:role/teams/ops',
    ],
    [
      'a session of which no role is recorded, by the role’s name',
      { type: 'AssumedRole', arn: sessionArn('ops', 'sam') },
      'Ops',
    ],
    [
      'a session in another partition, by the role',
      { type: 'AssumedRole', arn: 'arn:aws-us-gov:sts::123456789012:assumed-role/ops/sam' },
      'arn:aws-us-gov:iam::123456789012:role/ops',
    ],
  ] as const) {
    it(`does not count of ${what}`, () => {
      assert.isFalse(isApprovedBy([approval({ approvedBy })], change({ actor }), https));
    });
  }

  it('counts beside others that do not', () => {
    assert.isTrue(isApprovedBy([approval({ region: 'us-east-1' }), approval()], change(), https));
    assert.isFalse(isApprovedBy([], change(), https));
  });

  it('does not add up with another: no one of them covers the whole rule', () => {
    const halves = [of({ source: '198.51.100.0/25' }), of({ source: '198.51.100.128/25' })];

    assert.isFalse(isApprovedBy(halves, change(), https));
  });
});

describe('the form of an approval', () => {
  it('takes ports that are left out for all of them', () => {
    const { fromPort, toPort, ...others } = approval().change;
    assert.deepEqual([fromPort, toPort], [443, 443]);

    const read = v.parse(Approval, { ...approval(), change: others });

    assert.deepEqual([read.change.fromPort, read.change.toPort], [null, null]);
  });

  for (const [what, given] of [
    ['another version', { version: 2 }],
    ['a field that is not known', { approver: 'kim' }],
    ['no ticket', { ticket: '' }],
    ['no end', { expires: 'never' }],
    ['a source that is a name', { change: { ...approval().change, source: 'everywhere' } }],
    ['a protocol that is a service', { change: { ...approval().change, protocol: 'https' } }],
    ['ports that are words', { change: { ...approval().change, fromPort: 'ssh' } }],
  ] as const) {
    it(`has no room for ${what}`, () => {
      assert.isFalse(v.is(Approval, { ...approval(), ...given }));
    });
  }
});
