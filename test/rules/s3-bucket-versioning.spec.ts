import { assert } from 'chai';
import type { Bucket } from '../../contract/resource.ts';
import type { Violation } from '../../contract/violation.ts';
import { bucketFromItem } from '../../resources/bucket-from-item.ts';
import { parseConfigurationItem } from '../../resources/configuration-item.ts';
import { describeViolation } from '../../rules/annotation.ts';
import { s3BucketVersioning } from '../../rules/s3-bucket-versioning.ts';
import { apiItem, bucket } from '../support/buckets.ts';

const evaluate = (resource: Bucket): Violation[] => s3BucketVersioning.evaluate(resource);
const verdict = (versioning: Bucket['versioning']): Violation[] => evaluate(bucket({ versioning }));

describe('s3-bucket-versioning', () => {
  for (const mfaDelete of [false, true]) {
    it(`is content with versioning enabled, MFA delete ${mfaDelete ? 'on' : 'off'}`, () => {
      assert.isEmpty(verdict({ status: 'Enabled', mfaDelete }));
    });
  }

  for (const status of ['Off', 'Suspended'] as const) {
    it(`finds versioning ${status}`, () => {
      assert.deepEqual(verdict({ status, mfaDelete: false }), [{ kind: 'versioning-off', found: status }]);
    });
  }

  it('leaves a bucket with MFA delete to people', () => {
    const [only] = verdict({ status: 'Suspended', mfaDelete: true });

    assert.include(
      only && describeViolation(only),
      'versioning is suspended; not mended: MFA delete is on, and S3 then changes versioning only for the root user',
    );
  });

  it('cannot decide on versioning that was not read', () => {
    assert.deepEqual(verdict({ kind: 'unread', reason: 'AccessDenied' }), [
      { kind: 'undecided', subject: 'versioning', reason: 'AccessDenied' },
    ]);
  });

  it('judges an item in API form', () => {
    const of = (status: string): Violation[] =>
      evaluate(
        bucketFromItem(
          parseConfigurationItem(
            apiItem({ supplementary: { BucketVersioningConfiguration: { status, isMfaDeleteEnabled: null } } }),
          ),
        ),
      );

    assert.isEmpty(of('Enabled'));
    assert.deepEqual(of('Suspended'), [{ kind: 'versioning-off', found: 'Suspended' }]);
  });
});
