import type { Severity } from '../contract/instruction.ts';
import type { Notice } from '../contract/notice.ts';
import type { ResourceIdentity } from '../contract/resource.ts';
import { resourceKey } from '../contract/resource-key.ts';
import type { Announcement } from './announcement.ts';

/** What is known of the one resource that an announcement is about. */
export interface About {
  /** `account/region/type/id`. */
  readonly resource: string;
  readonly accountId: string;
  /** null: the announcement does not say. */
  readonly severity: Severity | null;
  /** null: AWS Config's changes carry none. */
  readonly tags: Readonly<Record<string, string>> | null;
}

/** Severities by the name of the Config rule. */
export type RuleSeverities = Readonly<Record<string, Severity>>;

/** Pure. null where it is about no one resource: the breaker, an alarm, an exemption, the digest. */
export function aboutOf(announcement: Announcement, severities: RuleSeverities): About | null {
  switch (announcement.kind) {
    case 'compliance': {
      const { accountId, region, resourceType, resourceId, rule } = announcement;
      return {
        resource: `${accountId}/${region}/${resourceType}/${resourceId}`,
        accountId,
        severity: Object.hasOwn(severities, rule) ? (severities[rule] ?? null) : null,
        tags: null,
      };
    }
    case 'notice':
      return aboutNotice(announcement.notice);
    case 'alarm':
    case 'unreadable':
      return null;
  }
}

function aboutNotice(notice: Notice): About | null {
  switch (notice.kind) {
    case 'outcome':
    case 'grace':
    case 'restored':
      return about(notice.resource, notice.severity);
    case 'tug-of-war':
      return about(notice.resource, null);
    case 'dead-letter':
      return notice.resource === undefined ? null : about(notice.resource, null);
    case 'breaker-tripped':
    case 'exemption-expiring':
    case 'exemptions-unreadable':
    case 'digest':
      return null;
  }
}

function about(resource: ResourceIdentity, severity: Severity | null): About {
  const { accountId, tags } = resource;
  return { resource: resourceKey(resource), accountId, severity, tags };
}

/** When it happened, in milliseconds since the epoch; NaN where it does not say, or says no time. */
export function momentOf(announcement: Announcement): number {
  const at =
    announcement.kind === 'notice'
      ? announcement.notice.at
      : announcement.kind === 'unreadable'
        ? null
        : announcement.at;
  return at === null ? Number.NaN : Date.parse(at);
}
