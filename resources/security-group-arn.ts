/** Service Authorization Reference, Amazon EC2, resource type security-group. */
export function securityGroupArn(partition: string, region: string, accountId: string, groupId: string): string {
  return `arn:${partition}:ec2:${region}:${accountId}:security-group/${groupId}`;
}
