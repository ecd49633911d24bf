import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { assert } from 'chai';
import { repositoryRoot } from '../../build/repository-root.ts';
import { runStory } from '../../cli/demo/run-story.ts';
import type { Story } from '../../cli/demo/story.ts';
import { builtBundles } from './support/built-bundles.ts';
import { pollMs } from './support/pipeline.ts';

/** Most of its ten seconds are waits, so it runs beside the other tests. */
let command: ReturnType<typeof start>;
before('start configmend demo --json', () => {
  command = start('demo', '--json');
});
after('end configmend demo --json', () => command.kill());

describe('configmend demo --json', () => {
  it('exits 0 and prints one JSON document of six sections on stdout, and nothing else anywhere', async () => {
    const { exitCode, stdout, stderr } = await command.ended;

    assert.equal(stderr, '');
    assert.equal(exitCode, 0);
    const document: unknown = JSON.parse(stdout);
    assert.hasAllKeys(document, sections);
    assert.equal(stdout, `${JSON.stringify(document, null, 2)}\n`);
  });
});

const sections = ['account', 'detected', 'waiting', 'mended', 'feed', 'end'];

describe('The story of the demo', () => {
  let story: Story;
  const told: string[] = [];
  before(async () => {
    story = await runStory(({ section }) => told.push(section), { bundle: builtBundles, pollMs });
  });

  const nameOf = (id: string): string =>
    [...story.account.groups, ...story.account.buckets].find((resource) => resource.id === id)?.name ?? id;

  it('is told in six sections, of twelve groups and eight buckets', () => {
    assert.deepEqual(told, sections);
    assert.deepEqual(Object.keys(story), sections);
    assert.lengthOf(story.account.groups, 12);
    assert.lengthOf(story.account.buckets, 8);
  });

  it('proves that nothing is changed while the gate is closed', () => {
    const { gate, instructions, mutatingCalls, stateUnchanged, queueUnchanged } = story.waiting;
    assert.deepEqual(
      { gate, mutatingCalls, stateUnchanged, queueUnchanged },
      { gate: 'closed', mutatingCalls: 0, stateUnchanged: true, queueUnchanged: true },
    );
    assert.sameMembers(
      instructions.map(({ resourceId }) => nameOf(resourceId)),
      Object.keys(outcomes),
    );
    for (const { resourceId, calls, before } of instructions) {
      assert.isNotEmpty(calls, nameOf(resourceId));
      assert.isNotEmpty(before, nameOf(resourceId));
    }
  });

  const outcomes: Record<string, string> = {
    bastion: 'mended',
    halves: 'mended',
    'wide-range': 'mended',
    everything: 'mended',
    listed: 'mended',
    guarded: 'failed',
    forgotten: 'nothing-to-do',
    'acme-holiday-photos': 'mended',
    'acme-dropbox': 'mended',
    'acme-reports': 'mended',
    'acme-website-old': 'mended',
    'acme-half-the-world': 'mended',
  };

  it('tells of every resource what became of it', () => {
    const first: Record<string, string> = {};
    for (const { resourceId, outcome } of story.mended.outcomes) {
      const name = nameOf(resourceId);
      // Config may find a group between the two calls of its mend, and the next look at it finds nothing to do.
      if (name in first) assert.equal(outcome, 'nothing-to-do', name);
      else first[name] = outcome;
    }
    assert.deepEqual(first, outcomes);
    assert.deepEqual(
      story.mended.deadLetters.map(({ resourceId, code }) => [nameOf(resourceId), code]),
      [['guarded', 'CHANGE_DENIED']],
    );
  });

  it('ends with everything compliant but the group that nobody may change', () => {
    const findings = story.end.rules.flatMap((rule) => rule.findings.map(({ resourceId }) => nameOf(resourceId)));
    assert.deepEqual(findings, ['guarded']);
  });

  it('shows whole a finding, a compliance, a mend and a failure', () => {
    const { messages, inFull } = story.feed;
    assert.deepEqual(
      inFull.map((index) => messages[index]?.text.split(':')[0]),
      ['Non-compliant', 'Compliant again', 'Mended', 'Mend failed'],
    );
  });
});

/** The command as a person runs it, in a process of its own. */
function start(...args: string[]) {
  const script = ['--import', 'tsx', 'cli/configmend.ts', ...args];
  const child = spawn(process.execPath, script, { cwd: repositoryRoot(), stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr] = [text(child.stdout), text(child.stderr)];
  const ended = once(child, 'close').then(async () => ({
    exitCode: child.exitCode,
    stdout: await stdout,
    stderr: await stderr,
  }));
  return { ended, kill: () => child.kill() };
}
