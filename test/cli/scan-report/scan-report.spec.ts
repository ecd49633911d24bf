import { assert } from 'chai';
import { groupedFindings, undecidableByFile } from '../../../cli/scan-report/grouped-findings.ts';
import { scanCsv } from '../../../cli/scan-report/scan-csv.ts';
import { scanHtml } from '../../../cli/scan-report/scan-html.ts';
import { scanJson } from '../../../cli/scan-report/scan-json.ts';
import { callsOf, exitCodeOf } from '../../../cli/scan-report/scan-report.ts';
import { scanTable } from '../../../cli/scan-report/scan-table.ts';
import { compliant, hostile, report, undecided, unreadBucket, violating } from '../../support/scan-reports.ts';

const plain = (_: unknown, text: string): string => text;
const critical = violating({ rule: 'security-group-restricted-ports' });
const high = violating({ rule: 's3-bucket-public-access-block' });
const low = violating({ rule: 's3-bucket-versioning' });

describe('exitCodeOf', () => {
  for (const [what, evaluations, errors, failOn, code] of [
    ['all is compliant', [compliant()], [], undefined, 0],
    ['nothing is judged', [], [], undefined, 0],
    ['something is unread', [compliant()], [unreadBucket], undefined, 1],
    ['something violates', [low], [], undefined, 2],
    ['something violates and something is unread', [low], [unreadBucket], undefined, 2],
    ['a violation is as bad as asked for', [low], [], 'low', 2],
    ['a violation is less bad', [low], [], 'medium', 0],
    ['a violation is worse', [critical], [], 'high', 2],
    ['a violation is less bad by one', [high], [], 'critical', 0],
    ['a violation is less bad and something is unread', [high], [unreadBucket], 'critical', 1],
    ['the worst of several is as bad as asked for', [low, critical], [], 'critical', 2],
    ['a rule cannot decide', [undecided()], [], 'medium', 2],
    ['a rule is not known', [violating({ rule: 'gone' })], [], 'critical', 2],
  ] as const) {
    it(`is ${code} where ${what}${failOn === undefined ? '' : `, of ${failOn} or worse`}`, () => {
      assert.equal(exitCodeOf(report(evaluations, { errors }), failOn), code);
    });
  }

  it('is 130 where it was interrupted, whatever was found', () => {
    assert.equal(exitCodeOf(report([critical], { partial: 'partial: interrupted' })), 130);
  });
});

describe('groupedFindings', () => {
  it('has the worst first and leaves none out', () => {
    const groups = groupedFindings(report([low, critical, compliant(), high]));

    assert.deepEqual(
      groups.map(([severity, findings]) => [severity, findings.map(({ first }) => first.rule)]),
      [
        ['critical', [critical.rule]],
        ['high', [high.rule]],
        ['low', [low.rule]],
      ],
    );
  });

  it('says once what cannot be decided over many, and each violation of its own', () => {
    const many = ['a', 'b', 'c'].map((resourceId) => undecided({ resourceId }));
    const others = [undecided({ resourceId: 'd', annotation: 'another reason' }), undecided({ region: 'eu-west-2' })];
    const alike = [violating({ rule: 's3-bucket-acls-disabled' }), violating({ rule: 's3-bucket-acls-disabled' })];

    const [group] = groupedFindings(report([...many, ...others, ...alike]));

    assert.deepEqual(
      group?.[1].map(({ evaluations }) => evaluations.length),
      [3, 1, 1, 1, 1],
    );
  });
});

describe('undecidableByFile', () => {
  const buckets = [undecided({ resourceId: 'a' }), undecided({ resourceId: 'b' }), low];

  it('says once how many a file cannot decide, and what to do', () => {
    const [note = '', ...others] = undecidableByFile(report(buckets, { source: { kind: 'file', file: 'x.json' } }));

    assert.match(note, /^s3-bucket-acls-disabled cannot decide over 2 resources .* --skip s3-bucket-acls-disabled\.$/);
    assert.deepEqual(others, []);
  });

  it('has nothing to say of a live scan', () => {
    assert.deepEqual(undecidableByFile(report(buckets)), []);
  });
});

describe('callsOf', () => {
  it('names a person where the plan must not be made', () => {
    const unmendable = violating({ violations: [{ kind: 'versioning-off', found: 'Off', unmendable: 'MFA delete' }] });

    assert.equal(callsOf(violating()), 's3:PutBucketVersioning');
    assert.equal(callsOf(unmendable), 'a person');
    assert.equal(callsOf(undecided()), 'a person');
  });
});

