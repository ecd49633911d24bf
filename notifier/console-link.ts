/** The console's domain per partition; a region of any other partition has no public console and gets no link. */
const domains: readonly (readonly [RegExp, string])[] = [
  [/^us-gov-[a-z]+-\d+$/, 'console.amazonaws-us-gov.com'],
  [/^cn-[a-z]+-\d+$/, 'console.amazonaws.cn'],
  [/^[a-z]{2}-[a-z]+-\d+$/, 'console.aws.amazon.com'],
];

/**
 * The resource's own page in the AWS console, else its timeline in AWS Config; null where there is no console to open.
 */
export function consoleLink(resource: { type: string; id: string; region: string }): string | null {
  const id = encoded(resource.id);
  switch (resource.type) {
    case 'AWS::EC2::SecurityGroup':
      return pageOf(resource.region, `ec2/home?region=${resource.region}#SecurityGroup:groupId=${id}`);
    case 'AWS::S3::Bucket':
      return pageOf(resource.region, `s3/buckets/${id}?region=${resource.region}&tab=permissions`);
    case 'AWS::S3::AccountPublicAccessBlock':
      return pageOf(resource.region, `s3/settings?region=${resource.region}`);
    default: {
      const query = `resourceId=${id}&resourceType=${encoded(resource.type)}`;
      return pageOf(resource.region, `config/home?region=${resource.region}#/resources/timeline?${query}`);
    }
  }
}

/** CloudTrail's event history of one resource: who changed it, which AWS Config does not say. */
export function historyLink(resource: { id: string; region: string }): string | null {
  const query = `ResourceName=${encoded(resource.id)}`;
  return pageOf(resource.region, `cloudtrailv2/home?region=${resource.region}#/events?${query}`);
}

/** One event of CloudTrail's event history, which keeps management events for 90 days. */
export function eventLink(event: { eventId: string; region: string }): string | null {
  return pageOf(event.region, `cloudtrailv2/home?region=${event.region}#/events/${encoded(event.eventId)}`);
}

/** A CloudWatch alarm's page. */
export function alarmLink(alarm: { name: string; region: string }): string | null {
  return pageOf(alarm.region, `cloudwatch/home?region=${alarm.region}#alarmsV2:alarm/${encoded(alarm.name)}`);
}

/** A page on the region's own console host. The region is put into a host name, so only a well-formed one is used. */
function pageOf(region: string, path: string): string | null {
  const domain = domains.find(([regions]) => regions.test(region))?.[1];
  return domain === undefined ? null : `https://${region}.${domain}/${path}`;
}

/** Half a surrogate pair, which JSON can carry, cannot be percent-encoded. */
function encoded(text: string): string {
  return encodeURIComponent(text.replaceAll(/\p{Cs}/gu, '\uFFFD'));
}
