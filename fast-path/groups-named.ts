import { type EC2Client, paginateDescribeSecurityGroups } from '@aws-sdk/client-ec2';
import { classifyError, errorText } from '../aws/classify-error.ts';
import { endingPages } from '../aws/ending-pages.ts';
import { Failure } from '../contract/failure.ts';

/** The ids of the groups of a name; of several VPCs there may be several. Rejects with READ_FAILED. */
export async function groupsNamed(ec2: EC2Client, name: string): Promise<string[]> {
  const ids: string[] = [];
  try {
    const Filters = [{ Name: 'group-name', Values: [literal(name)] }];
    const pages = paginateDescribeSecurityGroups({ client: ec2, pageSize: 1000 }, { Filters });
    for await (const page of endingPages(pages, ({ NextToken }) => NextToken)) {
      for (const { GroupId, GroupName } of page.SecurityGroups ?? []) {
        if (GroupId !== undefined && GroupName === name) ids.push(GroupId);
      }
    }
    return ids;
  } catch (cause) {
    throw new Failure('READ_FAILED', `the security groups of a name cannot be read: ${errorText(cause)}`, {
      cause,
      transient: classifyError(cause) === 'transient',
    });
  }
}

/** Filters have wildcards (Amazon EC2 API Reference, "Filter"). */
function literal(text: string): string {
  return text.replaceAll(/[\\*?]/g, (character) => `\\${character}`);
}
