import type { Instruction } from '../../contract/instruction.ts';
import { queueArnOf } from './deployment.ts';
import type { Services } from './services.ts';

/** The instructions in a queue that were sent no earlier. */
export function queuedOf(
  { sqs }: Services,
  name: 'remediation' | 'dead-letters',
  since = Number.NEGATIVE_INFINITY,
): Instruction[] {
  return sqs
    .inspect(queueArnOf(name))
    .filter(({ sentAt }) => sentAt >= since)
    .map(({ body }) => JSON.parse(body) as Instruction);
}
