import type { Exemption } from '../contract/exemption.ts';

/** Which resources it is about: `sg-1 in eu-west-1`. */
export function describeSelection({ resource, account, region, tag }: Exemption): string {
  const selected = [resource, ...(tag === undefined ? [] : [`tag ${tag}`])].filter((part) => part !== undefined);
  const what = selected.length === 0 ? 'everything' : selected.join(' with ');
  const where = [account, region].filter((part) => part !== undefined).join(' ');
  return where === '' ? what : `${what} in ${where}`;
}

/** How much of what the rule finds there: `tcp 22 from 198.51.100.0/24`, `all of it`. */
export function describeTarget({ port, cidr, sid, grantee, permission, setting }: Exemption): string {
  if (sid !== undefined) return `statement ${sid}`;
  if (grantee !== undefined) return `${permission ?? ''} for ${grantee}`;
  if (setting !== undefined) return `setting ${setting}`;
  const ports =
    port === undefined ? undefined : port.replace(/^(?:(tcp|udp):)?/, (_, named?: string) => `${named ?? 'tcp'} `);
  if (ports === undefined) return cidr === undefined ? 'all of it' : `any port, ${cidr}`;
  return cidr === undefined ? ports : `${ports}, ${cidr}`;
}

/** Who wrote it. */
export function describeOrigin({ createdBy = 'added' }: Exemption): string {
  const words = {
    declared: 'Terraform variable exemptions',
    added: 'configmend exemptions add',
    restore: 'configmend restore',
    tag: 'tag of the resource',
  } as const;
  return words[createdBy];
}
