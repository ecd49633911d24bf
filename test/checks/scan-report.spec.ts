import { assert } from 'chai';
import { parseScan } from '../../checks/scan-report.ts';
import { checkovReport } from './support/checkov-report.ts';

describe('a report of checkov', () => {
  it('gives its findings by stack and resource, and the stacks that it saw', () => {
    const scan = parseScan(
      checkovReport({
        passed: [['CKV_AWS_1', 'aws_a.x', 'alarms']],
        failed: [['CKV_AWS_2', 'aws_b.y', 'main']],
      }),
    );

    assert.deepEqual(scan.findings, [
      { check: 'CKV_AWS_2', asks: 'Ensure CKV_AWS_2', stack: 'main', resource: 'aws_b.y' },
    ]);
    assert.lengthOf(scan.passed, 1);
    assert.sameMembers([...scan.stacks], ['alarms', 'main']);
  });

  it('is refused where a file could not be read', () => {
    assert.throws(
      () => parseScan(checkovReport({ unread: ['/main/tfplan.json'] })),
      'could not read /main/tfplan.json',
    );
  });

  it('is refused where checkov skipped a check by itself', () => {
    assert.throws(() => parseScan(checkovReport({ skipped: [['CKV_AWS_3', 'aws_a.x', 'main']] })), 'skipped CKV_AWS_3');
  });

  // What checkov writes when no file was of the framework.
  const nothing = { passed: 0, failed: 0, skipped: 0, parsing_errors: 0, resource_count: 0, checkov_version: '3.3.30' };
  for (const text of ['', '[]', JSON.stringify(nothing)]) {
    it(`is refused when it is ${text === '' ? 'empty' : text.slice(0, 20)}`, () => {
      assert.throws(() => parseScan(text));
    });
  }
});
