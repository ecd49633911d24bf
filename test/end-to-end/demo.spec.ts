import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { assert } from 'chai';
import { repositoryRoot } from '../../build/repository-root.ts';
import { renderSection } from '../../cli/demo/render-story.ts';
import { runStory } from '../../cli/demo/run-story.ts';
import { storyFaults } from '../../cli/demo/story-faults.ts';
import type { Story, Told } from '../../cli/demo/story.ts';
import { builtBundles } from './support/built-bundles.ts';
import { drained } from './support/drained.ts';

/** Most of its ten seconds are waits, so it runs beside the other tests. */
let command: ReturnType<typeof start>;
before('start configmend demo --json', () => {
  command = start('demo', '--json');
});
after('end configmend demo --json', () => command.kill());

describe('configmend demo --json', () => {
  it('exits 0 and prints one JSON document of nine sections on stdout, and nothing else anywhere', async () => {
    const { exitCode, stdout, stderr } = await command.ended;

    assert.equal(stderr, '');
    assert.equal(exitCode, 0);
    const document: unknown = JSON.parse(stdout);
    assert.hasAllKeys(document, sections);
    assert.equal(stdout, `${JSON.stringify(document, null, 2)}\n`);
  });
});

const sections = ['account', 'detected', 'waiting', 'mended', 'exempt', 'tugOfWar', 'undone', 'feed', 'end'];

