import type { Mutant } from './mutant.ts';

/** Of what holds mends back, and of what makes people hear of it. */
export const mutantsOfSafety: readonly Mutant[] = [
  {
    name: 'goes on where the breaker has tripped',
    breaks: ['nothing is begun with the breaker tripped'],
    file: 'safety/safeguards.ts',
    find: 'if (current.tripped !== null) {',
    replace: 'if (current.tripped !== null && intended.length === 0) {',
    // Each of the three who ask stops what the others let through.
    also: [
      {
        file: 'safety/safeguards.ts',
        find: 'tripped: async () => (await look()).state.tripped,',
        replace: 'tripped: async () => (await look(), null),',
      },
      {
        file: 'coordinator/drain.ts',
        find: 'if (await deps.tripped()) return',
        replace: 'if ((await deps.tripped()) && deps.runId === "") return',
      },
    ],
    within: 200,
    seed: 48,
  },
  {
    name: 'asks the gate once for a whole batch',
    breaks: ['nothing is changed by an old answer of the gate'],
    file: 'remediators/remediate.ts',
    find: 'const gateFreshMs = 2000;',
    replace: 'const gateFreshMs = Number.MAX_VALUE;',
    within: 200,
  },
  {
    name: 'does not know what an alarm is',
    breaks: ['every alarm is told'],
    file: 'notifier/parse-event.ts',
    find: "if (body['AlarmName'] !== undefined) return [parseAlarm(body, messageId)];",
    replace: "if (body['AlarmName'] !== undefined) return [];",
    within: 60,
    seed: 5,
  },
  {
    name: 'logs where it tells people',
    breaks: ['no secret is told or logged'],
    file: 'notifier/slack.ts',
    find: 'const webhook = new IncomingWebhook(',
    replace: 'console.log(options.webhookUrl);\n        const webhook = new IncomingWebhook(',
    within: 20,
  },
  {
    name: 'takes every change for approved',
    breaks: ['no unapproved change is left'],
    file: 'rules/unapproved-changes.ts',
    find: 'return [...allOrNone(found, all), ...unreadOf(changes, approve)];',
    replace: 'return found.slice(0, 0);',
    within: 400,
    seed: 16,
  },
  {
    name: 'deletes no message',
    breaks: ['everything comes to an end'],
    file: 'queue/queue.ts',
    find: 'delete: remove,',
    replace: 'delete: async () => {},',
    within: 60,
  },
];
