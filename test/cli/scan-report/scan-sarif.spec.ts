import { assert } from 'chai';
import type { Log, Result, Run } from 'sarif';
import { sarifLog, scanSarif } from '../../../cli/scan-report/scan-sarif.ts';
import type { ScanReport } from '../../../cli/scan-report/scan-report.ts';
import { rules } from '../../../rules/registry.ts';
import { compliant, hostile, report, undecided, unreadBucket, violating } from '../../support/scan-reports.ts';

const section = rules.map(({ id, resourceType }) =>
  violating({ rule: id, resourceType, resourceId: '111122223333', annotation: hostile }),
);

function runOf(given: ScanReport): Run {
  const [run = assert.fail('no run')] = sarifLog(given).runs;
  return run;
}

function resultsOf(given: ScanReport): Result[] {
  return runOf(given).results ?? assert.fail('no results');
}

describe('sarifLog', () => {
  const given = report([...section, undecided(), compliant()], { errors: [unreadBucket, { message: 'no region' }] });
  const log: Log = JSON.parse(scanSarif(given));
  const [run = assert.fail('no run')] = log.runs;
  const results = run.results ?? [];
  const descriptors = run.tool.driver.rules ?? [];

  it('is a log of version 2.1.0 with its schema (SARIF 3.13.2, 3.13.3) and one run (3.13.4)', () => {
    assert.equal(log.version, '2.1.0');
    assert.match(log.$schema ?? '', /^https:.*sarif-schema-2\.1\.0\.json$/);
    assert.lengthOf(log.runs, 1);
  });

  it('names the tool (3.19.8), and each rule once with a stable id (3.49.3), texts (3.49.9, 3.49.10) and help (3.49.13)', () => {
    assert.isNotEmpty(run.tool.driver.name);
    assert.deepEqual(
      descriptors.map(({ id }) => id),
      rules.map(({ id }) => id),
    );
    for (const { shortDescription, fullDescription, help, defaultConfiguration } of descriptors) {
      assert.isNotEmpty(shortDescription?.text);
      assert.isNotEmpty(fullDescription?.text);
      assert.isNotEmpty(help?.text, '3.12.3: markdown does not stand without text');
      assert.include(['none', 'note', 'warning', 'error'], defaultConfiguration?.level, '3.50.3');
    }
  });

  it('gives each rule the severity that GitHub reads, in the band of its own', () => {
    const bands = { critical: [9.1, 10], high: [7, 8.9], medium: [4, 6.9], low: [0.1, 3.9] } as const;
    for (const [at, { severity }] of rules.entries()) {
      const score = Number(descriptors[at]?.properties?.['security-severity']);
      const [from, to] = bands[severity];
      assert.isAtLeast(score, from);
      assert.isAtMost(score, to);
    }
  });

  it('refers from each result to its rule by id and index alike (3.27.5, 3.27.6)', () => {
    for (const { ruleId, ruleIndex = -1 } of results) assert.equal(descriptors[ruleIndex]?.id, ruleId);
  });

  it('has a message in each result (3.27.11), and a level of none unless it fails (3.27.9, 3.27.10)', () => {
    for (const { message, kind, level } of results) {
      assert.isNotEmpty(message.text);
      if (kind === 'fail') assert.include(['note', 'warning', 'error'], level);
      else assert.deepEqual([kind, level], ['open', 'none']);
    }
  });

  it('has one location in each result (3.27.12), physical for GitHub and logical for people (3.28.3, 3.28.4)', () => {
    for (const { locations = [] } of results) {
      assert.lengthOf(locations, 1);
      const { physicalLocation, logicalLocations = [] } = locations[0] ?? {};
      const uri = physicalLocation?.artifactLocation?.uri ?? '';
      assert.match(uri, /^[A-Za-z0-9._~!$&'()*+,;=@%/-]+$/, '3.4.3: a valid URI reference');
      assert.isFalse(uri.startsWith('/') || uri.includes('//') || uri.includes('..'), 'relative to the repository');
      assert.isAtLeast(physicalLocation?.region?.startLine ?? 0, 1, '3.30.5: lines count from 1');
      assert.isNotEmpty(logicalLocations[0]?.fullyQualifiedName, '3.33.5');
      assert.equal(logicalLocations[0]?.kind, 'resource', '3.33.7');
    }
  });

  it('tells results apart by fingerprints (3.27.17) that are the same in every scan', () => {
    const prints = (from: ScanReport) => resultsOf(from).map(({ partialFingerprints }) => partialFingerprints);
    const again = {
      ...given,
      at: new Date(),
      evaluations: given.evaluations.map((one) => ({ ...one, annotation: 'x' })),
    };

    assert.deepEqual(prints(again), prints(given));
    assert.lengthOf(
      new Set(results.map(({ partialFingerprints }) => partialFingerprints?.['primaryLocationLineHash'])),
      results.length,
    );
  });

  it('says what failed in the invocation (3.20.14, 3.20.21), an interruption too', () => {
    const texts = (from: ScanReport) =>
      runOf(from).invocations?.flatMap(({ executionSuccessful, toolExecutionNotifications = [] }) => [
        executionSuccessful,
        ...toolExecutionNotifications.map(({ message }) => message.text),
      ]);

    assert.deepEqual(texts(report([compliant()])), [true]);
    assert.deepEqual(texts(given), [false, unreadBucket.message, 'no region']);
    assert.deepEqual(texts(report([], { partial: 'partial: x' })), [false, 'partial: x']);
  });

  it('has no result of what is compliant, and keeps that of what could not be read, of every rule for it', () => {
    const open = results.filter(({ kind }) => kind === 'open');

    assert.lengthOf(open, rules.filter(({ resourceType }) => resourceType === 'AWS::S3::Bucket').length);
    assert.lengthOf(results, section.length + 1 + open.length);
    const failing = resultsOf(report([violating({ resourceId: 'locked-bucket' })]));
    const prints = open.map(({ partialFingerprints }) => partialFingerprints?.['configmend/v1']);
    assert.include(prints, failing[0]?.partialFingerprints?.['configmend/v1']);
  });

  for (const [file, uri] of [
    ['snapshots/of today.json', 'snapshots/of%20today.json'],
    ['/elsewhere/items.json', 'file:///elsewhere/items.json'],
  ] as const) {
    it(`locates what it found in ${file} there`, () => {
      const [result] = resultsOf(report([violating()], { source: { kind: 'file', file } }));

      assert.equal(result?.locations?.[0]?.physicalLocation?.artifactLocation?.uri, uri);
    });
  }

  it('locates what it found live by account, region, kind and name', () => {
    const [result] = resultsOf(report([violating()]));

    assert.equal(
      result?.locations?.[0]?.physicalLocation?.artifactLocation?.uri,
      'aws/111122223333/eu-west-1/aws-s3-bucket/holiday-photos',
    );
  });
});
