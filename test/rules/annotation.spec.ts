import { assert } from 'chai';
import * as fc from 'fast-check';
import type { Violation } from '../../contract/violation.ts';
import { annotate, describeViolation, identifyViolation } from '../../rules/annotation.ts';
import { allUsersUri, groupGrant } from '../support/buckets.ts';

const grant: Violation = { kind: 'public-grant', grant: groupGrant(allUsersUri), audience: 'everyone on the internet' };
const statement: Violation = { kind: 'public-statement', index: 2, sid: 'PublicRead', reason: 'Principal is *' };
const undecided: Violation = { kind: 'undecided', subject: 'bucket policy', reason: 'it is not JSON' };
const ports: Violation = {
  kind: 'exposed-ports',
  rule: {
    direction: 'ingress',
    protocol: 'tcp',
    fromPort: 20,
    toPort: 25,
    source: { kind: 'ipv4', cidr: '0.0.0.0/0' },
  },
  protocol: 'tcp',
  ports: [
    { from: 20, to: 23 },
    { from: 25, to: 25 },
  ],
  reachedBy: 'the whole IPv4 internet',
};
const egress: Violation = {
  ...ports,
  rule: { direction: 'egress', protocol: '-1', fromPort: null, toPort: null, source: { kind: 'ipv6', cidr: '::/0' } },
  ports: [{ from: 0, to: 65535 }],
  reachedBy: 'the whole IPv6 internet',
};

const added: Violation = {
  kind: 'unapproved-change',
  rule: {
    direction: 'ingress',
    protocol: 'tcp',
    fromPort: 22,
    toPort: 22,
    source: { kind: 'ipv4', cidr: '0.0.0.0/0' },
  },
  ruleId: 'sgr-0a1b2c3d4e5f60718',
  actor: 'arn:aws:iam::123456789012:user/sam',
  at: '2026-11-20T12:00:00Z',
  eventId: '7e96f0e7-4d78-423d-b3f5-391370685b30',
  eventName: 'AuthorizeSecurityGroupIngress',
};
const changed: Violation = {
  ...added,
  eventName: 'ModifySecurityGroupRules',
  before: {
    direction: 'ingress',
    protocol: 'tcp',
    fromPort: 443,
    toPort: 443,
    source: { kind: 'ipv4', cidr: '10.0.0.0/8' },
  },
};

describe('identifyViolation', () => {
  it('leaves out when a rule was added or changed, so that what comes back is known again', () => {
    const again = { ...added, at: '2026-11-20T13:00:00Z', eventId: 'another' };

    assert.equal(identifyViolation(added), identifyViolation(again));
    assert.notEqual(identifyViolation(added), identifyViolation({ ...added, actor: 'another' }));
    assert.notEqual(describeViolation(added), describeViolation(again));
  });

  it('is the line that describes any other violation', () => {
    for (const violation of [grant, statement, undecided, ports]) {
      assert.equal(identifyViolation(violation), describeViolation(violation));
    }
  });
});

describe('describeViolation', () => {
  const cases: [Violation, string][] = [
    [grant, 'ACL grants READ to everyone on the internet'],
    [statement, 'policy Statement[2] "PublicRead" is public: Principal is *'],
    [undecided, 'undecided: bucket policy: it is not JSON'],
    [ports, 'tcp 20-25 from 0.0.0.0/0 opens tcp 20-23,25 to the whole IPv4 internet'],
    [added, 'tcp 22 from 0.0.0.0/0 was added by arn:aws:iam::123456789012:user/sam at 2026-11-20T12:00:00Z'],
    [
      changed,
      'tcp 22 from 0.0.0.0/0 was changed by arn:aws:iam::123456789012:user/sam (it was tcp 443 from 10.0.0.0/8) at 2026-11-20T12:00:00Z',
    ],
    [egress, 'all traffic to ::/0 lets tcp 0-65535 out to the whole IPv6 internet'],
  ];
  for (const [violation, expected] of cases) {
    it(`says: ${expected}`, () => {
      assert.equal(describeViolation(violation), expected);
    });
  }

  it('stays on one line, whatever a name holds', () => {
    const line = describeViolation({ ...undecided, subject: 'a\r\nb\u0000c\u2028d', reason: 'half \uD83D of a pair' });

    assert.equal(line, 'undecided: a b c d: half \uFFFD of a pair');
  });
});

