import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  type AuthorizeSecurityGroupIngressCommandInput,
  type IpPermission,
} from '@aws-sdk/client-ec2';
import { assert } from 'chai';
import { admit, createGroup, everythingOut, ruleLines, type ServedEc2, startEc2, tcp } from '../support/ec2.ts';
import { assertRefused } from '../support/refusal.ts';

describe('what the local EC2 refuses to authorise', () => {
  let served: ServedEc2;
  let group: string;
  before(async () => {
    served = await startEc2();
  });
  beforeEach(async () => {
    group = await createGroup(served.ec2);
    served.changes.length = 0;
  });
  after(() => served.stop());

  const ingress = (input: Omit<AuthorizeSecurityGroupIngressCommandInput, 'GroupId'>) =>
    served.ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: group, ...input }));

  const good = tcp(443, '198.51.100.0/24');
  const list = 'pl-00000000000000000';
  for (const { what, bad, refused, says } of [
    {
      what: 'a CIDR of 33 bits',
      bad: tcp(22, '10.0.0.0/33'),
      refused: 'InvalidParameterValue',
      says: /CIDR block 10\.0\.0\.0\/33 is malformed/,
    },
    {
      what: 'an address without length',
      bad: tcp(22, '10.0.0.1'),
      refused: 'InvalidParameterValue',
      says: /CIDR block 10\.0\.0\.1 is malformed/,
    },
    {
      what: 'IPv6 as CidrIp',
      bad: tcp(22, '::/0'),
      refused: 'InvalidParameterValue',
      says: /CIDR block ::\/0 is malformed/,
    },
    {
      what: 'IPv4 as CidrIpv6',
      bad: { ...tcp(22), Ipv6Ranges: [{ CidrIpv6: '10.0.0.0/8' }] },
      refused: 'InvalidParameterValue',
      says: /10\.0\.0\.0\/8 is malformed/,
    },
    {
      what: 'the same rule twice',
      bad: { ...good, IpProtocol: '6' },
      refused: 'InvalidParameterValue',
      says: /must not appear multiple times/,
    },
    {
      what: 'an unknown protocol',
      bad: { ...good, IpProtocol: 'esp' },
      refused: 'InvalidParameterValue',
      says: /Invalid value 'esp' for IP protocol/,
    },
    {
      what: 'a protocol number above 255',
      bad: { ...good, IpProtocol: '256' },
      refused: 'InvalidParameterValue',
      says: /Unknown protocol/,
    },
    {
      what: 'tcp without ports',
      bad: { IpProtocol: 'tcp', IpRanges: [{ CidrIp: '10.0.0.0/8' }] },
      refused: 'InvalidParameterValue',
      says: /Must specify both from and to ports with TCP\/UDP/,
    },
    {
      what: 'a port above 65535',
      bad: tcp(65_536, '10.0.0.0/8'),
      refused: 'InvalidParameterValue',
      says: /port \(65536\) out of range/,
    },
    {
      what: 'ports the wrong way round',
      bad: { ...good, FromPort: 444, ToPort: 443 },
      refused: 'InvalidParameterValue',
      says: /range \(444:443\)/,
    },
    {
      what: 'icmp without type',
      bad: { ...good, IpProtocol: 'icmp', FromPort: undefined },
      refused: 'InvalidParameterValue',
      says: /both from and to ports with ICMP/,
    },
    {
      what: 'a code of all ICMP types',
      bad: { ...good, IpProtocol: 'icmp', FromPort: -1, ToPort: 0 },
      refused: 'InvalidParameterValue',
      says: /ICMP code/,
    },
    {
      what: 'an ICMP type above 255',
      bad: { ...good, IpProtocol: 'icmpv6', FromPort: 256, ToPort: -1 },
      refused: 'InvalidParameterValue',
      says: /ICMP type/,
    },
    { what: 'no source', bad: tcp(22), refused: 'MissingParameter', says: /Missing source specification/ },
    {
      what: 'no protocol',
      bad: { IpRanges: [{ CidrIp: '10.0.0.0/8' }] },
      refused: 'MissingParameter',
      says: /IpPermissions\.2\.IpProtocol/,
    },
    {
      what: 'an empty group pair',
      bad: { ...tcp(22), UserIdGroupPairs: [{ Description: 'x' }] },
      refused: 'MissingParameter',
      says: /Source group ID missing/,
    },
    {
      what: 'a description of 256 characters',
      bad: { ...tcp(22), IpRanges: [{ CidrIp: '10.0.0.0/8', Description: 'x'.repeat(256) }] },
      refused: 'InvalidParameterValue',
      says: /Invalid rule description/,
    },
    {
      what: 'a description with other characters',
      bad: { ...tcp(22), IpRanges: [{ CidrIp: '10.0.0.0/8', Description: 'é' }] },
      refused: 'InvalidParameterValue',
      says: /Invalid rule description/,
    },
    {
      what: 'a group that does not exist',
      bad: { ...tcp(22), UserIdGroupPairs: [{ GroupId: 'sg-00000000' }] },
      refused: 'InvalidGroup.NotFound',
      says: /sg-00000000/,
    },
    {
      what: 'a malformed group id',
      bad: { ...tcp(22), UserIdGroupPairs: [{ GroupId: 'web' }] },
      refused: 'InvalidGroupId.Malformed',
      says: /"web"/,
    },
    {
      what: 'a prefix list that does not exist',
      bad: { ...tcp(22), PrefixListIds: [{ PrefixListId: list }] },
      refused: 'InvalidPrefixListID.NotFound',
      says: /pl-00000000000000000/,
    },
  ] satisfies { what: string; bad: IpPermission; refused: string; says: RegExp }[]) {
    it(`adds nothing of a call with ${what}: ${refused}`, async () => {
      await assertRefused(ingress({ IpPermissions: [good, bad] }), refused, says);

      assert.deepEqual(await ruleLines(served.ec2, group), [everythingOut]);
      assert.deepEqual(served.changes, []);
    });
  }

  it('adds nothing of a call of which one rule exists', async () => {
    await admit(served.ec2, group, good);

    await assertRefused(admit(served.ec2, group, tcp(22, '10.0.0.0/8'), good), 'InvalidPermission.Duplicate');

    assert.deepEqual(await ruleLines(served.ec2, group), [everythingOut, 'in tcp 443-443 198.51.100.0/24']);
  });

  for (const { what, input, refused, says } of [
    { what: 'nothing at all', input: {}, refused: 'MissingParameter', says: /Missing source/ },
    {
      what: 'a flat rule without source',
      input: { IpProtocol: 'tcp', FromPort: 1, ToPort: 1 },
      refused: 'MissingParameter',
      says: /source/,
    },
    {
      what: 'a flat rule without protocol',
      input: { CidrIp: '10.0.0.0/8' },
      refused: 'MissingParameter',
      says: /ipProtocol/,
    },
    {
      what: 'both forms at once',
      input: { IpPermissions: [good], CidrIp: '10.0.0.0/8' },
      refused: 'InvalidParameterCombination',
      says: /ipPermissions/,
    },
    {
      what: 'a member that is not supported',
      input: { SourceSecurityGroupName: 'web' },
      refused: 'NotImplemented',
      says: /SourceSecurityGroupName/,
    },
  ]) {
    it(`refuses ${what}: ${refused}`, async () => {
      await assertRefused(ingress(input), refused, says);
    });
  }

  it('takes no flat form for egress', async () => {
    const flat = { GroupId: group, IpProtocol: '-1', CidrIp: '10.0.0.0/8' };

    await assertRefused(
      served.ec2.send(new AuthorizeSecurityGroupEgressCommand(flat)),
      'NotImplemented',
      /CidrIp|IpProtocol/,
    );
  });
});
