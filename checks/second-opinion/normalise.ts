/** Leaves that are made up anew by each account, and say nothing: that they are there is what is compared. Rules have names. */
const madeUp =
  /(^|\.)(Failed\.Message|RequestId|MessageId|ReceiptHandle|SecretAccessKey|SessionToken|AccessKeyId|SequenceNumber|HostId|VersionId|SecurityGroupRuleId|SecurityGroupRuleArn|AssociationId|AssumedRoleId|UserId|NextContinuationToken|CreationDate|LastModified|Expiration|CreatedTimestamp|LastModifiedTimestamp|SentTimestamp|ApproximateFirstReceiveTimestamp)$/;

/**
 * An answer that can be compared with the other account's: its own names for things put back to those of the sequence, other made-up
 * values as `…`, nothing that is absent or empty, since SDK and product take those for the same, and lists in an order of their
 * own, since AWS promises none for those that are compared.
 */
export function normalised(answer: object, names: ReadonlyMap<string, string>): unknown {
  const longestFirst = [...names].toSorted(([, one], [, other]) => other.length - one.length);
  const named = (text: string): string =>
    longestFirst.reduce((changed, [name, own]) => (own === '' ? changed : changed.replaceAll(own, name)), text);
  const ruleName = (value: unknown): string | undefined =>
    longestFirst.find(([name, own]) => name.startsWith('$rule-') && own === value)?.[0];
  const walk = (value: unknown, path: string): unknown => {
    if (madeUp.test(path)) return value === undefined || value === null ? undefined : (ruleName(value) ?? '…');
    if (value instanceof Date) return '…';
    if (typeof value === 'string') return named(value);
    if (Array.isArray(value)) {
      const members = value.map((one) => walk(one, path)).filter((one) => one !== undefined);
      return members.length === 0
        ? undefined
        : members.toSorted((one, other) => (orderOf(one) < orderOf(other) ? -1 : 1));
    }
    if (typeof value !== 'object' || value === null) return value ?? undefined;
    const members = Object.entries(value)
      .filter(([key]) => key !== '$metadata')
      .map(([key, member]) => [key, walk(member, `${path}.${key}`)] as const)
      .filter(([, member]) => member !== undefined)
      .toSorted(([one], [other]) => (one < other ? -1 : 1));
    return members.length === 0 ? undefined : Object.fromEntries(members);
  };
  return walk(answer, '') ?? {};
}

/** What one of the two may leave out, and what says nothing of which member it is, does not order: like is compared with like. */
const beside = new Set([
  'Code',
  'Description',
  'GroupOwnerId',
  'MacAddress',
  'PrivateIpAddress',
  'RequesterId',
  'SecurityGroupRuleArn',
  'SecurityGroupRuleId',
  'UserId',
]);

function orderOf(member: unknown): string {
  const own = JSON.stringify(member, (key, value: unknown) => (beside.has(key) ? undefined : value));
  return `${own} ${JSON.stringify(member)}`;
}
