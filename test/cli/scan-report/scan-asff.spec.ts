import type { AwsSecurityFinding } from '@aws-sdk/client-securityhub';
import { assert } from 'chai';
import * as fc from 'fast-check';
import { scanAsff, securityFindings } from '../../../cli/scan-report/scan-asff.ts';
import { rules } from '../../../rules/registry.ts';
import { isJudgedByConfig } from '../../../rules/rule.ts';
import { compliant, hostile, report, unreadBucket, violating } from '../../support/scan-reports.ts';

/** What BatchImportFindings requires, and the lengths that it takes (Security Hub API Reference, AwsSecurityFinding). */
function assertImportable(finding: AwsSecurityFinding): void {
  const lengths = [
    ['Id', finding.Id, 512],
    ['ProductArn', finding.ProductArn, 2048],
    ['ProductName', finding.ProductName, 128],
    ['GeneratorId', finding.GeneratorId, 512],
    ['Title', finding.Title, 256],
    ['Description', finding.Description, 1024],
    ['Recommendation.Text', finding.Remediation?.Recommendation?.Text ?? 'none', 512],
    ['Severity.Original', finding.Severity?.Original, 64],
  ] as const;
  for (const [name, text = '', longest] of lengths) {
    assert.isNotEmpty(text, name);
    assert.isAtMost(text.length, longest, name);
    assert.notMatch(text, /[\p{Cc}\p{Cs}]/u, name);
  }
  assert.equal(finding.SchemaVersion, '2018-10-08');
  assert.match(finding.AwsAccountId ?? '', /^\d{12}$/);
  for (const time of [finding.CreatedAt, finding.UpdatedAt]) assert.equal(new Date(time ?? '').toISOString(), time);
  assert.include(['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFORMATIONAL'], finding.Severity?.Label);
  assert.deepEqual(finding.FindingProviderFields?.Severity, finding.Severity);
  for (const type of finding.Types ?? assert.fail('no Types'))
    assert.match(type, /^Software and Configuration Checks\/[^/]+(\/[^/]+)?$/);
  assert.lengthOf(finding.Resources ?? [], 1);
  for (const { Type, Id } of finding.Resources ?? []) {
    assert.isNotEmpty(Type);
    assert.isNotEmpty(Id);
    assert.isAtMost((Id ?? '').length, 512);
  }
  for (const value of Object.values(finding.ProductFields ?? {})) assert.isAtMost(value.length, 2048);
  assert.isBelow(JSON.stringify(finding).length, 240_000);
}

