import { assert } from 'chai';
import { exposureWords } from '../../../cli/inspect/exposure-words.ts';
import type { Violation } from '../../../contract/violation.ts';
import { allUsers } from '../../../publicness/acl.ts';
import { egress } from '../../support/security-groups.ts';
import { openPort } from '../../support/inspections.ts';

const statement = 'Statement[1] "Share" allows everyone s3:GetObject on arn:aws:s3:::photos/*';
const publicStatement: Violation = { kind: 'public-statement', index: 1, sid: 'Share', reason: 'Principal is *' };

const cases: readonly (readonly [what: string, violation: Violation, words: string])[] = [
  ['a port', openPort(22), 'tcp 22 from the whole IPv4 internet'],
  ['a way out', { ...openPort(25), rule: egress('tcp', 25, '0.0.0.0/0') }, 'tcp 25 to the whole IPv4 internet'],
  [
    'several ranges',
    {
      ...openPort(20),
      ports: [
        { from: 20, to: 23 },
        { from: 3389, to: 3389 },
      ],
    },
    'tcp 20-23,3389 from the whole IPv4 internet',
  ],
  [
    'a grant',
    {
      kind: 'public-grant',
      grant: { grantee: { kind: 'group', uri: allUsers }, permission: 'READ' },
      audience: 'everyone on the internet',
    },
    'READ by ACL to everyone on the internet',
  ],
  ['a statement that the plan quotes', publicStatement, 'to everyone: s3:GetObject on arn:aws:s3:::photos/*'],
  [
    'a statement that the plan does not quote',
    { ...publicStatement, index: 2 },
    'policy Statement[2] "Share" is public: Principal is *',
  ],
  ['what exposes nothing', { kind: 'logging-off' }, 'access is not logged'],
];

describe('exposureWords', () => {
  for (const [what, violation, words] of cases) {
    it(`says of ${what}: ${words}`, () => {
      assert.equal(exposureWords(violation, { before: [statement] }), words);
    });
  }

  for (const [who, words] of [
    ['everyone but AWS 123456789012', 'to everyone but AWS 123456789012 s3:* on arn:aws:s3:::photos'],
    ['AWS arn:aws:iam::123456789012:role/x', 'to AWS arn:aws:iam::123456789012:role/x s3:* on arn:aws:s3:::photos'],
  ]) {
    it(`names ${who}`, () => {
      const before = [`Statement[1] "Share" allows ${who} s3:* on arn:aws:s3:::photos`];

      assert.equal(exposureWords(publicStatement, { before }), words);
    });
  }
});
