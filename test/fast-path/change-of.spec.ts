import { assert } from 'chai';
import type { ApiCall } from '../../fast-path/api-call.ts';
import { changeOf } from '../../fast-path/change-of.ts';
import { describeRuleInFull } from '../../exposure/describe-rule.ts';
import type { GroupRule } from '../../contract/resource.ts';

const groupId = 'sg-04cfb7a4712d75b00';
const call = (given: Partial<ApiCall>): ApiCall => ({
  eventId: '7e96f0e7-4d78-423d-b3f5-391370685b30',
  eventName: 'AuthorizeSecurityGroupIngress',
  eventSource: 'ec2.amazonaws.com',
  at: '2026-11-20T12:00:00Z',
  accountId: '123456789012',
  region: 'us-east-1',
  actor: { type: 'IAMUser', arn: 'arn:aws:iam::123456789012:user/alice' },
  requestParameters: {},
  responseElements: {},
  ...given,
});
const answered = (...items: readonly Record<string, unknown>[]) => ({
  requestId: 'b8dd3137-1553-4109-b927-8c974c244627',
  _return: true,
  securityGroupRuleSet: {
    items: items.map((item, at) => ({
      groupOwnerId: '123456789012',
      groupId,
      securityGroupRuleId: `sgr-0000000${at}`,
      isEgress: false,
      ipProtocol: 'tcp',
      fromPort: 22,
      toPort: 22,
      ...item,
    })),
  },
});
const lines = (rules: readonly GroupRule[]): string[] => rules.map(describeRuleInFull);

describe('what a call added, by its answer', () => {
  for (const [what, item, expected] of [
    ['IPv4', { cidrIpv4: '0.0.0.0/0' }, 'tcp 22 from 0.0.0.0/0'],
    ['IPv6', { cidrIpv6: '::/0' }, 'tcp 22 from ::/0'],
    ['a prefix list', { prefixListId: 'pl-0a1b2c3d' }, 'tcp 22 from pl-0a1b2c3d'],
    ['a group', { referencedGroupInfo: { groupId: 'sg-0a1b2c3d', userId: '210987654321' } }, 'tcp 22 from sg-0a1b2c3d'],
    ['a group in the short form', { referencedGroupId: 'sg-0a1b2c3d' }, 'tcp 22 from sg-0a1b2c3d'],
    [
      'a group as an object under that name',
      { referencedGroupId: { groupId: 'sg-0a1b2c3d', userId: '210987654321', peeringStatus: 'active' } },
      'tcp 22 from sg-0a1b2c3d',
    ],
    ['a description', { cidrIpv4: '10.0.0.0/8', description: 'vpn' }, 'tcp 22 from 10.0.0.0/8 "vpn"'],
    ['a range', { cidrIpv4: '10.0.0.0/8', fromPort: 20, toPort: 25 }, 'tcp 20-25 from 10.0.0.0/8'],
    ['numbers as strings', { cidrIpv4: '10.0.0.0/8', fromPort: '20', toPort: '25' }, 'tcp 20-25 from 10.0.0.0/8'],
    ['icmp', { cidrIpv4: '10.0.0.0/8', ipProtocol: 'icmp', fromPort: 8, toPort: -1 }, 'icmp type 8 from 10.0.0.0/8'],
    ['a protocol by number', { cidrIpv4: '10.0.0.0/8', ipProtocol: '6' }, 'tcp 22 from 10.0.0.0/8'],
    [
      'nulls where there is nothing',
      { cidrIpv4: '10.0.0.0/8', cidrIpv6: null, description: null },
      'tcp 22 from 10.0.0.0/8',
    ],
  ] as const) {
    it(`reads ${what}`, () => {
      const seen = changeOf(call({ responseElements: answered(item) }));

      assert.deepEqual(lines(seen?.added.map(({ rule }) => rule) ?? []), [expected]);
      assert.deepEqual(
        seen?.added.map(({ id }) => id),
        ['sgr-00000000'],
      );
      assert.deepInclude(seen, { modified: [], unresolved: [] });
    });
  }

  it('reads every rule with its id, outward ones too, whatever was asked for', () => {
    const all = { ipProtocol: '-1', fromPort: -1, toPort: -1, isEgress: true };

    const seen = changeOf(
      call({
        eventName: 'AuthorizeSecurityGroupEgress',
        requestParameters: { groupId, ipPermissions: { items: [{ ipProtocol: 'tcp' }] } },
        responseElements: answered({ ...all, cidrIpv4: '0.0.0.0/0' }, { ...all, cidrIpv6: '::/0' }),
      }),
    );

    assert.deepEqual(
      seen?.added.map(({ id, rule }) => [id, ...lines([rule])]),
      [
        ['sgr-00000000', 'all traffic to 0.0.0.0/0'],
        ['sgr-00000001', 'all traffic to ::/0'],
      ],
    );
    assert.deepEqual(
      seen?.added.map(({ rule }) => [rule.fromPort, rule.toPort]),
      [
        [null, null],
        [null, null],
      ],
    );
  });

  for (const [what, responseElements] of [
    ['a rule without a source', answered({})],
    ['a rule without an id', answered({ cidrIpv4: '10.0.0.0/8', securityGroupRuleId: '' })],
    ['a rule of an id that no record may have', answered({ cidrIpv4: '10.0.0.0/8', securityGroupRuleId: 'sgr-new' })],
    ['a rule of two sources', answered({ cidrIpv4: '10.0.0.0/8', cidrIpv6: '::/0' })],
    ['an address that is none', answered({ cidrIpv4: 'everywhere' })],
    ['a list of another form', { securityGroupRuleSet: 'omitted' }],
  ] as const) {
    it(`says that it cannot read ${what}, and takes nothing of it for known`, () => {
      const seen = changeOf(call({ responseElements }));

      assert.match(seen?.unread ?? '', /^responseElements.*cannot be read$/);
      assert.deepInclude(seen, { added: [], modified: [], unresolved: [] });
    });
  }
});