describe('The story of the demo', () => {
  let story: Story;
  const told: Told[] = [];
  before(async () => {
    story = await runStory((section) => told.push(section), { bundle: builtBundles });
  });

  const nameOf = (id: string): string =>
    [...story.account.groups, ...story.account.buckets].find((resource) => resource.id === id)?.name ?? id;

  it('is told in nine sections, of twelve groups and eight buckets', () => {
    assert.deepEqual(
      told.map(({ section }) => section),
      sections,
    );
    assert.deepEqual(Object.keys(story), sections);
    assert.lengthOf(story.account.groups, 12);
    assert.lengthOf(story.account.buckets, 8);
  });

  it('proves that nothing is changed while the gate is closed', () => {
    const { gate, inspection, mutatingCalls, stateUnchanged, queueUnchanged } = story.waiting;
    assert.deepEqual(
      { gate, mutatingCalls, stateUnchanged, queueUnchanged },
      { gate: 'closed', mutatingCalls: 0, stateUnchanged: true, queueUnchanged: true },
    );
    assert.sameMembers(
      inspection.resources.map(({ resource }) => nameOf(resource.id)),
      Object.keys(outcomes),
    );
    for (const { resource, plan, findings } of inspection.resources) {
      assert.isNotEmpty(plan.changes, nameOf(resource.id));
      assert.isNotEmpty(plan.before, nameOf(resource.id));
      assert.isNotEmpty(findings[0]?.exposure, nameOf(resource.id));
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

  it('finds the exempt bucket compliant until when, by whom and why, and leaves it', () => {
    const { exempt, detected, mended } = story;
    const [declared] = exempt.declared;
    const annotation = `exempt until ${declared?.expires} by data team: ${declared?.reason} (DATA-12)`;
    assert.equal(exempt.resourceId, 'acme-dropbox');
    assert.deepInclude(exempt, { compliance: 'COMPLIANT', annotation, stateUnchanged: true });
    assert.match(exempt.live.join(), /ACL READ to .*AuthenticatedUsers/);
    assert.deepInclude(
      detected.rules.flatMap((rule) => rule.exempt),
      { resourceId: 'acme-dropbox', annotation },
    );
    assert.notInclude(
      mended.outcomes.map(({ resourceId }) => resourceId),
      'acme-dropbox',
    );
    assert.deepEqual(slackAbout('acme-dropbox'), []);
  });

  it('leaves to people what keeps coming back, and tells them', () => {
    const { tugOfWar } = story;
    const open = 'tcp 22 from 0.0.0.0/0';
    assert.equal(nameOf(tugOfWar.resourceId), 'bastion');
    assert.deepEqual(tugOfWar.broughtBack, [
      { outcome: 'mended', liveAfter: ['tcp 22 from 10.0.0.0/8'] },
      { outcome: 'contested', liveAfter: [open, 'tcp 22 from 10.0.0.0/8'] },
    ]);
    const { tripped, inFlight, tugsOfWar } = tugOfWar.breaker;
    assert.deepEqual([tripped, inFlight], [null, []]);
    assert.deepEqual(
      tugsOfWar.map(({ resource, violation, mends }) => [resource.id, violation, mends.length]),
      [[tugOfWar.resourceId, `${open} opens tcp 22 to the whole IPv4 internet`, 2]],
    );
    assert.include(slackAbout(tugOfWar.resourceId), 'Mended 2 times and back again');
  });

  it('undoes a split by its action, exempts that for a day, tells, and leaves it so', () => {
    const { undone, mended } = story;
    const mend = mended.outcomes.find(({ actionId }) => actionId === undone.action);
    assert.equal(nameOf(undone.resourceId), 'wide-range');
    assert.deepInclude(mend, { resourceId: undone.resourceId, outcome: 'mended' });
    assert.deepInclude(undone, { exitCode: 0, compliance: 'COMPLIANT', mutatingCalls: 0, asBeforeTheMend: true });
    assert.includeMembers([...undone.live], ['tcp 8000-9000 from 0.0.0.0/0', 'tcp 8000-9000 from 203.0.113.0/24']);
    assert.includeMembers(
      [...undone.printed],
      ['+ tcp 8000-9000 from 0.0.0.0/0 "staging"', `${undone.resourceId} is as before ${undone.action}.`],
    );
    assert.isNotEmpty(undone.exemptions);
    for (const { createdBy, created, expires } of undone.exemptions) {
      assert.deepEqual([createdBy, Date.parse(expires) - Date.parse(created)], ['restore', 24 * 3_600_000]);
    }
    assert.match(undone.annotation, new RegExp(`^exempt until .* put back by configmend restore ${undone.action}$`));
    assert.deepEqual(undone.coordinator, drained(0, {}));
    assert.equal(slackAbout(undone.resourceId).at(-1), 'Put back as it was');
  });

  it('ends with everything compliant but the group that nobody may change and the one that keeps coming back', () => {
    const findings = story.end.rules.flatMap((rule) => rule.findings.map(({ resourceId }) => nameOf(resourceId)));
    const exempt = story.end.rules.flatMap((rule) => rule.exempt.map(({ resourceId }) => nameOf(resourceId)));
    assert.sameMembers(findings, ['guarded', 'bastion']);
    assert.sameMembers(exempt, ['wide-range', 'acme-dropbox']);
    assert.deepInclude(story.end.outcomes, { mended: 10, failed: 1, contested: 1 });
  });

  it('shows whole a message of each kind', () => {
    const { messages, inFull } = story.feed;
    assert.deepEqual(
      inFull.map((index) => messages[index]?.text.split(':')[0]),
      [
        'Non-compliant',
        'Compliant again',
        'Mended',
        'Mend failed',
        'Mended 2 times and back again',
        'Put back as it was',
      ],
    );
  });

  const slackAbout = (id: string): string[] =>
    story.feed.messages
      .filter((message) => JSON.stringify(message).includes(id))
      .map(({ text: summary }) => summary.split(':')[0] ?? '');

  const rendered = (wanted: Told['section']): string => {
    const names = new Map([...story.account.groups, ...story.account.buckets].map(({ id, name }) => [id, name]));
    const section = told.find((one) => one.section === wanted) ?? assert.fail(`${wanted} was not told`);
    return renderSection(section, names, (_, plain) => plain);
  };

  it('reads as a text: each section under its number, and what an operator would see', () => {
    sections.forEach((_, index) => {
      const section = told[index]?.section ?? assert.fail();
      assert.match(rendered(section), new RegExp(`^\\n${index + 1}  \\S`));
    });
    assert.match(rendered('exempt'), /^partners-fetch +s3-bucket-public-access +acme-dropbox .*AuthenticatedUsers/m);
    assert.match(rendered('exempt'), /^acme-dropbox +COMPLIANT, exempt until .* As before: yes\.$/ms);
    assert.match(rendered('tugOfWar'), /^contested +tcp 22 from 0\.0\.0\.0\/0; tcp 22 from 10\.0\.0\.0\/8$/m);
    assert.match(rendered('tugOfWar'), /^\$ configmend breaker\nNot tripped\. .*^Left to people, because they keep/ms);
    assert.match(rendered('undone'), new RegExp(`^\\$ configmend restore ${story.undone.action} --yes$`, 'm'));
    assert.match(rendered('undone'), /^As before the mend: yes\. COMPLIANT, exempt until /m);
    assert.match(rendered('end'), /^Exempt:\n +wide-range \(sg-/m);
  });

  it('has no fault, and where it goes otherwise says which', () => {
    const { waiting, exempt, tugOfWar, undone, end } = story;
    assert.deepEqual(storyFaults(story), []);
    for (const [wrong, fault] of [
      [{ waiting: { ...waiting, mutatingCalls: 1 } }, /changed while the gate was closed/],
      [{ waiting: { ...waiting, queueUnchanged: false } }, /queue is another/],
      [{ exempt: { ...exempt, stateUnchanged: false } }, /acme-dropbox is exempt and was not left so/],
      [{ tugOfWar: { ...tugOfWar, broughtBack: [] } }, /tug-of-war ended as/],
      [{ undone: { ...undone, asBeforeTheMend: false } }, /is not as before its mend/],
      [{ undone: { ...undone, mutatingCalls: 2 } }, /was not left as restored/],
      [{ end: { ...end, rules: [] } }, /not found any more/],
    ] as const) {
      assert.match(storyFaults({ ...story, ...wrong }).join(), fault);
    }
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
