import { assert } from 'chai';
import * as fc from 'fast-check';
import * as v from 'valibot';
import { exemptionFaults } from '../../cli/exemption-faults.ts';
import { Exemption } from '../../contract/exemption.ts';
import { Violation } from '../../contract/violation.ts';
import { applyExemptions } from '../../exemptions/apply-exemptions.ts';
import { describeExempted } from '../../exemptions/describe-exemption.ts';
import { exemptionReader } from '../../exemptions/read-exemptions.ts';
import { bucket } from '../support/buckets.ts';
import { exemption } from '../support/exemptions.ts';
import { exemptionBucket } from '../support/exemption-bucket.ts';
import { portsRule } from '../support/instructions.ts';
import { ingress, judge, securityGroup } from '../support/security-groups.ts';
import { bent, bentText } from './support/bent.ts';
import { fuzz } from './support/fuzz.ts';
import { assertNoSecret, loggedAs, withSecrets } from './support/secrets.ts';

const now = new Date('2026-11-21T12:00:00Z');
const entries: readonly unknown[] = [
  exemption({ ticket: 'OPS-1', resource: 'sg-0a1b2c3d4e5f60718', port: '22', cidr: '0.0.0.0/0' }),
  exemption({
    id: 'all',
    resource: 'arn:aws:ec2:*:123456789012:security-group/*',
    region: 'eu-west-1',
    tag: 'team=web',
  }),
  { ...exemption({ id: 'acl', rule: 's3-bucket-public-access' }), grantee: 'AllUsers', permission: 'READ', sid: null },
  exemption({ id: 'sid', rule: 's3-bucket-public-access', sid: 'Everyone', expires: '2026-12-01T18:00:00Z' }),
  exemption({ id: 'off', rule: 's3-bucket-public-access-block', setting: 'blockPublicAcls' }),
];
const declared = { version: 1, maxDays: 90, tagExemptions: true, exemptions: entries };
const added = { version: 1, exemptions: entries.map((entry, index) => ({ ...Object(entry), id: `added-${index}` })) };

const resources = [
  securityGroup([], {
    tags: { team: 'web', [`configmend:exempt:${portsRule}`]: 'until 2026-12-01 by sam because so' },
  }),
  bucket(),
];
const found = judge([
  ingress('tcp', [20, 25], '0.0.0.0/0'),
  ingress('tcp', 22, '198.51.100.0/24'),
  ingress('-1', null, '::/0'),
]);

const bucketOf = exemptionBucket();
const read = exemptionReader(bucketOf.client, 'ledger');

describe('fuzz: exemption files', function () {
  it('of the bucket are known whole, or not at all, and never exempt what they do not select', () =>
    fuzz({
      name: 'exemption files',
      share: 0.6,
      inputs: fc.tuple(
        withSecrets(fc.oneof(bentText([declared], 2), fc.constant(JSON.stringify(declared)))),
        withSecrets(fc.oneof(bentText([added], 2), fc.constant(JSON.stringify(added)))),
      ),
      async try([one, other]) {
        bucketOf.set('exemptions/declared.json', String(one));
        bucketOf.set('exemptions/added.json', String(other));

        const reading = await read();

        if (reading.kind === 'unreadable') {
          assert.equal(reading.failure.code, 'EXEMPTIONS_UNREADABLE');
          assert.isTrue(reading.failure.transient, 'work that waits for the list would be given up');
          assertNoSecret(loggedAs(reading.failure));
          return 'refused';
        }
        for (const resource of resources) {
          const { open, exempt } = applyExemptions(resource, portsRule, found, reading.list, now);
          for (const violation of [...open, ...exempt.map((part) => part.violation)]) v.parse(Violation, violation);
          assert.isAtLeast(open.length + exempt.length, found.length, 'a violation was lost');
          for (const { exemption: by } of exempt) assert.equal(by.rule, portsRule);
          assertNoSecret(JSON.stringify(describeExempted(exempt)));
        }
        return 'good';
      },
    }));

  it('of a checkout are checked entry by entry', () =>
    fuzz({
      name: 'exemption files',
      share: 0.4,
      inputs: withSecrets(bent([entries])),
      try(file) {
        const given = Array.isArray(file) ? file : [file];

        const { valid, faults } = exemptionFaults(given, 90);

        for (const one of valid) v.parse(Exemption, one);
        const faulty = new Set(faults.map(({ index }) => index));
        assert.equal(valid.length + faulty.size, given.length, 'an entry is neither valid nor at fault');
        assertNoSecret(JSON.stringify(faults));
        return faults.length === 0 ? 'good' : 'refused';
      },
    }));
});
