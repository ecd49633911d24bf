import { assert } from 'chai';
import { planErrors, validateErrors } from '../../checks/diagnostics.ts';

const error = {
  severity: 'error',
  summary: 'Unsupported argument',
  detail: 'An argument\nnamed "x"\tis not expected.',
};
const warning = { severity: 'warning', summary: 'Deprecated', detail: 'Use y.' };
const event = (diagnostic: object): string => JSON.stringify({ type: 'diagnostic', diagnostic });

describe("Terraform's diagnostics", () => {
  it('are errors in a line each when it validates', () => {
    const output = JSON.stringify({
      valid: false,
      diagnostics: [warning, error, { severity: 'error', summary: 'Bad' }],
    });

    assert.deepEqual(validateErrors(output), ['Unsupported argument: An argument named "x" is not expected.', 'Bad:']);
  });

  it('are errors among other events when it plans, each once', () => {
    const lines = ['not an event', '{"type":"version"}', event(warning), event(error), event(error), ''];

    assert.deepEqual(planErrors(lines.join('\n')), ['Unsupported argument: An argument named "x" is not expected.']);
  });

  it('say where they are, as far as Terraform does', () => {
    const errors = [{ context: 'resource.terraform_data.x' }, { context: null }].map((snippet) => ({
      ...error,
      snippet,
    }));

    assert.deepEqual(validateErrors(JSON.stringify({ diagnostics: errors })), [
      'Unsupported argument: An argument named "x" is not expected. (in resource.terraform_data.x)',
      'Unsupported argument: An argument named "x" is not expected.',
    ]);
  });

  it('are not taken from what is something else', () => {
    assert.throws(() => validateErrors('{"valid":true}'));
    assert.throws(() => planErrors('{"diagnostic":1}'));
  });
});
