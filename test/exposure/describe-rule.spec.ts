import { assert } from 'chai';
import { describeIpv4Audience, describeIpv6Audience } from '../../exposure/audience.ts';
import { describeRule, describeRuleInFull, describeTraffics } from '../../exposure/describe-rule.ts';
import { ipv4Internet, ipv6Internet } from '../../exposure/internet.ts';
import { egress, ingress } from '../support/security-groups.ts';

describe('the name of a rule', () => {
  for (const [rule, name] of [
    [ingress('tcp', [20, 25], '0.0.0.0/0'), 'tcp 20-25 from 0.0.0.0/0'],
    [ingress('udp', 0, '::/0'), 'udp 0 from ::/0'],
    [ingress('tcp', null, 'pl-0a1b'), 'tcp 0-65535 from pl-0a1b'],
    [egress('-1', null, 'sg-0a1b'), 'all traffic to sg-0a1b'],
    [ingress('icmp', [8, -1], '0.0.0.0/0'), 'icmp type 8 from 0.0.0.0/0'],
    [ingress('icmp', [3, 4], '0.0.0.0/0'), 'icmp type 3 code 4 from 0.0.0.0/0'],
    [ingress('icmp', [0, 0], '0.0.0.0/0'), 'icmp type 0 code 0 from 0.0.0.0/0'],
    [{ ...ingress('icmp', [3, 4], '0.0.0.0/0'), toPort: null }, 'icmp type 3 from 0.0.0.0/0'],
    [ingress('icmp', [-1, -1], '0.0.0.0/0'), 'icmp from 0.0.0.0/0'],
    [ingress('icmpv6', null, '::/0'), 'icmpv6 from ::/0'],
    [ingress('50', null, '0.0.0.0/0'), 'protocol 50 from 0.0.0.0/0'],
  ] as const) {
    it(`is ${name}`, () => {
      assert.equal(describeRule(rule), name);
    });
  }

  it('carries the description where it is wanted in full', () => {
    assert.equal(describeRuleInFull(ingress('tcp', 22, '10.0.0.0/8', 'temp')), 'tcp 22 from 10.0.0.0/8 "temp"');
    assert.equal(describeRuleInFull(ingress('tcp', 22, '10.0.0.0/8')), 'tcp 22 from 10.0.0.0/8');
  });
});

describe('the name of what several rules let through', () => {
  for (const [rules, name] of [
    [[ingress('tcp', 80, '0.0.0.0/0'), ingress('tcp', [443, 445], '::/0')], 'tcp 80,443-445'],
    [
      [ingress('tcp', 80, '::/0'), ingress('udp', 53, '::/0'), ingress('icmpv6', [-1, -1], '::/0')],
      'tcp 80 and udp 53 and icmpv6',
    ],
    [[ingress('udp', 53, '::/0'), ingress('udp', [123, 124], '::/0')], 'udp 53,123-124'],
    [[ingress('icmp', [8, -1], '0.0.0.0/0'), ingress('50', null, '0.0.0.0/0')], 'icmp type 8 and protocol 50'],
  ] as const) {
    it(`is ${name}`, () => {
      assert.equal(describeTraffics(rules), name);
    });
  }
});

describe('the name of an audience', () => {
  it('is the whole internet when it is', () => {
    assert.equal(describeIpv4Audience(ipv4Internet.total), 'the whole IPv4 internet');
    assert.equal(describeIpv6Audience(ipv6Internet.total), 'the whole IPv6 internet');
  });

  it('is a number of addresses when it is less', () => {
    assert.equal(describeIpv4Audience(16777217), '16,777,217 IPv4 addresses of the internet');
    assert.equal(describeIpv4Audience(1), '1 IPv4 address of the internet');
    assert.equal(describeIpv6Audience(65536n), '65,536 IPv6 addresses of the internet');
    assert.equal(describeIpv6Audience(1_000_000n), '1,000,000 IPv6 addresses of the internet');
    assert.equal(describeIpv6Audience(1_000_001n), 'more than 2^19 IPv6 addresses of the internet');
  });

  it('is a power of two for what nobody can count', () => {
    assert.equal(describeIpv6Audience(1n << 124n), '2^124 IPv6 addresses of the internet');
    assert.equal(describeIpv6Audience((1n << 124n) + 1n), 'more than 2^124 IPv6 addresses of the internet');
  });
});
