import type { CallNote } from '../contract/notice.ts';
import { eventLink, historyLink } from './console-link.ts';
import type { DraftField, Span } from './draft.ts';
import { code, linkTo, words } from './draft.ts';
import type { Known } from './known.ts';

interface Changed {
  readonly id: string;
  readonly accountId: string;
  readonly region: string;
}

/** Who brought it about and by which call, as far as that is known, and where to read the rest. */
export function whoField(actor: string | undefined, resource: Changed, call: CallNote = {}, known: Known): DraftField {
  const value: Span[] = [actor === undefined ? words('not known') : code(shortActor(actor, resource.accountId, known))];
  if (call.eventName !== undefined) value.push(words('\n'), code(call.eventName));
  if (call.sourceAddress !== undefined) value.push(words('\nfrom '), code(call.sourceAddress));
  const { region } = resource;
  const event = call.eventId === undefined ? null : eventLink({ eventId: call.eventId, region });
  const history = historyLink(resource);
  if (event !== null) value.push(words('\n'), linkTo(event, 'CloudTrail event'));
  else if (history !== null) value.push(words('\n'), linkTo(history, 'CloudTrail event history'));
  return { label: 'Caused by', value, reported: true };
}

/**
 * ARNs of principals without what is the same of all of them: `user/sam`, `partner (444455556666):user/sam` of another account, and of a role that
 * was assumed `Developer/sam@example.org`.
 */
export function shortActor(actor: string, accountId: string, known: Known): string {
  return actor.replaceAll(/\barn:aws[\w-]*:(?:iam|sts)::(\d{12}):(?:assumed-role\/)?/g, (_, account: string) =>
    account === accountId ? '' : `${known.account(account)}:`,
  );
}
