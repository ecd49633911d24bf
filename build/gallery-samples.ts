import type { Notice } from '../contract/notice.ts';
import type { Outcome } from '../contract/outcome.ts';
import type { Announcement, Burst, Telling } from '../notifier/announcement.ts';
import { announcements } from './gallery-announcements.ts';
import { lists } from './gallery-lists.ts';
import { mends } from './gallery-mends.ts';
import { waiting } from './gallery-waiting.ts';

/** Outcomes that nobody is told of: there was nothing to do, it waits, or a message of its own said so when it began. */
export type Untold = Extract<Outcome, 'nothing-to-do' | 'refused' | 'contested'>;

/** Every kind of message that Slack gets: what AWS says, our notices, an outcome's by what came of it, and lists of many. */
export type MessageKind =
  | Exclude<Announcement['kind'], 'notice'>
  | Exclude<Notice['kind'], 'outcome'>
  | Exclude<Outcome, Untold>
  | Burst['kind'];

export interface GallerySample {
  readonly title: string;
  /** Completes "Sent when …". */
  readonly when: string;
  /** What whoever reads it does, a sentence or two. */
  readonly act: string;
  readonly telling: Telling;
}

/** Of every kind one message, as a deployment would tell it, in the order of the gallery. */
export const gallerySamples: Readonly<Record<MessageKind, GallerySample>> = {
  compliance: announcements.compliance,
  ...mends,
  ...waiting,
  ...lists,
  alarm: announcements.alarm,
  unreadable: announcements.unreadable,
};
