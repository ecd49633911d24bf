import { eventPatterns } from '../fast-path/watched-calls.ts';

/** What a member tells the hub, and what the hub listens for. */
export interface ForwardedEvents {
  /** Of the rules on either side, and their ids. */
  readonly name: string;
  readonly description: string;
  /** As EventBridge takes it. */
  readonly pattern: object;
  /** `verdicts` are AWS Config's, told to people; `calls` are what the fast path looks into, where it is switched on. */
  readonly kind: 'verdicts' | 'calls';
}

/** Pure. Verdicts of the Config rules whose names begin with the prefix, where they changed. */
export function verdictPattern(prefix: string): object {
  return {
    source: ['aws.config'],
    'detail-type': ['Config Rules Compliance Change'],
    detail: {
      messageType: ['ComplianceChangeNotification'],
      configRuleName: [{ prefix: `${prefix}-` }],
    },
  };
}

/** Pure. The same patterns in a member and in the hub. */
export function forwardedEvents(prefix: string): ForwardedEvents[] {
  return [
    {
      name: 'member-verdicts',
      description: 'What AWS Config found in a member.',
      pattern: verdictPattern(prefix),
      kind: 'verdicts',
    },
    ...eventPatterns().map(({ name, pattern }): ForwardedEvents => ({
      name: `member-calls-${name}`,
      description: 'Calls in a member that may have made a resource violate a rule.',
      pattern,
      kind: 'calls',
    })),
  ];
}