describe('annotate', () => {
  it('names every violation while there is room', () => {
    assert.equal(
      annotate([grant, statement]),
      'ACL grants READ to everyone on the internet; policy Statement[2] "PublicRead" is public: Principal is *',
    );
  });

  it('puts the prefix first', () => {
    assert.equal(
      annotate([undecided], 'Exempt until May: '),
      'Exempt until May: undecided: bucket policy: it is not JSON',
    );
  });

  it('keeps the count of what it has no room for', () => {
    const annotation = annotate(Array.from({ length: 30 }, () => grant));

    assert.equal(annotation, `${Array.from({ length: 5 }, () => describeViolation(grant)).join('; ')}… and 25 more`);
  });

  it('leaves out a violation whole rather than cut one to make room for the count', () => {
    const long = (length: number): Violation => ({ ...undecided, subject: 's', reason: 'x'.repeat(length) });
    const [first, second] = [describeViolation(long(100)), describeViolation(long(120))];
    assert.isAtMost(`${first}; ${second}`.length, 256);

    assert.equal(annotate([long(100), long(120), grant]), `${first}… and 2 more`);
  });

  for (const padding of ['', 'x']) {
    it(`cuts no character in two, at an ${padding === '' ? 'even' : 'odd'} position`, () => {
      const annotation = annotate([{ ...statement, reason: `${padding}${'😀'.repeat(200)}` }]);

      assert.isAtLeast(annotation.length, 255);
      assert.isAtMost(annotation.length, 256);
      assert.match(annotation, /😀…$/u);
      assert.notMatch(annotation, /\p{Cs}/u);
    });
  }

  it('cuts one violation that is too long alone', () => {
    const annotation = annotate([{ ...statement, reason: 'x'.repeat(400) }]);

    assert.lengthOf(annotation, 256);
    assert.match(annotation, /^policy Statement\[2\] "PublicRead" is public: x+…$/);
  });

  it('keeps the count also where the first alone is too long', () => {
    const annotation = annotate([{ ...statement, reason: 'x'.repeat(400) }, grant, grant, grant]);

    assert.lengthOf(annotation, 256);
    assert.match(annotation, /^policy Statement\[2\] "PublicRead" is public: x+… and 3 more$/);
  });

  it('does not let a long prefix crowd out what is at fault', () => {
    assert.include(annotate([grant], 'p'.repeat(300)), 'ACL grants READ to everyone on the internet');
  });

  it('is never empty', () => {
    assert.equal(annotate([]), 'no violation');
  });

  it('fits AWS Config for whatever violations there are, whole characters only, and counts them all', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 300 });
    const violation = fc.oneof<fc.Arbitrary<Violation>[]>(
      fc.record({ kind: fc.constant('undecided'), subject: text, reason: text }),
      fc.record({ kind: fc.constant('public-statement'), index: fc.nat(), sid: text, reason: text }),
      fc.constantFrom(grant, ports, egress),
    );
    fc.assert(
      fc.property(fc.array(violation, { maxLength: 40 }), text, (violations, prefix) => {
        const annotation = annotate(violations, prefix);

        assert.isAtLeast(annotation.length, 1);
        assert.isAtMost(annotation.length, 256);
        assert.notMatch(annotation, /\p{Cs}/u);
        const more = Number(/… and (\d+) more$/.exec(annotation)?.[1] ?? 0);
        const last = violations[violations.length - more - 1];
        if (more > 0) assert.isBelow(more, violations.length);
        else if (last && !annotation.endsWith('…')) assert.isTrue(annotation.endsWith(describeViolation(last)));
      }),
    );
  });
});
