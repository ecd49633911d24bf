import { assert } from 'chai';
import { aboutOf } from '../../notifier/about.ts';
import type { Announcement } from '../../notifier/announcement.ts';
import { type Route, routeTelling } from '../../notifier/route-telling.ts';
import { alarmChange, complianceChange, deadLetterNotice, graceNotice, outcomeNotice } from '../support/notices.ts';

const severities = { 's3-bucket-public-access': 'critical' } as const;
const { resource } = outcomeNotice();
const owned = (tags: Readonly<Record<string, string>>): Announcement => ({
  kind: 'notice',
  notice: outcomeNotice({ resource: { ...resource, tags }, severity: 'high' }),
});

const critical: Route = { severities: ['critical', 'high'], webhook_parameter: '/critical' };
const account: Route = { accounts: ['111122223333'], webhook_parameter: '/account' };
const web: Route = { owners: ['web', 'site'], webhook_parameter: '/web' };
const webCritical: Route = { owners: ['web'], severities: ['critical'], webhook_parameter: '/web-critical' };

const cases: readonly [what: string, announcement: Announcement, routes: Route[], expected: string | null][] = [
  ['nothing without routes', owned({ owner: 'web' }), [], null],
  ['by severity', owned({}), [critical], '/critical'],
  ['by account', owned({}), [account], '/account'],
  ['by the owner tag', owned({ owner: 'site' }), [web], '/web'],
  ['to the first that fits', owned({ owner: 'web' }), [critical, web], '/critical'],
  ['past those that do not', owned({ owner: 'web' }), [webCritical, web], '/web'],
  ['only what fits all that a route asks for', owned({ owner: 'web' }), [webCritical], null],
  ['not by an owner in other letters', owned({ owner: 'Web' }), [web], null],
  ['not by another tag', owned({ team: 'web' }), [web], null],
  ['not by what every object has', owned({}), [{ owners: ['[object Object]'], webhook_parameter: '/x' }], null],
  ['a verdict by the severity of its rule', complianceChange(), [critical], '/critical'],
  ['a verdict of a rule that is not ours by no severity', complianceChange({ rule: 'theirs' }), [critical], null],
  ['a verdict by account', complianceChange(), [account], '/account'],
  ['a verdict to no owner, since AWS Config says none', complianceChange(), [web], null],
  ['a grace period like an outcome', { kind: 'notice', notice: graceNotice() }, [critical], '/critical'],
  [
    'a dead letter of a resource by account',
    { kind: 'notice', notice: deadLetterNotice({ resource }) },
    [account],
    '/account',
  ],
  ['a dead letter of nothing known to the default', { kind: 'notice', notice: deadLetterNotice() }, [account], null],
  ['an alarm to the default', alarmChange(), [account, critical], null],
];

describe('routeTelling', () => {
  for (const [what, announcement, routes, expected] of cases) {
    it(`routes ${what}`, () => {
      assert.equal(routeTelling(aboutOf(announcement, severities), routes, 'owner'), expected);
    });
  }

  it('takes another key for the owner', () => {
    const about = aboutOf(owned({ team: 'web' }), severities);

    assert.equal(routeTelling(about, [web], 'team'), '/web');
    assert.isNull(routeTelling(about, [web], 'constructor'));
  });
});
