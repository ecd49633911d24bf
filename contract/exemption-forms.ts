export interface FieldForm {
  /** What a value looks like, in what RE2 and JavaScript (flag `u`) have in common: Terraform checks by it as well. */
  readonly pattern: string;
  /** Ends the sentence "… must be". */
  readonly says: string;
}

const port = '([0-9]{1,4}|[0-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])';
const octet = '([0-9]|[1-9][0-9]|1[0-9]{2}|2[0-4][0-9]|25[0-5])';
const ipv4Cidr = `${octet}([.]${octet}){3}/([0-9]|[12][0-9]|3[0-2])`;
const ipv6Cidr = '[0-9a-fA-F:]{2,39}/([0-9]|[1-9][0-9]|1[01][0-9]|12[0-8])';
const date = '[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])';
const time = '([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z';

/** One line of text; together they have to fit into an annotation of 256 characters. */
function line(most: number): FieldForm {
  const printable = String.raw`[^\x00-\x1f\x7f-\x9f]`;
  const first = String.raw`[^\x00-\x20\x7f-\x9f]`;
  return { pattern: `^${first}${printable}{0,${most - 1}}$`, says: `one line of 1 to ${most} characters` };
}

const moment: FieldForm = {
  pattern: `^${date}(T${time})?$`,
  says: 'a date such as 2026-12-31, which begins at 00:00 UTC, or a time such as 2026-12-31T18:00:00Z',
};

/** The form of every field of an exemption. */
export const exemptionForms = {
  id: { pattern: '^[a-z0-9][a-z0-9-]{0,63}$', says: '1 to 64 lower-case letters, digits and hyphens' },
  rule: { pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', says: 'the id of a rule' },
  resource: {
    pattern: '^([A-Za-z0-9._-]{1,255}|arn(:[A-Za-z0-9*?-]*){4}:[!-~]{1,300})$',
    says: 'the id of a resource, or an ARN in which * and ? may stand for other characters',
  },
  account: { pattern: '^[0-9]{12}$', says: 'a 12-digit account id' },
  region: { pattern: '^[a-z]{2,8}(-[a-z]+)+-[0-9]+$', says: 'a region such as eu-west-1' },
  tag: {
    pattern: String.raw`^[^=\x00-\x1f\x7f-\x9f]{1,128}(=[^\x00-\x1f\x7f-\x9f]{0,256})?$`,
    says: 'the key of a tag, or KEY=VALUE',
  },
  port: {
    pattern: `^(tcp:|udp:)?${port}(-${port})?$`,
    says: 'a port or a range such as 22, 8000-8999 or udp:53, the lower port first',
  },
  cidr: { pattern: `^(${ipv4Cidr}|${ipv6Cidr})$`, says: 'a CIDR such as 198.51.100.0/24 or 2001:db8::/32' },
  sid: { pattern: '^[ -~]{1,128}$', says: 'the Sid of a statement' },
  grantee: {
    pattern: '^[!-~]{1,256}$',
    says: 'AllUsers, AuthenticatedUsers, LogDelivery, a canonical user id, an e-mail address or the URI of a group',
  },
  permission: {
    pattern: '^(FULL_CONTROL|WRITE|WRITE_ACP|READ|READ_ACP)$',
    says: 'FULL_CONTROL, WRITE, WRITE_ACP, READ or READ_ACP',
  },
  setting: {
    pattern: '^(blockPublicAcls|ignorePublicAcls|blockPublicPolicy|restrictPublicBuckets)$',
    says: 'blockPublicAcls, ignorePublicAcls, blockPublicPolicy or restrictPublicBuckets',
  },
  owner: line(50),
  reason: line(105),
  ticket: line(44),
  created: moment,
  expires: moment,
} as const satisfies Readonly<Record<string, FieldForm>>;

export type ExemptionField = keyof typeof exemptionForms;

/** The fields that every exemption has. */
export const requiredFields = [
  'id',
  'rule',
  'owner',
  'reason',
  'created',
  'expires',
] as const satisfies ExemptionField[];
