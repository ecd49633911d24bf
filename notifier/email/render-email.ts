import type { ExpiringNotice, Notice } from '../../contract/notice.ts';
import type { ResourceType } from '../../contract/resource.ts';
import { resourceArn } from '../../resources/resource-arn.ts';
import type { Announcement, Telling } from '../announcement.ts';
import { code } from '../draft.ts';
import type { Known } from '../known.ts';
import { draftOf } from '../render-telling.ts';
import { timeSpan } from '../resource-words.ts';
import { ruleNamed } from '../rule-words.ts';
import { baselineLines, type GivenParameters } from './baseline.ts';
import { burstParts } from './burst-parts.ts';
import { draftParts } from './draft-parts.ts';
import type { Email } from './email.ts';
import { type EmailPart, layOut } from './email-layout.ts';
import { plainSpans, subjectOf } from './email-text.ts';
import { factsOf } from './facts.ts';
import { factsParts, pair, placeLines } from './facts-parts.ts';

/**
 * The e-mail that tells it, within the limits of SNS; pure. It says what the Slack message says, and in full what that shortens: the
 * ARNs of resource and principal, and what the rules demand by the parameters that they are given.
 */
export function renderEmail(telling: Telling, known: Known, given: GivenParameters): Email {
  const draft = draftOf(telling, known);
  return {
    subject: subjectOf(`configmend: ${plainSpans(draft.summary)}`),
    body: layOut(draft.summary, [...partsOf(telling, known, given), ...draftParts(draft)]),
  };
}

function partsOf(telling: Telling, known: Known, given: GivenParameters): EmailPart[] {
  switch (telling.kind) {
    case 'compliance-burst':
    case 'outcome-burst':
    case 'grace-burst':
    case 'dead-letter-burst':
      return burstParts(telling, known, given);
    case 'compliance':
    case 'notice':
    case 'alarm':
    case 'unreadable': {
      const facts = factsOf(telling, known);
      return facts === null ? generalParts(telling, known, given) : factsParts(facts, known, given);
    }
  }
}

/** Of what is about no one resource. */
function generalParts(announcement: Announcement, known: Known, given: GivenParameters): EmailPart[] {
  if (announcement.kind !== 'notice') return [];
  const { notice } = announcement;
  switch (notice.kind) {
    case 'breaker-tripped':
    case 'exemptions-unreadable':
    case 'digest':
      return [wherePart(notice, known)];
    case 'exemption-expiring':
      return [
        wherePart(notice, known),
        { title: 'The baseline', lines: baselineLines([notice.exemption.rule], null, given) },
      ];
    case 'dead-letter':
      return [{ title: null, lines: [pair('Time', timeSpan(notice.at))] }];
    case 'outcome':
    case 'grace':
    case 'tug-of-war':
    case 'restored':
      return [];
  }
}

function wherePart(
  notice: Extract<Notice, { readonly accountId: string; readonly region: string }>,
  known: Known,
): EmailPart {
  const arn = notice.kind === 'exemption-expiring' ? exemptArn(notice) : null;
  return {
    title: 'Where',
    lines: [
      ...(arn === null ? [] : [pair('ARN', code(arn))]),
      ...placeLines(notice, known),
      pair('Time', timeSpan(notice.at)),
    ],
  };
}

/** null where the exemption is of no one resource. */
function exemptArn({ exemption, accountId, region }: ExpiringNotice): string | null {
  const type: ResourceType | undefined = ruleNamed(exemption.rule)?.resourceType;
  const id = exemption.resource;
  if (id?.startsWith('arn:') === true) return id;
  if (type === undefined || id === undefined) return null;
  return resourceArn({
    resourceType: type,
    resourceId: id,
    accountId: exemption.account ?? accountId,
    region: exemption.region ?? region,
  });
}
