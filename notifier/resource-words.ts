import { consoleLink } from './console-link.ts';
import type { DraftField, Span } from './draft.ts';
import { code, linkTo, said } from './draft.ts';

interface Place {
  readonly type: string;
  readonly id: string;
  readonly accountId: string;
  readonly region: string;
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

/** Where it is: the resource with its console page, account, region. */
export function placeFields(place: Place): DraftField[] {
  return [
    { label: 'Resource', value: [linkTo(consoleLink(place), place.id)] },
    { label: 'Account', value: [code(place.accountId)] },
    { label: 'Region', value: [code(place.region)] },
  ];
}

/** ISO 8601, or CloudWatch's spelling of it, as UTC to the second; what is no time is shown as it came. */
export function timeSpan(at: string): Span {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return said(at);
  return code(`${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`);
}
