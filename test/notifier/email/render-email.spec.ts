import { assert } from 'chai';
import { gallerySamples, type MessageKind } from '../../../build/gallery-samples.ts';
import { renderEmail } from '../../../notifier/email/render-email.ts';
import { type Known, nothingKnown } from '../../../notifier/known.ts';
import { renderNotice } from '../../../notifier/render-telling.ts';
import { complianceChange, deadLetterNotice, graceNotice, outcomeNotice } from '../../support/notices.ts';
import { sighting } from '../../support/sightings.ts';

const given = { 'security-group-restricted-ports': { ports: '22,3389' } };
const seen: Known = { ...nothingKnown, sighting: () => sighting() };
const email = (kind: MessageKind, known = nothingKnown) => renderEmail(gallerySamples[kind].telling, known, given);
const group = 'arn:aws:ec2:eu-west-1:111122223333:security-group/';

describe('the e-mail of', () => {
  const cases: Readonly<Record<MessageKind, readonly (string | RegExp)[]>> = {
    compliance: [
      'arn:aws:s3:::acme-reports',
      /Principal not known: AWS Config does not say, and the call was not seen\. With enable_fast_path = true, /,
      'CloudTrail   its event history',
      'Rule         s3-bucket-public-access (critical)',
      '- ipv4PrefixLength = 8 (unless given otherwise): ',
      '- policy Statement[0] "Everyone" is public: Principal is *',
      'configmend inspect --resource acme-reports',
    ],
    mended: [
      `ARN          ${group}sg-0a1b2c3d4e5f60718`,
      'Name         staging',
      'Region       eu-west-1',
      'Action       20261120T101530Z-d9574994.1 in the ledger',
      'Principal    arn:aws:sts::111122223333:assumed-role/Developer/sam@example.org',
      'Call         AuthorizeSecurityGroupIngress',
      'From         198.51.100.7',
      'Time         2026-11-20 10:15:12 UTC',
      '- ports = 22, 3389: restricted ports',
      '- ipv4Addresses = 16777216 (unless given otherwise): ',
      /- tcp 8000-9000 from 0\.0\.0\.0\/0 opens tcp 8080,8088,8888 to the whole\s+IPv4 internet/,
      '\n  + tcp 8000-8079 from 0.0.0.0/0\n',
      '\nTo undo it: configmend restore 20261120T101530Z-d9574994.1\n',
    ],
    'partly-mended': [
      `${group}sg-0f9e8d7c6b5a43210`,
      'What stopped it: CHANGE_DENIED',
      'To undo it: configmend restore',
    ],
    failed: ['What a mend would change', 'What stopped it: CHANGE_DENIED', 'there is nothing to undo'],
    exempt: ['arn:aws:s3:::acme-dropbox', 'Exempt until 2027-01-15', 'Nothing was changed'],
    restored: [
      'arn:aws-us-gov:ec2:us-gov-west-1:111122223333:security-group/sg-04c2f6d81e7b9a350',
      'Who restored it\n  Principal    arn:aws-us-gov:sts::111122223333:assumed-role/OnCall/robin@example.org',
      '\n  + tcp 3389 from 0.0.0.0/0\n',
      'exempt until 2026-11-21 11:18:49 UTC',
    ],
    grace: [
      'Principal    arn:aws:iam::444455556666:user/contractor',
      'It will be mended at 2026-11-21 10:15:30 UTC',
      'What a mend would change',
    ],
    'tug-of-war': [
      'Who brings it back\n  Principal    arn:aws:sts::111122223333:assumed-role/terraform/ci',
      'Mended before\n  20261120T080211Z-2aa27c4a.0',
      'configmend breaker reset sg-0d2dad07c927796d6',
    ],
    'breaker-tripped': ['Region       eu-west-1', '26 resources were to be mended', 'configmend breaker reset'],
    'dead-letter': [
      'arn:aws-cn:s3:::acme-handbook',
      /a message that was given up does not\s+say/,
      'Message      5fea7756-0ea4-451a-a703-a558b933e274',
      'configmend dead-letters explain',
    ],
    'exemption-expiring': [`ARN          ${group}sg-0a1b2c3d4e5f60718`, '- ports = 22, 3389: ', 'network team, NET-7'],
    'exemptions-unreadable': ['EXEMPTIONS_UNREADABLE', 'configmend exemptions check'],
    digest: ['Gate and breaker  gate open', 'security-group-restricted-ports: 9 mended', 'configmend history'],
    'compliance-burst': ['\n15.\n', 'ARN          arn:aws:s3:::acme-reports-2026-12', 'The baseline\n  Rule'],
    'outcome-burst': [
      `\n1.\n  ARN          ${group}sg-0a1b2c3d4e5f60718\n  To undo it   configmend restore 20261120T101530Z-d9574994.0\n`,
      '\n12.\n',
      'Call         AuthorizeSecurityGroupIngress from 198.51.100.7 at\n               2026-11-20 10:15:12 UTC',
    ],
    'grace-burst': ['\n11.\n', 'Mended at    2026-11-27 10:15:30 UTC', 'arn:aws:s3:::acme-uploads-11'],
    'dead-letter-burst': ['\n11.\n', 'Stopped by   CHANGE_DENIED', 'configmend dead-letters return --all'],
    alarm: ['State        OK → ALARM', 'What it means: The gate is open', 'What CloudWatch saw'],
    unreadable: ['a notice of another version', 'Message c5c2a1b4-7c3e-5a06-9f0e-f7a3b1c8d2e6'],
  };
  for (const [kind, texts] of Object.entries(cases)) {
    it(`${kind} says all of it`, () => {
      const telling = Object.entries(gallerySamples).find(([id]) => id === kind)?.[1].telling;
      assert.isDefined(telling);
      const { subject, body } = renderEmail(telling, nothingKnown, given);

      assert.match(subject, /^configmend: \S/);
      for (const text of texts) {
        if (typeof text === 'string') assert.include(body, text);
        else assert.match(body.replaceAll(/\s+/g, ' '), text);
      }
      assert.notMatch(body, /undefined|null\b|NaN|\*[A-Za-z]|:[a-z_]+:\s/u);
    });
  }
});

