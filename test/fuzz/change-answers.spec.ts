import { EC2Client } from '@aws-sdk/client-ec2';
import { S3Client } from '@aws-sdk/client-s3';
import { S3ControlClient } from '@aws-sdk/client-s3-control';
import { assert } from 'chai';
import * as fc from 'fast-check';
import type { Change } from '../../contract/plan.ts';
import { applyEc2 } from '../../remediators/apply-ec2.ts';
import { applyS3Control } from '../../remediators/apply-s3-control.ts';
import { applyS3 } from '../../remediators/apply-s3.ts';
import { type Apply, applyWith } from '../../remediators/apply.ts';
import { makeCall } from '../../remediators/mend-step.ts';
import { answering } from './support/answering.ts';
import { ec2ErrorXml, s3ErrorXml } from './support/aws-answers.ts';
import { bentXml } from './support/bent-xml.ts';
import { fuzz } from './support/fuzz.ts';
import { assertNoSecret } from './support/secrets.ts';

const xml = answering();
const ec2 = new EC2Client(xml.config);
const s3 = new S3Client(xml.config);
const s3Control = new S3ControlClient(xml.config);

const cidr = '203.0.113.7/32';
const otherCidr = '0.0.0.0/0';
const IpPermissions = [cidr, otherCidr].map((CidrIp) => ({
  IpProtocol: 'tcp',
  FromPort: 22,
  ToPort: 22,
  IpRanges: [{ CidrIp }],
}));
const bucket = { Bucket: 'holiday-photos', ExpectedBucketOwner: '123456789012' };
const block = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };
const ofGroup = (operation: string, rest: object): Change => ({
  service: 'ec2',
  operation,
  input: { GroupId: 'sg-1', ...rest },
});
const ofBucket = (operation: string, rest: object): Change => ({
  service: 's3',
  operation,
  input: { ...bucket, ...rest },
});
const SecurityGroupRules = [{ SecurityGroupRuleId: 'sgr-1', SecurityGroupRule: { IpProtocol: 'tcp', CidrIpv4: cidr } }];

/** Each with what makes it, and what AWS answers where it does it. */
const unknownItem = (source: string) =>
  `<item><ipProtocol>tcp</ipProtocol><fromPort>22</fromPort><toPort>22</toPort><groups/><ipRanges><item><cidrIp>${source}</cidrIp></item></ipRanges><ipv6Ranges/><prefixListIds/></item>`;
const ec2Xml = (operation: string, inner = '') =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${operation}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r-1</requestId><return>true</return>${inner}</${operation}Response>`;
const unknownXml = (operation: string, ...sources: readonly string[]) =>
  ec2Xml(operation, `<unknownIpPermissionSet>${sources.map(unknownItem).join('')}</unknownIpPermissionSet>`);

const byEc2: Apply = applyWith(ec2, applyEc2);
const byS3: Apply = applyWith(s3, applyS3);
const calls: readonly { readonly change: Change; readonly apply: Apply; readonly answers: readonly string[] }[] = [
  ...['AuthorizeSecurityGroupIngress', 'AuthorizeSecurityGroupEgress'].map((operation) => ({
    change: ofGroup(operation, { IpPermissions }),
    apply: byEc2,
    answers: [ec2Xml(operation), ec2Xml(operation), ec2ErrorXml],
  })),
  ...['RevokeSecurityGroupIngress', 'RevokeSecurityGroupEgress'].flatMap((operation) =>
    [{ IpPermissions }, { SecurityGroupRuleIds: ['sgr-1'] }].map((rest) => ({
      change: ofGroup(operation, rest),
      apply: byEc2,
      answers: [ec2Xml(operation), unknownXml(operation, cidr), unknownXml(operation, cidr, otherCidr), ec2ErrorXml],
    })),
  ),
  {
    change: ofGroup('ModifySecurityGroupRules', { SecurityGroupRules }),
    apply: byEc2,
    answers: [ec2Xml('ModifySecurityGroupRules'), ec2ErrorXml],
  },
  ...[
    ofBucket('PutBucketPolicy', { Policy: '{}' }),
    ofBucket('DeleteBucketPolicy', {}),
    ofBucket('PutPublicAccessBlock', { PublicAccessBlockConfiguration: block }),
    ofBucket('PutBucketVersioning', { VersioningConfiguration: { Status: 'Enabled' } }),
  ].map((change) => ({ change, apply: byS3, answers: ['', s3ErrorXml] })),
  {
    change: {
      service: 's3-control',
      operation: 'PutPublicAccessBlock',
      input: { AccountId: '123456789012', PublicAccessBlockConfiguration: block },
    },
    apply: applyWith(s3Control, applyS3Control),
    answers: ['', s3ErrorXml],
  },
];

const inputs = fc.constantFrom(...calls).chain(({ change, apply, answers }) =>
  fc.record({
    change: fc.constant(change),
    apply: fc.constant(apply),
    status: fc.constantFrom(200, 200, 200, 200, 204, 301, 400, 403, 404, 409, 500, 503),
    body: bentXml(answers),
  }),
);

describe('fuzz: answers of AWS to changes of resources', () => {
  it('are recorded as made or in doubt where AWS took the call, and never as if nothing had been done', () =>
    fuzz({
      name: 'answers to writes',
      share: 0.25,
      inputs,
      async try({ change, apply, status, body }) {
        xml.answer(() => ({ status, body }));
        const planned = structuredClone(change);

        const { record, applied } = await makeCall(change, apply, () => new Date(0));

        assertNoSecret(JSON.stringify(record));
        assert.deepEqual(change, planned, 'the plan is not what it was');
        const isTaken = status < 300;
        if (applied === 'untouched') {
          // Only where each rule that was to be revoked is named, by its source, is it surely not there.
          assert.property(change.input, 'IpPermissions');
          for (const source of [cidr, otherCidr])
            assert.include(body, source, 'a change that was made is called untouched');
        } else if (isTaken) {
          assert.isTrue(
            record.error === undefined || record.inDoubt === true,
            `a change that was made is called refused: ${record.error}`,
          );
        } else {
          assert.isUndefined(applied, 'a change that was refused is called made');
          assert.isString(record.error);
        }
        return record.error === undefined ? 'good' : 'refused';
      },
    }));
});
