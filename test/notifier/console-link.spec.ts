import { assert } from 'chai';
import { alarmLink, consoleLink, eventLink, historyLink } from '../../notifier/console-link.ts';

describe('consoleLink', () => {
  const pages: [string, string, string, string][] = [
    [
      'AWS::EC2::SecurityGroup',
      'sg-1',
      'eu-west-1',
      'https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1#SecurityGroup:groupId=sg-1',
    ],
    [
      'AWS::S3::Bucket',
      'my.bucket',
      'us-gov-west-1',
      'https://us-gov-west-1.console.amazonaws-us-gov.com/s3/buckets/my.bucket?region=us-gov-west-1&tab=permissions',
    ],
    [
      'AWS::S3::AccountPublicAccessBlock',
      '111122223333',
      'cn-northwest-1',
      'https://cn-northwest-1.console.amazonaws.cn/s3/settings?region=cn-northwest-1',
    ],
    [
      'AWS::IAM::User',
      'AIDA 1',
      'ap-southeast-2',
      'https://ap-southeast-2.console.aws.amazon.com/config/home?region=ap-southeast-2#/resources/timeline?resourceId=AIDA%201&resourceType=AWS%3A%3AIAM%3A%3AUser',
    ],
  ];
  for (const [type, id, region, url] of pages) {
    it(`opens ${type} in ${region}`, () => {
      assert.equal(consoleLink({ type, id, region }), url);
    });
  }

  for (const region of [
    'us-iso-east-1',
    'us-isob-east-1',
    'eusc-de-east-1',
    '',
    'evil.example/',
    'eu-west-1.evil.example',
    'x\neu-west-1',
  ]) {
    it(`has no link into ${JSON.stringify(region)}`, () => {
      assert.isNull(consoleLink({ type: 'AWS::S3::Bucket', id: 'b', region }));
      assert.isNull(historyLink({ id: 'b', region }));
      assert.isNull(eventLink({ eventId: 'e', region }));
      assert.isNull(alarmLink({ name: 'a', region }));
    });
  }

  it('percent-encodes what could leave the link', () => {
    const link = consoleLink({ type: 'AWS::S3::Bucket', id: 'a|b>c#d\uD83D', region: 'eu-west-1' });

    assert.include(link, '/buckets/a%7Cb%3Ec%23d%EF%BF%BD?');
  });
});

describe('historyLink, eventLink and alarmLink', () => {
  it('open one event', () => {
    assert.equal(
      eventLink({ eventId: '6f1d4f0e-8a5b', region: 'us-gov-east-1' }),
      'https://us-gov-east-1.console.amazonaws-us-gov.com/cloudtrailv2/home?region=us-gov-east-1#/events/6f1d4f0e-8a5b',
    );
  });

  it('open the event history of a resource', () => {
    assert.equal(
      historyLink({ id: 'sg-1', region: 'eu-west-1' }),
      'https://eu-west-1.console.aws.amazon.com/cloudtrailv2/home?region=eu-west-1#/events?ResourceName=sg-1',
    );
  });

  it('open an alarm', () => {
    assert.equal(
      alarmLink({ name: 'a b', region: 'eu-west-1' }),
      'https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#alarmsV2:alarm/a%20b',
    );
  });
});