describe('scanTable', () => {
  it('groups by severity, names accounts where there are several, and shows what is partial', () => {
    const other = violating({ accountId: '444455556666', rule: 'security-group-restricted-ports' });
    const partial = 'partial: interrupted';

    const lines = scanTable(report([low, other], { errors: [unreadBucket], partial }), plain).split('\n');

    assert.equal(lines[0], 'CRITICAL');
    assert.match(lines[1] ?? '', /^RULE +RESOURCE +ACCOUNT +REGION +WHY +MENDED BY$/);
    assert.match(lines[2] ?? '', /^security-group-restricted-ports +holiday-photos +444455556666 +eu-west-1 /);
    assert.equal(lines[4], 'LOW');
    assert.deepEqual(lines.slice(-3), [
      `unread locked-bucket: ${unreadBucket.message}`,
      partial,
      '0 compliant, 2 not, 0 not applicable, 1 unread',
    ]);
  });

  it('has a block for each finding where the terminal is too narrow for the table', () => {
    const one = violating({ rule: 's3-bucket-versioning', annotation: 'versioning is off' });

    const lines = scanTable(report([one]), plain, 60).split('\n');

    assert.deepEqual(lines.slice(0, 4), [
      'LOW',
      's3-bucket-versioning  holiday-photos',
      '  region     eu-west-1',
      '  why        versioning is off',
    ]);
    assert.isTrue(lines.every((line) => line.length <= 60));
  });

  it('lets no name take over the terminal', () => {
    const text = scanTable(
      report([violating({ resourceId: hostile, annotation: hostile })], { errors: [{ message: hostile }] }),
      plain,
    );

    // oxlint-disable-next-line no-control-regex -- they are what must not be there
    assert.notMatch(text, /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202E]/);
  });
});

describe('scanJson', () => {
  it('is the contract and nothing else, a partial scan being an error', () => {
    const text = scanJson(report([low], { errors: [unreadBucket, { message: 'no region' }], partial: 'partial: x' }));

    assert.deepEqual(JSON.parse(text), {
      evaluations: [low],
      errors: [
        { resourceId: 'locked-bucket', message: unreadBucket.message },
        { message: 'no region' },
        { message: 'partial: x' },
      ],
    });
  });
});

describe('scanCsv', () => {
  it('has a row of every verdict, of all that is unread, and of what is partial', () => {
    const exempt = compliant({ annotation: 'exempt until 2026-12-31 by team: why' });

    const lines = scanCsv(report([low, exempt], { errors: [unreadBucket], partial: 'partial: x' })).split('\n');

    assert.equal(
      lines[0],
      'compliance,severity,rule,resourceType,resourceId,accountId,region,exempt,annotation,mendedBy,scannedAt,accountName',
    );
    assert.equal(
      lines[1],
      'NON_COMPLIANT,low,s3-bucket-versioning,AWS::S3::Bucket,holiday-photos,111122223333,eu-west-1,no,versioning is off,s3:PutBucketVersioning,2026-11-20T18:00:00.000Z,',
    );
    assert.match(lines[2] ?? '', /^COMPLIANT,.*,yes,exempt until 2026-12-31 by team: why,,/);
    assert.match(lines[3] ?? '', /^UNREAD,,,AWS::S3::Bucket,locked-bucket,111122223333,eu-west-1,no,bucket locked/);
    assert.match(lines[4] ?? '', /^UNREAD,,,,,,,no,partial: x,,/);
  });

  it('lets no annotation be a formula', () => {
    assert.include(scanCsv(report([violating({ annotation: hostile })])), `"'=HYPERLINK(""http`);
  });
});

describe('scanHtml', () => {
  it('has a section of each severity, of what is exempt, of what is unread, and the rules', () => {
    const exempt = compliant({ annotation: 'exempt until 2026-12-31 by team: why' });

    const page = scanHtml(report([critical, low, exempt], { errors: [unreadBucket], partial: 'partial: x' }));

    const headings = [...page.matchAll(/<h2 id="section-\d+">(.*?)<\/h2>/g)].map(([, heading]) => heading);
    assert.deepEqual(headings, [
      'Critical: 1 not compliant',
      'Low: 1 not compliant',
      'Exempt: 1',
      'Not read: 1',
      'Rules judged by',
    ]);
    assert.include(page, 'role="note">partial: x');
    assert.include(page, '<code>s3:PutBucketVersioning</code>');
  });

  it('lets no name become markup', () => {
    const evaluation = violating({
      resourceId: hostile,
      annotation: hostile,
      plan: [{ service: 's3', operation: 'PutBucketAcl', input: { Bucket: hostile } }],
    });

    const page = scanHtml(
      report([evaluation, compliant({ annotation: hostile })], {
        errors: [{ resourceId: hostile, message: hostile }],
        source: { kind: 'file', file: hostile },
        partial: hostile,
      }),
    );

    assert.notMatch(page, /<script|<\/td><script/i);
    assert.include(page, '&lt;script&gt;');
  });
});
