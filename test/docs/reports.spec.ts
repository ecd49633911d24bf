import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert } from 'chai';
import { withReportSamples } from '../../build/gallery-reports.ts';
import { repositoryRoot } from '../../build/repository-root.ts';
import { emailLimits } from '../../notifier/email/email.ts';
import { sightingWindowMs } from '../../notifier/sighting-of-verdict.ts';
import { stackVariables } from '../../stacks/variables.ts';

const text = readFileSync(join(repositoryRoot(), 'docs', 'reports.md'), 'utf8');

describe('docs/reports.md', () => {
  it('shows e-mails as the notifier writes them', () => {
    assert.equal(text, withReportSamples(text), 'run `npm run gallery`');
    assert.lengthOf(text.match(/^Subject: configmend: /gm) ?? [], 2);
  });

  it('has no sample that there is not', () => {
    const unknown = '<!-- e-mail: pigeon -->\n<!-- end of e-mail -->';

    assert.throws(() => withReportSamples(unknown), 'there is no sample pigeon');
  });

  it('names variables of the stack', () => {
    const named = [...text.matchAll(/`([a-z]+(?:_[a-z]+)+)`/g)].map(([, name = '']) => name);

    assert.includeMembers(named, ['report_emails', 'alert_email', 'slack_digest_seconds', 'enable_fast_path']);
    for (const name of named) assert.property(stackVariables, name);
  });

  it('says limits as they are', () => {
    assert.include(text, `at most ${sightingWindowMs / 60_000} minutes before the verdict`);
    assert.include(text, `The subject is ASCII, below ${emailLimits.subject + 1} characters.`);
    assert.isBelow(emailLimits.bodyBytes, 256 * 1024);
    assert.include(text, `its lines are below ${emailLimits.lineBytes} bytes`);
  });
});