describe('securityFindings', () => {
  for (const rule of rules.filter(isJudgedByConfig)) {
    it(`makes an importable finding of ${rule.id}`, () => {
      const judged = { rule: rule.id, resourceType: rule.resourceType, resourceId: '111122223333' };

      const findings = securityFindings(report([violating(judged), compliant(judged)]));

      assert.deepEqual<unknown>(
        findings.map(({ Compliance, Severity }) => [Compliance?.Status, Severity?.Label]),
        [
          ['FAILED', rule.severity.toUpperCase()],
          ['PASSED', 'INFORMATIONAL'],
        ],
      );
      for (const finding of findings) assertImportable(finding);
      assert.equal(findings[0]?.Id, findings[1]?.Id, 'so that the one resolves the other');
    });
  }

  it('keeps within every limit, whatever things are called', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 400 }), fc.string({ maxLength: 5000 }), (resourceId, text) => {
        const annotation = `${hostile}${text}`;
        const [finding = assert.fail('no finding')] = securityFindings(report([violating({ resourceId, annotation })]));
        assertImportable({ ...finding, Resources: [{ Type: 'AwsS3Bucket', Id: 'x' }] });
      }),
      { numRuns: 200 },
    );
  });

  for (const [resourceType, resourceId, region, type, id] of [
    [
      'AWS::EC2::SecurityGroup',
      'sg-1',
      'eu-west-1',
      'AwsEc2SecurityGroup',
      'arn:aws:ec2:eu-west-1:111122223333:security-group/sg-1',
    ],
    ['AWS::S3::Bucket', 'photos', 'cn-north-1', 'AwsS3Bucket', 'arn:aws-cn:s3:::photos'],
    ['AWS::S3::AccountPublicAccessBlock', '111122223333', 'eu-west-1', 'AwsAccount', 'AWS::::Account:111122223333'],
  ] as const) {
    it(`names a ${resourceType} in ${region} as Security Hub does`, () => {
      const [finding] = securityFindings(report([violating({ resourceType, resourceId, region })]));

      assert.deepInclude(finding?.Resources?.[0], { Type: type, Id: id, Region: region });
    });
  }

  it('is for the default product of the account and region, unless another is named', () => {
    const finding = violating({ region: 'us-gov-west-1', accountId: '444455556666' });

    assert.equal(
      securityFindings(report([finding]))[0]?.ProductArn,
      'arn:aws-us-gov:securityhub:us-gov-west-1:444455556666:product/444455556666/default',
    );
    assert.equal(securityFindings(report([finding]), 'arn:own')[0]?.ProductArn, 'arn:own');
  });

  it('has the same id in every scan, one of each resource and rule, and of an account one for all regions', () => {
    const ids = (...evaluations: Parameters<typeof report>[0]) =>
      securityFindings(report(evaluations, { at: new Date() })).map(({ Id }) => Id);
    const account = { rule: 's3-account-public-access-block', resourceType: 'AWS::S3::AccountPublicAccessBlock' };

    assert.deepEqual(ids(violating({ annotation: 'other words' })), ids(violating()));
    assert.lengthOf(
      new Set(
        ids(
          violating(),
          violating({ rule: 's3-bucket-logging' }),
          violating({ resourceId: 'other' }),
          violating({ region: 'eu-west-2' }),
          violating({ accountId: '444455556666' }),
        ),
      ),
      5,
    );
    assert.deepEqual(
      ids(violating({ ...account, region: 'eu-west-1' })),
      ids(violating({ ...account, region: 'us-east-1' })),
    );
  });

  it('says of a resource that could not be read that no verdict is to be had, by every rule for it', () => {
    const judged = rules.filter(({ resourceType }) => resourceType === 'AWS::S3::Bucket');

    const findings = securityFindings(report([compliant()], { errors: [unreadBucket, { message: 'no region' }] }));

    const missing = findings.filter(({ Compliance }) => Compliance?.Status === 'NOT_AVAILABLE');
    assert.lengthOf(missing, judged.length);
    for (const finding of missing) {
      assertImportable(finding);
      assert.equal(finding.Description, unreadBucket.message);
      assert.equal(finding.RecordState, 'ACTIVE');
    }
    const id = securityFindings(report([violating({ resourceId: 'locked-bucket' })]))[0]?.Id;
    assert.include(
      missing.map((finding) => finding.Id),
      id,
    );
  });

  it('says nothing by a rule that judges calls and not resources', () => {
    const byCalls = rules.filter((rule) => !isJudgedByConfig(rule));
    const group = { accountId: '111122223333', region: 'eu-west-1', resourceType: 'AWS::EC2::SecurityGroup' } as const;
    const errors = [{ resourceId: 'sg-1', message: 'no', of: group }];

    assert.isNotEmpty(byCalls);
    const verdicts = byCalls.map(({ id }) => compliant({ ...group, rule: id, compliance: 'NOT_APPLICABLE' }));
    assert.deepEqual(securityFindings(report(verdicts, { errors, rules: byCalls })), []);
  });

  it('archives what is gone', () => {
    const [finding] = securityFindings(report([compliant({ compliance: 'NOT_APPLICABLE' })]));

    assert.equal(finding?.RecordState, 'ARCHIVED');
    assert.equal(finding?.Compliance?.Status, 'NOT_AVAILABLE');
  });

  it('is printed as the list that BatchImportFindings takes', () => {
    const evaluations = [violating()];

    assert.deepEqual(JSON.parse(scanAsff(report(evaluations))), securityFindings(report(evaluations)));
  });
});
