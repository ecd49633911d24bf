import { assert } from 'chai';
import { versioningFromItem, versioningFromS3 } from '../../resources/bucket-versioning.ts';

describe('versioningFromItem', () => {
  const readable: [string, unknown, object][] = [
    ['an item without it', undefined, { status: 'Off', mfaDelete: false }],
    ['null', null, { status: 'Off', mfaDelete: false }],
    ['Off', { status: 'Off', isMfaDeleteEnabled: null }, { status: 'Off', mfaDelete: false }],
    ['a null status', { status: null, isMfaDeleteEnabled: null }, { status: 'Off', mfaDelete: false }],
    ['Enabled', { status: 'Enabled' }, { status: 'Enabled', mfaDelete: false }],
    [
      'Suspended with MFA delete',
      { status: 'Suspended', isMfaDeleteEnabled: true },
      { status: 'Suspended', mfaDelete: true },
    ],
  ];
  for (const [what, given, expected] of readable) {
    it(`reads ${what}`, () => {
      assert.deepEqual<unknown>(versioningFromItem(given), expected);
    });
  }

  for (const given of [{}, { Status: 'Enabled' }, { status: 'On' }, { status: 'Off', isMfaDeleteEnabled: 1 }, 'Off']) {
    it(`does not understand ${JSON.stringify(given)}`, () => {
      assert.deepInclude(versioningFromItem(given), { kind: 'unread' });
    });
  }
});

describe('versioningFromS3', () => {
  const answers: [Record<string, unknown>, object][] = [
    [{}, { status: 'Off', mfaDelete: false }],
    [{ Status: 'Enabled' }, { status: 'Enabled', mfaDelete: false }],
    [
      { Status: 'Suspended', MFADelete: 'Disabled' },
      { status: 'Suspended', mfaDelete: false },
    ],
    [
      { Status: 'Suspended', MFADelete: 'Enabled' },
      { status: 'Suspended', mfaDelete: true },
    ],
  ];
  for (const [answer, expected] of answers) {
    it(`reads ${JSON.stringify(answer)}`, () => {
      assert.deepEqual<unknown>(versioningFromS3({ $metadata: {}, ...answer }), expected);
    });
  }

  it('does not understand a status that is not known', () => {
    assert.deepInclude(versioningFromS3({ Status: 'Archived' }), { kind: 'unread' });
  });
});
