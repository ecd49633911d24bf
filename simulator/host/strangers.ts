import { isAlarmTold } from './alarms.ts';
import { queueArnOf } from './deployment.ts';
import type { EndParts } from './in-the-end.ts';
import { isLeftToPeople } from './other-ends.ts';
import { changeRule, strangerSource } from './scenario.ts';
import { accountId, region } from './services.ts';
import type { Broken } from './invariants.ts';

/** What somebody did who may not is undone, or people know of it. By what is in the groups, and not by what was recorded. */
export function noStrangerIsLeft(parts: EndParts): Broken[] {
  const { scenario, services, estate } = parts;
  // Nobody but the fast path judges by it.
  if (!scenario.fastPath || !scenario.rules.includes(changeRule)) return [];
  return estate.groups
    .filter((id) => {
      const state = services.ec2.recordedState('AWS::EC2::SecurityGroup', id, { accountId, region });
      return (
        JSON.stringify(state?.configuration ?? {}).includes(strangerSource) &&
        !isKnown(parts, id) &&
        !isLeftToPeople(parts, id)
      );
    })
    .map((id) => ({ invariant: 'no unapproved change is left', detail: `${strangerSource} in ${id}` }));
}

const byHand = /Put it right by hand/;

/** Dead-lettered and told, told as left to people, failed on with an alarm, or queued behind a closed gate. */
function isKnown(parts: EndParts, id: string): boolean {
  const { services, told, gateOpen } = parts;
  const holds = (queue: 'remediation' | 'dead-letters' | 'failed-invocations'): boolean =>
    services.sqs.inspect(queueArnOf(queue)).some(({ body }) => body.includes(id));
  return (
    (holds('dead-letters') && told.some((text) => text.includes(id))) ||
    (holds('failed-invocations') && isAlarmTold(told, 'failed-invocations')) ||
    (holds('remediation') && !gateOpen) ||
    told.some((text) => text.includes(id) && byHand.test(text))
  );
}
