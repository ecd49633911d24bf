import { assert } from 'chai';
import { describeRule } from '../../exposure/describe-rule.ts';
import { blamed, contextWith, egress, exposed, ingress, judge } from '../support/security-groups.ts';

const world = '0.0.0.0/0';

describe('security-group-restricted-ports on prefix lists', () => {
  const rules = [ingress('tcp', 22, 'pl-0a1b'), ingress('tcp', 443, 'pl-0a1b')];

  it('blames a list that holds the internet', () => {
    const context = contextWith({ 'pl-0a1b': ['10.0.0.0/8', '0.0.0.0/1', '128.0.0.0/1'] });

    assert.deepEqual(blamed(rules, {}, context), ['tcp 22 of tcp 22 from pl-0a1b']);
  });

  it('counts a list together with other sources', () => {
    const context = contextWith({ 'pl-0a1b': ['11.0.0.0/9', '2a00::/33'] });
    const beside = [ingress('tcp', 22, '12.0.0.0/8'), ingress('tcp', 22, '2a01::/32')];

    assert.deepEqual(blamed([...rules, ...beside], {}, context), [
      'tcp 22 of tcp 22 from 12.0.0.0/8',
      'tcp 22 of tcp 22 from 2a01::/32',
    ]);
  });

  it('passes a list of private ranges', () => {
    assert.deepEqual(judge(rules, {}, contextWith({ 'pl-0a1b': ['10.0.0.0/8', 'fd00::/8', '52.94.0.0/22'] })), []);
  });

  for (const [what, context, reason] of [
    ['that is not in the context', contextWith({}), /not given/],
    ['that could not be read', contextWith({ 'pl-0a1b': 'AccessDenied: not yours' }), /AccessDenied: not yours/],
    ['of which an entry is no CIDR', contextWith({ 'pl-0a1b': ['10.0.0.0/8', 'any'] }), /"any" is not a CIDR/],
  ] as const) {
    it(`leaves a list ${what} undecided, naming it and the ports it opens`, () => {
      const violations = judge([...rules, ingress('tcp', [23, 25], 'pl-0a1b')], {}, context);

      assert.equal(violations.length, 1);
      const [violation] = violations;
      assert.equal(violation?.kind, 'undecided');
      if (violation?.kind !== 'undecided') return;
      assert.include(violation.subject, 'pl-0a1b');
      assert.include(violation.reason, 'tcp 22-23,25');
      assert.match(violation.reason, reason);
    });
  }

  it('reports what can be judged beside a list that cannot', () => {
    const violations = judge([...rules, ingress('tcp', 22, world)]);

    assert.deepEqual(
      violations.map(({ kind }) => kind),
      ['exposed-ports', 'undecided'],
    );
  });

  it('does not ask for a list that opens no restricted port', () => {
    assert.deepEqual(judge([ingress('tcp', 443, 'pl-0a1b'), egress('-1', null, 'pl-0a1b')]), []);
  });
});

describe('who reaches the port through a prefix list', () => {
  it('is told for the family that is beyond its limit only', () => {
    const context = contextWith({ 'pl-0a1b': ['11.0.0.0/8', '::/0'] });

    const [violation] = exposed(judge([ingress('tcp', 22, 'pl-0a1b')], {}, context));

    assert.equal(violation?.reachedBy, 'the whole IPv6 internet (prefix list pl-0a1b)');
  });
});

describe('who reaches the port', () => {
  for (const [rules, audiences] of [
    [[ingress('tcp', 22, world)], ['the whole IPv4 internet']],
    [
      [ingress('tcp', 22, '0.0.0.0/1'), ingress('tcp', 22, '128.0.0.0/1')],
      ['the whole IPv4 internet', 'the whole IPv4 internet'],
    ],
    [[ingress('tcp', 22, '::/0')], ['the whole IPv6 internet']],
    [[ingress('tcp', 22, '12.0.0.0/7')], ['33,554,432 IPv4 addresses of the internet']],
    [[ingress('tcp', 22, '2a00::/16')], ['2^112 IPv6 addresses of the internet']],
    [[ingress('tcp', 22, 'pl-world')], ['the whole IPv4 internet and the whole IPv6 internet (prefix list pl-world)']],
    [
      [ingress('tcp', [22, 23], '12.0.0.0/7'), ingress('tcp', 23, '0.0.0.0/1')],
      ['2,092,957,696 IPv4 addresses of the internet', '2,092,957,696 IPv4 addresses of the internet'],
    ],
  ] as const) {
    it(`is ${audiences[0]}, by ${rules.map(describeRule).join(' and ')}`, () => {
      const violations = judge(rules, {}, contextWith({ 'pl-world': ['0.0.0.0/0', '::/0'] }));

      assert.sameMembers(
        exposed(violations).map(({ reachedBy }) => reachedBy),
        [...audiences],
      );
    });
  }
});
