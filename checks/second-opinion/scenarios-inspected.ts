import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { sam } from './api-call-event.ts';
import { approve, authorise } from './changes.ts';
import { approvalBucket, member, pipelineRole } from './names.ts';
import { endedWith } from './operator.ts';
import { createGroup, everywhere, type Scenario, tcp } from './scenario.ts';
import { changesOf } from './troubles.ts';

const rule = 'security-group-unapproved-change';
const Inspected = v.object({
  resources: v.array(
    v.object({
      state: v.string(),
      stateReason: v.optional(v.string()),
      plan: v.object({ before: v.array(v.string()) }),
    }),
  ),
});

/** It leaves an approval in the member's bucket, so that it has to be after what deletes that. */
export const inspectedScenario: Scenario = {
  name: 'a rule that nobody approved, inspected by the parameters, the ledger and an approval that comes late',
  async run(hybrid) {
    const id = await createGroup(hybrid.hub.ec2, []);
    await authorise(hybrid, sam, id, tcp(80, everywhere));
    const parameters = { approvedPrincipals: pipelineRole, approvalBucket, approvalAccount: member };
    const folder = await mkdtemp(join(tmpdir(), 'configmend-'));
    const file = join(folder, 'parameters.json');
    await writeFile(file, JSON.stringify({ [rule]: parameters }));
    const look = ['inspect', '--live', '--json', '--resource', id];
    const changes = changesOf(hybrid, id);

    const bare = await endedWith(1, hybrid.configmend(...look));
    const judged = await hybrid.configmend(...look, '--parameters', file);
    const change = { direction: 'ingress', protocol: 'tcp', fromPort: 80, toPort: 80, source: everywhere } as const;
    await approve(hybrid, id, change, 'kim');
    const late = await hybrid.configmend(...look, '--parameters', file);
    await rm(folder, { recursive: true });

    const [unknown, found, taken] = [bare, judged, late].map((text) => v.parse(Inspected, JSON.parse(text)).resources);
    assert.deepEqual(
      unknown?.map(({ stateReason }) => stateReason),
      [`AWS Config does not have the parameters of ${rule}: give them with --parameters`],
    );
    assert.deepEqual(
      found?.map(({ state, plan }) => [state, plan.before]),
      [['confirmed', ['tcp 80 from 0.0.0.0/0']]],
    );
    assert.deepEqual(
      taken?.map(({ state }) => state),
      ['clean'],
    );
    assert.deepEqual(await hybrid.drain(), { 'nothing-to-do': 1 });
    assert.deepEqual(changes(), []);
    assert.deepEqual(await hybrid.waiting(), []);
  },
};