describe('what a call asked to add, where its answer names no rule', () => {
  const items = [
    {
      ipProtocol: 'tcp',
      fromPort: 443,
      toPort: 443,
      groups: { items: [{ groupId: 'sg-0a1b2c3d', userId: '123456789012' }] },
      ipRanges: { items: [{ cidrIp: '10.0.0.0/8', description: 'vpn' }, { cidrIp: '192.0.2.0/24' }] },
      ipv6Ranges: { items: [{ cidrIpv6: '::/0' }] },
      prefixListIds: { items: [{ prefixListId: 'pl-0a1b2c3d' }] },
    },
    { ipProtocol: '-1', groups: {}, ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] }, ipv6Ranges: {}, prefixListIds: {} },
  ];
  const flat = { groupId, ipPermissions: {}, ipProtocol: 'tcp', fromPort: 22, toPort: 22, cidrIp: '0.0.0.0/0' };

  for (const [what, requestParameters, expected] of [
    [
      'permissions',
      { groupId, ipPermissions: { items } },
      [
        'tcp 443 from 10.0.0.0/8 "vpn"',
        'tcp 443 from 192.0.2.0/24',
        'tcp 443 from ::/0',
        'tcp 443 from pl-0a1b2c3d',
        'tcp 443 from sg-0a1b2c3d',
        'all traffic from 0.0.0.0/0',
      ],
    ],
    ['the flat form', flat, ['tcp 22 from 0.0.0.0/0']],
    ['the flat form with numbers as strings', { ...flat, fromPort: '22', toPort: '22' }, ['tcp 22 from 0.0.0.0/0']],
    ['a group by name', { ...flat, groupId: undefined, groupName: 'web' }, ['tcp 22 from 0.0.0.0/0']],
  ] as const) {
    it(`is read from ${what}`, () => {
      for (const responseElements of [{}, { _return: true }, { securityGroupRuleSet: {} }]) {
        const seen = changeOf(call({ requestParameters, responseElements }));

        assert.deepEqual(lines(seen?.unresolved ?? []), [...expected]);
        assert.deepInclude(seen, { added: [], modified: [] });
      }
    });
  }

  for (const [what, requestParameters] of [
    ['nothing at all', {}],
    ['no permission', { groupId, ipPermissions: {} }],
    ['what cannot be a rule', { ...flat, cidrIp: 'everywhere' }],
    ['a group of EC2-Classic by its name', { ...flat, cidrIp: undefined, sourceSecurityGroupName: 'web' }],
  ] as const) {
    it(`is unknown where the request has ${what}`, () => {
      const seen = changeOf(call({ requestParameters }));

      assert.isNotEmpty(seen?.unread);
      assert.deepInclude(seen, { added: [], unresolved: [] });
    });
  }
});

