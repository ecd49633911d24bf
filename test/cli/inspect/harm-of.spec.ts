import { assert } from 'chai';
import { type AttachedInterface, harmOf, type Surroundings } from '../../../cli/inspect/harm-of.ts';
import type { Plan } from '../../../contract/plan.ts';
import type { Violation } from '../../../contract/violation.ts';
import { closing, noPlan, openPort } from '../../support/inspections.ts';

const planOf = (...operations: readonly string[]): Plan => ({
  ...noPlan,
  changes: operations.map((operation) => ({ service: 's3', operation, input: {} })),
});
const attached = (use: string, hasPublicAddress = false): AttachedInterface => ({ id: 'eni-1', use, hasPublicAddress });
const interfaces = (...value: readonly AttachedInterface[]): Surroundings => ({ interfaces: { kind: 'read', value } });
const statement: Violation = { kind: 'public-statement', index: 0, reason: 'Principal is *' };
const plainHttp: Violation = { kind: 'plain-http', missing: ['bucket'] };
const anonymous = /^Whoever reads without AWS credentials is turned away/;

const cases: readonly (readonly [
  what: string,
  plan: Plan,
  violations: readonly Violation[],
  found: Surroundings,
  lines: readonly RegExp[],
])[] = [
  ['of nothing that changes', noPlan, [openPort(22)], interfaces(attached('instance i-1')), []],
  ['of a group that nothing uses', closing(22), [openPort(22)], interfaces(), [/^No network interface uses the group/]],
  [
    'of a group that one instance uses',
    closing(22),
    [openPort(22)],
    interfaces(attached('instance i-1', true)),
    [/^1 network interface uses the group, 1 with a public address: instance i-1\.$/],
  ],
  [
    'of a group that many use',
    closing(22),
    [openPort(22)],
    interfaces(
      attached('ELB app/web/1'),
      ...['a', 'b', 'c', 'd', 'e', 'f'].map((name) => attached(`instance i-${name}`)),
      attached('ELB app/web/1'),
    ),
    [
      /^8 network interfaces use the group, none with a public address: 2 × ELB app\/web\/1, (instance i-., ){4}2 more\.$/,
    ],
  ],
  [
    'of a group whose users are not known',
    closing(22),
    [openPort(22)],
    { interfaces: { kind: 'unread', reason: 'the caller may not ec2:DescribeNetworkInterfaces' } },
    [/^Which network interfaces use the group is not known: the caller may not ec2:DescribeNetworkInterfaces$/],
  ],
  ['of a group when nobody looked', closing(22), [openPort(22)], {}, []],
  [
    'of the last statement of a policy',
    planOf('DeleteBucketPolicy'),
    [statement],
    {},
    [/^No other statement .* deleted whole\.$/, anonymous],
  ],
  ['of a policy that stays', planOf('PutBucketPolicy'), [statement], {}, [anonymous]],
  [
    'of a website',
    planOf('PutBucketPolicy'),
    [statement],
    { website: { kind: 'read', value: true } },
    [/^The bucket is a website, and its visitors may read nothing more/, anonymous],
  ],
  [
    'of what is no website',
    planOf('PutBucketAcl'),
    [statement],
    { website: { kind: 'read', value: false } },
    [anonymous],
  ],
  [
    'of what may be a website',
    planOf('PutBucketPolicy'),
    [statement],
    { website: { kind: 'unread', reason: 'the caller may not s3:GetBucketWebsite' } },
    [/^Whether the bucket is a website is not known: the caller may not/, anonymous],
  ],
  [
    'of a website over plain HTTP',
    planOf('PutBucketPolicy'),
    [plainHttp],
    { website: { kind: 'read', value: true } },
    [/^The bucket is a website, and its visitors reach it over plain HTTP only/, /^Clients that speak plain HTTP/],
  ],
  [
    'of a block that ends access',
    planOf('PutPublicAccessBlock'),
    [{ kind: 'block-off', of: 'bucket', settings: ['restrictPublicBuckets'] }],
    {},
    [anonymous],
  ],
  [
    'of a block that refuses new access only',
    planOf('PutPublicAccessBlock'),
    [{ kind: 'block-off', of: 'bucket', settings: ['blockPublicAcls', 'blockPublicPolicy'] }],
    {},
    [],
  ],
  [
    'of a block whose settings that end access are left to people',
    planOf('PutPublicAccessBlock'),
    [
      { kind: 'block-off', of: 'bucket', settings: ['blockPublicAcls', 'ignorePublicAcls'], unmendable: 'so' },
      { kind: 'block-off', of: 'bucket', settings: ['blockPublicPolicy'] },
    ],
    {},
    [],
  ],
  ['of a setting that hurts nobody', planOf('PutBucketVersioning'), [{ kind: 'versioning-off', found: 'Off' }], {}, []],
];

describe('harmOf', () => {
  for (const [what, plan, violations, found, lines] of cases) {
    it(`tells ${lines.length === 0 ? 'nothing' : `${lines.length} things`} ${what}`, () => {
      const told = harmOf(plan, violations, found);

      assert.lengthOf(told, lines.length, told.join('\n'));
      lines.forEach((line, index) => assert.match(told[index] ?? '', line));
    });
  }
});
