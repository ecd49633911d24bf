import { consoleLink } from './console-link.ts';
import type { DraftField, Span } from './draft.ts';
import { code, linkTo, said, words } from './draft.ts';
import type { Known } from './known.ts';

export interface Place {
  readonly type: string;
  readonly id: string;
  readonly accountId: string;
  readonly region: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/** What people call a resource of this type; Config's own name for the types that managed rules judge. */
export function resourceNoun(type: string): string {
  switch (type) {
    case 'AWS::EC2::SecurityGroup':
      return 'security group';
    case 'AWS::S3::Bucket':
      return 'bucket';
    case 'AWS::S3::AccountPublicAccessBlock':
      return 'public access block of account';
    default:
      return type;
  }
}

/** Its id, as people are told it: of what an account has once, the account with its name. */
export function shownId({ type, id }: Pick<Place, 'type' | 'id'>, known: Known): string {
  return type === 'AWS::S3::AccountPublicAccessBlock' || type === 'AWS::::Account' ? known.account(id) : id;
}

/** Where it is: the resource with its console page and name, account, region. */
export function whereField(place: Place, known: Known): DraftField {
  const name = nameOf(place);
  return {
    label: 'Where',
    value: [
      linkTo(consoleLink(place), shownId(place, known)),
      ...(name === null ? [] : [words(' '), said(name)]),
      words('\n'),
      ...regionSpans(place, known),
    ],
    reported: true,
  };
}

/** The account and the region, where something is about no one resource. */
export function regionSpans({ accountId, region }: Pick<Place, 'accountId' | 'region'>, known: Known): Span[] {
  return [code(known.account(accountId)), words(' '), code(region)];
}

export function whenField(at: string, label = 'When'): DraftField {
  return { label, value: [timeSpan(at)], reported: true };
}

/** The tag that the console shows as a resource's name; null where there is none, or only blanks. */
export function nameOf({ tags = {} }: Pick<Place, 'tags'>): string | null {
  return Object.hasOwn(tags, 'Name') ? tags['Name']?.trim() || null : null;
}

/** ISO 8601, or CloudWatch's spelling of it, as UTC to the second; what is no time is shown as it came. */
export function timeSpan(at: string): Span {
  const time = timeText(at);
  return time === null ? said(at) : code(time);
}

/** null: it is no time. */
export function timeText(at: string): string | null {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? null : `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
