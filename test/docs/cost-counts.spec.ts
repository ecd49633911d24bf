import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert } from 'chai';
import * as sinon from 'sinon';
import { repositoryRoot } from '../../build/repository-root.ts';
import { settleMs } from '../../coordinator/settle-unworked.ts';
import { rules } from '../../rules/registry.ts';
import { coordinator } from '../support/coordinator.ts';
import { mainTemplate, resourceOf } from '../stacks/support/synthesised.ts';
import { evaluated } from '../stacks/support/evaluated.ts';

const text = readFileSync(join(repositoryRoot(), 'docs', 'deploy.md'), 'utf8');
const enabled = rules.filter(({ enabledByDefault }) => enabledByDefault);
const judging = (type: string, trigger: 'change' | 'periodic'): number =>
  enabled.filter(({ resourceType, triggers }) => resourceType === type && triggers.includes(trigger)).length;

/** The cells of a row, after its name. */
function row(name: string): string[] {
  const line = text.split('\n').find((one) => one.startsWith(`| ${name} |`)) ?? '';
  return line
    .split('|')
    .slice(2, -1)
    .map((cell) => cell.trim());
}

describe('what the costs in docs/deploy.md count', () => {
  it('is what the rules judge that are enabled unless told otherwise', () => {
    const [small, large] = row('evaluations by our rules');
    const groups = judging('AWS::EC2::SecurityGroup', 'change');
    const buckets = judging('AWS::S3::Bucket', 'change');

    assert.equal(judging('AWS::EC2::SecurityGroup', 'periodic'), 0);
    assert.equal(judging('AWS::S3::Bucket', 'periodic'), 1);
    assert.equal(judging('AWS::S3::AccountPublicAccessBlock', 'periodic'), 1);
    assert.match(small ?? '', new RegExp(`^200 × ${groups} \\+ 50 × ${buckets} \\+ 20 × 30 \\+ 30 = `));
    assert.match(large ?? '', new RegExp(`^40,000 × ${groups} \\+ 10,000 × ${buckets} \\+ 500 × 30 \\+ 30 = `));
    assert.include(text, `a security group has ${groups} of ours`);
  });

  it('has the rules of AWS that there are', () => {
    const managed = evaluated({})
      .resources('aws_config_config_rule')
      .filter(({ name }) => name === 'managed-rule');

    assert.sameMembers(
      managed.map(({ address }) => /"([A-Z0-9_]+)"/.exec(address)?.[1]),
      [
        // The account, each day.
        'CLOUD_TRAIL_ENABLED',
        'IAM_PASSWORD_POLICY',
        // Changes of buckets.
        'S3_BUCKET_LEVEL_PUBLIC_ACCESS_PROHIBITED',
        // Changes of security groups; the first also each day (AWS Config Developer Guide, "restricted-common-ports").
        'RESTRICTED_INCOMING_TRAFFIC',
        'VPC_DEFAULT_SECURITY_GROUP_CLOSED',
      ],
    );
    assert.match(row("evaluations by AWS's rules")[0] ?? '', /^200 × 2 \+ 50 \+ 50 × 30 \+ 60 = /);
  });

  it('has as many polls and looks at the breaker as a run of the coordinator makes on an empty queue', async () => {
    const { timeout } = resourceOf(mainTemplate(), 'aws_lambda_function', 'coordinator');
    const remediator = resourceOf(mainTemplate(), 'aws_lambda_function', 'remediator-s3-bucket');
    const runMs = (Number(timeout) - Number(remediator['timeout'])) * 1000 - settleMs;
    let passed = 0;
    const { queue } = coordinator([]);
    const receive = sinon.spy((seconds: number) => {
      passed += seconds * 1000 + 50;
      return Promise.resolve([]);
    });
    const tripped = sinon.spy(() => Promise.resolve(false));
    const gate = () => Promise.resolve(true);

    await coordinator([], { gate, tripped, queue: { ...queue, receive }, remainingMs: () => runMs - passed }).run();

    assert.equal(runMs, 55_000);
    assert.include(row(`its polls of the queue, ${receive.callCount} a run`)[0], `43,200 × ${receive.callCount} ×`);
    const looks = row(`its reads of the breaker's state, ${tripped.callCount} a run`);
    assert.include(looks[0], `43,200 × ${tripped.callCount} ×`);
  });

  it('has the runs of the watch in a month of thirty days', () => {
    const schedule = resourceOf(mainTemplate(), 'aws_cloudwatch_event_rule', 'exemption-schedule');
    const [, minutes = ''] = /^rate\((\d+) minutes\)$/.exec(String(schedule['schedule_expression'])) ?? [];

    const runs = ((30 * 24 * 60) / Number(minutes)).toLocaleString('en');

    assert.include(row("the watch's invocations")[0], `${runs} × `);
    assert.include(row("the watch's reads, 3 objects a run")[0], `${runs} × 3 × `);
  });
});