describe('renderEmail', () => {
  it('names who made the call before a verdict, in full', () => {
    const { body } = email('compliance', seen);

    assert.include(body, 'Principal    arn:aws:sts::111122223333:assumed-role/Developer/sam@example.org');
    assert.include(
      body,
      'Call         PutBucketPolicy\n  From         198.51.100.7\n  Time         2026-11-20 10:14:00 UTC',
    );
    assert.notInclude(body, 'not known');
  });

  it('says why nobody is named where the call was seen, and its caller is not', () => {
    const { actor: _actor, ...anonymous } = sighting();

    const { body } = email('compliance', { ...nothingKnown, sighting: () => anonymous });

    assert.include(body, 'not known: CloudTrail does not name the caller');
    assert.include(body, 'Call         PutBucketPolicy');
  });

  it('names callers in a list of verdicts, of violations alone', () => {
    const { body } = email('compliance-burst', seen);

    assert.lengthOf(body.match(/Principal    arn:/g) ?? [], 12);
    assert.lengthOf(body.match(/Principal    not known/g) ?? [], 3);
  });

  it('tells the ARN of what the resource is, and not what a message calls it', () => {
    const resource = { ...outcomeNotice().resource, arn: 'arn:aws:s3:::forged' };

    const { body } = renderEmail({ kind: 'notice', notice: outcomeNotice({ resource }) }, nothingKnown, {});

    assert.include(body, `ARN          ${group}sg-0a1b2c3d4e5f60718`);
    assert.notInclude(body, 'forged');
  });

  it('says that it knows no ARN of what AWS’s own rules judge, nor what they demand', () => {
    const change = complianceChange({ resourceType: 'AWS::EC2::Instance', resourceId: 'i-1', rule: 'approved-amis' });

    const { body } = renderEmail(change, nothingKnown, {});

    assert.include(body, 'ARN          not known, AWS Config has it: AWS::EC2::Instance i-1');
    assert.include(body, 'Rule         approved-amis');
    assert.match(body, /it is none of configmend’s\s+rules/);
  });

  it('says of a dead letter that nobody could read what there is', () => {
    const { body } = renderEmail({ kind: 'notice', notice: deadLetterNotice() }, nothingKnown, {});

    assert.include(body, 'MESSAGE_INVALID');
    assert.notInclude(body, 'Principal');
  });

  it('counts the dead letters of a list that are about no resource among its messages', () => {
    const notices = [deadLetterNotice({ resource: outcomeNotice().resource }), deadLetterNotice()];

    const { body } = renderEmail({ kind: 'dead-letter-burst', code: 'X', notices }, nothingKnown, {});

    assert.include(body, `ARN          ${group}`);
    assert.include(body, 'Message      5d1f2c3b-0000-4000-8000-0123456789ab');
  });

  it('says as much of a violation as Slack does', () => {
    const notice = graceNotice({ notes: ['a note'] });

    const { body } = renderEmail({ kind: 'notice', notice }, nothingKnown, {});

    for (const text of [...notice.violations, ...notice.notes, notice.resource.id]) {
      assert.include(JSON.stringify(renderNotice(notice)), text);
      assert.include(body, text);
    }
  });
});
