import { assert } from 'chai';
import * as v from 'valibot';
import { AddedExemptions, DeclaredExemptions, Exemption } from '../../contract/exemption.ts';
import { explainIssues } from '../../contract/explain-issues.ts';
import { exemption } from '../support/exemptions.ts';

const parse = (given: unknown) => v.safeParse(Exemption, given);
const without = (name: string): object =>
  Object.fromEntries(Object.entries(exemption()).filter(([field]) => field !== name));

function complaint(given: unknown): string {
  const parsed = parse(given);
  return parsed.success ? '' : explainIssues(parsed.issues);
}

describe('an exemption', () => {
  for (const given of [
    {},
    { resource: 'sg-0a1b2c3d' },
    { resource: 'my.bucket_1' },
    { resource: 'arn:aws:s3:::photos-*' },
    { resource: 'arn:*:ec2:*:*:security-group/sg-?' },
    { region: 'us-gov-west-1', tag: 'team=payments' },
    { port: '22' },
    { port: 'udp:53-60' },
    { port: '0-65535', cidr: '198.51.100.0/24' },
    { cidr: '2001:db8::/32' },
    { sid: 'Public read' },
    { grantee: 'AllUsers', permission: 'READ' },
    { setting: 'blockPublicPolicy' },
    { reason: 'für Zoë 😀', ticket: 'https://tickets.example/OPS-1' },
    { created: '2026-11-20T08:00:00Z', expires: '2026-11-20T08:00:01Z' },
    { createdBy: 'restore' },
  ] as const) {
    it(`can have ${JSON.stringify(given)}`, () => {
      assert.equal(complaint(exemption(given)), '');
    });
  }

  for (const [given, says] of [
    [{ id: 'Partner 1' }, 'id: must be 1 to 64'],
    [{ rule: '*' }, 'rule: must be the id of a rule'],
    [{ resource: '*' }, 'resource: must be the id of a resource, or an ARN'],
    [{ resource: 'arn:*' }, 'resource: must be'],
    [{ resource: 'sg-*' }, 'resource: must be'],
    [{ account: '*' }, 'account: must be a 12-digit account id'],
    [{ region: 'eu-*' }, 'region: must be a region'],
    [{ tag: '=payments' }, 'tag: must be'],
    [{ tag: 'team\u009B=payments' }, 'tag: must be'],
    [{ tag: 'team=pay\u0085ments' }, 'tag: must be'],
    [{ port: '22,3389' }, 'port: must be'],
    [{ port: '25-20' }, 'port: must be'],
    [{ port: '65536' }, 'port: must be'],
    [{ port: 'icmp:8' }, 'port: must be'],
    [{ cidr: '198.51.100.0' }, 'cidr: must be'],
    [{ cidr: '198.51.100.0/33' }, 'cidr: must be'],
    [{ cidr: '::::/3' }, 'cidr: must be'],
    [{ sid: '' }, 'sid: must be'],
    [{ permission: 'OWN', grantee: 'AllUsers' }, 'permission: must be'],
    [{ grantee: 'AllUsers' }, 'can have one target'],
    [{ permission: 'READ' }, 'can have one target'],
    [{ port: '22', sid: 'x' }, 'can have one target'],
    [{ cidr: '10.0.0.0/8', setting: 'blockPublicAcls' }, 'can have one target'],
    [{ owner: ' ' }, 'owner: must be one line of 1 to 50'],
    [{ owner: 'x'.repeat(51) }, 'owner: must be'],
    [{ reason: 'two\nlines' }, 'reason: must be'],
    [{ ticket: '' }, 'ticket: must be'],
    [{ expires: 'next week' }, 'expires: must be a date such as'],
    [{ expires: '2026-12-31T18:00:00+01:00' }, 'expires: must be a date'],
    [{ expires: '2027-02-29' }, 'expires: is no day of the calendar'],
    [{ expires: '2026-11-20' }, 'must expire after it was created'],
    [{ severity: 'low' }, 'severity is not a known field'],
  ] as const) {
    it(`cannot have ${JSON.stringify(given).slice(0, 60)}, and says so`, () => {
      assert.include(complaint({ ...exemption(), ...given }), says);
    });
  }

  for (const name of ['id', 'rule', 'owner', 'reason', 'created', 'expires']) {
    it(`needs ${name}`, () => {
      assert.equal(complaint(without(name)), `${name} is missing`);
    });
  }

  it('needs to say what it is about: a region is too much', () => {
    assert.include(complaint(without('account')), 'needs a resource, an account or a tag');
    assert.include(complaint({ ...without('account'), region: 'eu-west-1' }), 'needs a resource');
  });
});

describe('a list of exemptions', () => {
  it('may say null for what was not given, as Terraform writes it', () => {
    const entry = { ...exemption(), resource: null, tag: null, port: null, ticket: null };

    const { exemptions } = v.parse(AddedExemptions, { version: 1, exemptions: [entry] });

    assert.deepEqual(exemptions, [exemption()]);
  });

  for (const [what, given] of [
    ['of another version', { version: 2, exemptions: [] }],
    ['that is an array', []],
    ['with null for a rule', { version: 1, exemptions: [{ ...exemption(), rule: null }] }],
    ['with one bad entry beside good ones', { version: 1, exemptions: [exemption(), { id: 'x' }] }],
    ['with a field that nobody knows', { version: 1, exemptions: [], more: true }],
  ] as const) {
    it(`is refused whole: one ${what}`, () => {
      assert.isFalse(v.is(AddedExemptions, given));
    });
  }

  for (const maxDays of [0, -1, 1.5, '90', null]) {
    it(`cannot allow ${JSON.stringify(maxDays)} days`, () => {
      const given = { version: 1, tagExemptions: false, exemptions: [] };

      assert.isTrue(v.is(DeclaredExemptions, { ...given, maxDays: 1 }));
      assert.isFalse(v.is(DeclaredExemptions, { ...given, maxDays }));
    });
  }
});