describe('what a call changed', () => {
  const rule = { CidrIpv4: '0.0.0.0/0', FromPort: 443, ToPort: 443, IpProtocol: 'tcp' };
  const one = { SecurityGroupRuleId: 'sgr-0d28445c956a5d8ac', tag: 1, SecurityGroupRule: rule };
  const other = {
    SecurityGroupRuleId: 'sgr-0d28445c956a5d8ad',
    tag: 2,
    SecurityGroupRule: {
      ReferencedGroupId: 'sg-0a1b2c3d',
      FromPort: '22',
      ToPort: '22',
      IpProtocol: 'tcp',
      Description: 'x',
    },
  };
  const modify = (SecurityGroupRule: unknown) =>
    changeOf(
      call({
        eventName: 'ModifySecurityGroupRules',
        requestParameters: { ModifySecurityGroupRulesRequest: { GroupId: groupId, SecurityGroupRule } },
        responseElements: { ModifySecurityGroupRulesResponse: { return: true } },
      }),
    );

  it('is one rule as an object, or several as a list', () => {
    const asked = [
      { ipProtocol: 'tcp', fromPort: 443, toPort: 443, cidrIpv4: '0.0.0.0/0' },
      { ipProtocol: 'tcp', fromPort: 22, toPort: 22, group: { groupId: 'sg-0a1b2c3d' }, description: 'x' },
    ];
    const withoutUndefined = (seen: ReturnType<typeof modify>): unknown => JSON.parse(JSON.stringify(seen?.modified));

    assert.deepEqual(withoutUndefined(modify(one)), [{ id: 'sgr-0d28445c956a5d8ac', asked: asked[0] }]);
    assert.deepEqual(withoutUndefined(modify([one])), [{ id: 'sgr-0d28445c956a5d8ac', asked: asked[0] }]);
    assert.deepEqual(withoutUndefined(modify([one, other])), [
      { id: 'sgr-0d28445c956a5d8ac', asked: asked[0] },
      { id: 'sgr-0d28445c956a5d8ad', asked: asked[1] },
    ]);
  });

  for (const [what, given] of [
    ['nothing', undefined],
    ['an empty list', []],
    ['a rule without an id', { SecurityGroupRule: rule }],
    ['an id without a rule', { SecurityGroupRuleId: 'sgr-0d28445c956a5d8ac' }],
  ] as const) {
    it(`is unknown where the request has ${what}`, () => {
      assert.match(modify(given)?.unread ?? '', /ModifySecurityGroupRulesRequest.* cannot be read$/);
    });
  }
});

describe('a call that neither adds nor changes a rule', () => {
  for (const eventName of [
    'CreateSecurityGroup',
    'RevokeSecurityGroupIngress',
    'UpdateSecurityGroupRuleDescriptionsIngress',
    'DeleteSecurityGroup',
  ]) {
    it(`is ${eventName}`, () => {
      const responseElements = answered({ cidrIpv4: '0.0.0.0/0' });

      assert.isUndefined(changeOf(call({ eventName, responseElements })));
    });
  }
});
