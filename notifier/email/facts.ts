import * as v from 'valibot';
import { actorsAmong } from '../../contract/actors-among.ts';
import type { Severity } from '../../contract/instruction.ts';
import type { CallNote, DeadLetterNotice, GraceNotice, Notice, OutcomeNotice } from '../../contract/notice.ts';
import { type ResourceIdentity, ResourceType } from '../../contract/resource.ts';
import { resourceArn } from '../../resources/resource-arn.ts';
import type { Announcement, ComplianceChange } from '../announcement.ts';
import type { Known } from '../known.ts';
import { nameOf, type Place } from '../resource-words.ts';

/** What a mail says of one resource that something happened to. */
export interface Facts {
  readonly resource: Place;
  /** null of what is no resource of ours: AWS Config's message does not carry it. */
  readonly arn: string | null;
  readonly name: string | null;
  /** Whose deed it is: who brought a violation about, or who undid a mend. */
  readonly who: {
    readonly title: string;
    /** ARNs of principals, or what else is known of them. */
    readonly actors: readonly string[];
    /** Why nobody is named: a clause. */
    readonly unknown: string;
    readonly call: CallNote;
  };
  readonly rules: readonly string[];
  readonly severity: Severity | null;
  readonly violations: readonly string[];
  readonly failure?: DeadLetterNotice['failure'];
  /** Of the ledger; absent where nothing was changed. */
  readonly actionId?: string;
  /** When a mend is due. */
  readonly until?: string;
  readonly at: string | null;
}

const causedBy = 'Who brought it about';
const notSeen = 'AWS Config does not say, and the call was not seen';

/** Pure. null where it is about no one resource. */
export function factsOf(announcement: Announcement, known: Known): Facts | null {
  switch (announcement.kind) {
    case 'compliance':
      return complianceFacts(announcement, known);
    case 'notice':
      return noticeFacts(announcement.notice);
    case 'alarm':
    case 'unreadable':
      return null;
  }
}

export function complianceFacts(change: ComplianceChange, known: Known): Facts {
  const { resourceType: type, resourceId: id, accountId, region } = change;
  const broken = change.to === 'NON_COMPLIANT';
  const sighting = broken ? known.sighting(change) : undefined;
  const { actor, ...call } = sighting ?? {};
  return {
    resource: { type, id, accountId, region },
    arn: v.is(ResourceType, type) ? resourceArn({ ...change, resourceType: type }) : null,
    name: null,
    who: {
      title: broken ? causedBy : 'Who changed it',
      actors: actor === undefined ? [] : [actor],
      unknown: sighting === undefined ? notSeen : 'CloudTrail does not name the caller',
      call,
    },
    rules: [change.rule],
    severity: null,
    violations: (change.annotation ?? '').split('\n').filter((line) => line.trim() !== ''),
    at: change.at,
  };
}

function noticeFacts(notice: Notice): Facts | null {
  switch (notice.kind) {
    case 'outcome':
      return outcomeFacts(notice);
    case 'grace':
      return graceFacts(notice);
    case 'dead-letter':
      return letterFacts(notice);
    case 'tug-of-war': {
      const actors = actorsAmong(notice.mends);
      const unknown = 'none of its calls was seen';
      return {
        ...identified(notice.resource),
        who: { title: 'Who brings it back', actors, unknown, call: {} },
        rules: [],
        severity: null,
        violations: [notice.violation],
        at: notice.at,
      };
    }
    case 'restored':
      return {
        ...identified(notice.resource),
        who: { title: 'Who restored it', actors: [notice.actor], unknown: '', call: {} },
        rules: notice.rules,
        severity: notice.severity,
        violations: [],
        at: notice.at,
      };
    case 'breaker-tripped':
    case 'exemption-expiring':
    case 'exemptions-unreadable':
    case 'digest':
      return null;
  }
}

export function outcomeFacts(notice: OutcomeNotice): Facts {
  const { rules, severity, violations, actionId, failure, at } = notice;
  return {
    ...identified(notice.resource),
    who: causeOf(notice),
    rules,
    severity,
    violations,
    ...(actionId === undefined ? {} : { actionId }),
    ...(failure === undefined ? {} : { failure }),
    at,
  };
}

export function graceFacts(notice: GraceNotice): Facts {
  const { rule, severity, violations, until, at } = notice;
  return { ...identified(notice.resource), who: causeOf(notice), rules: [rule], severity, violations, until, at };
}

/** null of a message that nobody could read. */
export function letterFacts({ resource, failure, at }: DeadLetterNotice): Facts | null {
  if (resource === undefined) return null;
  const unknown = 'a message that was given up does not say';
  return {
    ...identified(resource),
    who: { title: causedBy, actors: [], unknown, call: {} },
    rules: [],
    severity: null,
    violations: [],
    failure,
    at,
  };
}

function causeOf({ actor, evidence = {} }: Pick<OutcomeNotice, 'actor' | 'evidence'>): Facts['who'] {
  return { title: causedBy, actors: actor === undefined ? [] : [actor], unknown: notSeen, call: evidence };
}

function identified(resource: ResourceIdentity): Pick<Facts, 'resource' | 'arn' | 'name'> {
  const { type: resourceType, id: resourceId, accountId, region } = resource;
  return { resource, arn: resourceArn({ resourceType, resourceId, accountId, region }), name: nameOf(resource) };
}
