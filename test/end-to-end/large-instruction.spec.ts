import { assert } from 'chai';
import { jsonBytes } from '../../contract/json-bytes.ts';
import { drained } from './support/drained.ts';
import type { Pipeline } from './support/pipeline.ts';
import { createGroup, tcp } from './support/security-groups.ts';
import { sharedPipeline } from './support/shared-pipeline.ts';
import { verdictOn } from './support/verdict.ts';

/** What Terraform gives a queue that is not given anything else. */
const defaultOfProvider = 262_144;
/** Fewer than a group has room for, each described at EC2's full length. */
const described = (first: number): [string, string] => [`${first}.0.0.0/8`, `${first} `.padEnd(255, 'why ')];
const sources = Array.from({ length: 40 }, (_, index) => described(128 + index));

describe('An instruction larger than what Terraform lets a queue take, end to end', () => {
  let pipeline: Pipeline;
  before(async () => {
    pipeline = await sharedPipeline();
  });

  it('is queued, and its group is mended', async () => {
    const { account } = pipeline;
    const group = await createGroup(account, [tcp([0, 65_535], ...sources)]);
    await account.settled();
    const found = pipeline.queued(group);
    await pipeline.record(false);

    const answer = await pipeline.drain();

    await pipeline.record(true);
    await account.settled();
    assert.lengthOf(found, 1);
    assert.isAbove(jsonBytes(found[0]), defaultOfProvider);
    assert.deepEqual(answer, drained(1, { mended: 1 }));
    assert.deepEqual(await verdictOn(pipeline, group, 'security-group-restricted-ports'), {
      ComplianceType: 'COMPLIANT',
    });
    assert.deepEqual(pipeline.queued(), []);
  });
});
