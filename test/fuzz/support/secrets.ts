import { assert } from 'chai';
import * as fc from 'fast-check';
import * as v from 'valibot';
import type { Failure } from '../../../contract/failure.ts';
import { log } from '../../../contract/log.ts';

/** Made up, and to be found in nothing that is written or told. */
export const secrets = {
  webhookUrl: 'https://hooks.slack.com/services/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',
  webhookToken: 'plantedplantedplantedpla',
  externalId: 'planted-external-id-6f0b1c8e5d',
  secretAccessKey: 'PLANTED/plantedPLANTEDplanted/0123456789',
  sessionToken: 'PlantedSessionToken/0123456789abcdef==',
} as const;

const planted = {
  webhook_url: secrets.webhookUrl,
  externalId: secrets.externalId,
  secretAccessKey: secrets.secretAccessKey,
  credentials: { sessionToken: secrets.sessionToken },
};

/** What is shown as it stands: whoever writes a secret there has shown it to everybody who may read the resource. */
const shown = new Set(['tags', 'Tags', 'input', 'Principal', 'NotPrincipal', 'Condition']);

/**
 * Of every fourth value or so each object gets secrets under keys that nobody asks for, also within the JSON that a string holds; the
 * others are as they were, since what takes no unknown key would refuse them all.
 */
export function withSecrets<T>(values: fc.Arbitrary<T>): fc.Arbitrary<unknown> {
  return fc.tuple(values, fc.nat(3)).map(([value, chance]): unknown => (chance === 0 ? plantIn(value, 'body') : value));
}

/** Keys whose strings hold JSON; any other string is a name, an id or a text, and may be shown as it is. */
const jsonKeys = new Set([
  'invokingEvent',
  'Message',
  'body',
  'configuration',
  'policyText',
  'AccessControlList',
  'BucketPolicy',
]);

export function plantIn(node: unknown, under = ''): unknown {
  if (Array.isArray(node)) return node.map((element) => plantIn(element));
  if (typeof node === 'string' && jsonKeys.has(under)) {
    try {
      return JSON.stringify(plantIn(JSON.parse(node), under));
    } catch {
      return node;
    }
  }
  if (typeof node !== 'object' || node === null) return node;
  const members = Object.entries(node).map(([key, member]): [string, unknown] => [
    key,
    shown.has(key) ? member : plantIn(member, key),
  ]);
  return Object.fromEntries([...members, ...Object.entries(planted)]);
}

/** That none of the texts holds a secret, whatever it was encoded in. */
export function assertNoSecret(...texts: readonly string[]): void {
  for (const text of texts) {
    for (const [name, secret] of Object.entries(secrets)) {
      if (text.includes(secret) || text.includes(encodeURIComponent(secret))) {
        assert.fail(`${name} is in the output: ${text.slice(0, 300)}`);
      }
    }
  }
}

/** What an operator sees of a failure: its line in the log, with ids and causes. */
export function loggedAs(failure: Failure): string {
  const lines: string[] = [];
  const restore = printInto(lines);
  try {
    log('error', 'failed', { error: failure });
  } finally {
    restore();
  }
  return lines.join('\n');
}

const Line = v.looseObject({ level: v.picklist(['info', 'warn', 'error']), message: v.string() });

/** What is logged while the work goes on: every line one JSON object, whose level and message are the program's own. */
export async function loggedBy(work: () => Promise<unknown>): Promise<string[]> {
  const lines: string[] = [];
  const restore = printInto(lines);
  try {
    await work();
  } finally {
    restore();
  }
  for (const line of lines) {
    const { message } = v.parse(Line, JSON.parse(line));
    assert.notInclude(line, '\n');
    assert.notEqual(message, 'forged');
  }
  return lines;
}

/** Not by a stub: tens of thousands of those would never be freed. */
function printInto(lines: string[]): () => void {
  const { log: print } = console;
  console.log = (...given: unknown[]) => lines.push(given.map(String).join(' '));
  return () => {
    console.log = print;
  };
}
