import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../../build/repository-root.ts';
import type { DocumentedAccount } from './documented-account.ts';
import { groupItem } from '../../support/rule-events.ts';

/** What stands in the documents for something of the reader's own, and what of the account it is run with. */
const placeholders: readonly (readonly [placeholder: RegExp, by: (account: DocumentedAccount) => string])[] = [
  [/^(?:ACTION|\d{8}T\d{6}Z-[0-9a-f]{8}\.\d+)$/, (account) => account.action()],
  [/^(?:RESOURCE|sg-[0-9a-f]{8,17})$/, ({ contestedGroup }) => contestedGroup],
  [/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, (account) => account.deadLetter()],
  [/^FILE$/, () => 'exemptions.json'],
];

/** The files that commands read, by their names. */
export function filesOfReader(): Readonly<Record<string, unknown>> {
  const exemptions = readFileSync(join(repositoryRoot(), 'docs', 'exemptions.md'), 'utf8');
  return {
    'snapshot.json': { configurationItems: [groupItem()] },
    'parameters.json': { 'security-group-restricted-ports': { ports: '22,3389' } },
    'exemptions.json': /```json\n([^]+?)```/.exec(exemptions)?.[1] ?? '',
  };
}

/** Commands that ask, and whoever answers `y` gives this instead: a test has no terminal. */
const asking = /^(?:restore|dead-letters return)\b(?!.* --(?:yes|dry-run))/;

export function substituted(args: readonly string[], account: DocumentedAccount): string[] {
  const given = args.map((arg) => placeholders.find(([placeholder]) => placeholder.test(arg))?.[1](account) ?? arg);
  return asking.test(args.join(' ')) ? [...given, '--yes'] : given;
}

/** What a sentence may name without the rest that it takes, although commander asks for nothing more. */
export const mentions: readonly string[] = ['dead-letters return'];

/** What a command that went well may say beside its output; whatever else it warns of, the document should have kept off. */
export const remarks = /^(?:account \d{12}, .*|judged by .*|written to .*|)$/;

/** Commands that run until they are interrupted, by the line that says that they are ready. */
export const serving: readonly (readonly [command: RegExp, ready: RegExp])[] = [
  [/^console\b/, /^The console of \d{12} in [a-z0-9-]+, read only: http:\/\/127\.0\.0\.1:\d+\//],
  [/^demo --serve\b/, /^The console of the local account: http:\/\/127\.0\.0\.1:\d+\//],
];

/** Commands that another spec runs, and what it says where it does. */
export const elsewhere: readonly (readonly [command: RegExp, spec: string, says: string])[] = [
  [/^demo(?: --json)?$/, 'test/end-to-end/demo.spec.ts', "start('demo', '--json')"],
];
