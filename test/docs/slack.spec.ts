import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert } from 'chai';
import { repositoryRoot } from '../../build/repository-root.ts';
import { burstLimit, mostInBurst } from '../../notifier/merge-burst.ts';
import { putBackSeconds } from '../../notifier/put-back.ts';
import { stackVariables } from '../../stacks/variables.ts';
import { evaluated } from '../stacks/support/evaluated.ts';
import { mainTemplate, resourceOf } from '../stacks/support/synthesised.ts';

const text = readFileSync(join(repositoryRoot(), 'docs', 'slack.md'), 'utf8');

describe('docs/slack.md', () => {
  it('names variables of the stack, with what holds unless given', () => {
    const named = [...text.matchAll(/`([a-z]+(?:_[a-z]+)+)`/g)].map(([, name = '']) => name);

    assert.includeMembers(named, ['slack_digest_seconds', 'slack_webhook_parameter', 'owner_tag', 'digest_time_utc']);
    for (const name of named) assert.property(stackVariables, name);
    assert.include(text, `\`slack_digest_seconds\`, ${stackVariables.slack_digest_seconds.default} unless given`);
  });

  it('counts as the notifier does', () => {
    assert.deepEqual([burstLimit, mostInBurst], [10, 100]);
    assert.match(text, /more than\s+ten of a kind/);
    assert.match(text, /a line for each, a hundred at most/);
  });

  it('calculates how long an outage may last as it is', () => {
    const { redrive_policy: redrive } = resourceOf(mainTemplate(), 'aws_sqs_queue', 'outbox');
    const { maxReceiveCount: most } = JSON.parse(String(redrive)) as { maxReceiveCount: number };
    const waits = Array.from({ length: most }, (_, index) => putBackSeconds(index + 1));

    const seconds = waits.reduce((sum, wait) => sum + wait, 0);

    const long = waits.filter((wait) => wait === 900).length;
    const short = waits.filter((wait) => wait < 900).join(' + ');
    assert.include(text, `${short} + ${long} × 900 = ${seconds.toLocaleString('en')} s`);
    const [days, left] = [Math.floor(seconds / 86_400), 14 * 24 - seconds / 3600];
    assert.include(text, `${days} days and ${Math.floor((seconds % 86_400) / 3600)} hours at the earliest`);
    assert.include(text, `${Math.floor(left / 24)} days and ${Math.floor(left % 24)} hours at most`);
    assert.include(text, `| ${most.toLocaleString('en')} times |`);
  });

  it('shows routes that the stack takes', () => {
    const [, block = ''] = /```hcl\nslack_routes = (\[[^`]+\])\n```/.exec(text) ?? [];
    const json = block.replaceAll(/(\w+) = /g, '"$1": ').replaceAll(/,(\s*\])/g, '$1');

    const routes: unknown = JSON.parse(json);

    assert.doesNotThrow(() => evaluated({ slack_routes: routes, slack_webhook_parameter: '/a' }));
    assert.lengthOf(Array.isArray(routes) ? routes : [], 3);
  });
});
