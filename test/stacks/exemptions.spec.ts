import { assert } from 'chai';
import * as fc from 'fast-check';
import * as v from 'valibot';
import { DeclaredExemptions } from '../../contract/exemption.ts';
import { exemptionForms } from '../../contract/exemption-forms.ts';
import { evaluateData } from '../../local/terraform/evaluate.ts';
import { readTemplate } from '../../local/terraform/template.ts';
import { TerraformError } from '../../local/terraform/terraform-error.ts';
import { toText } from '../../local/terraform/value.ts';
import { resolveVariables, unmet } from '../../local/terraform/variables.ts';
import { exemption } from '../support/exemptions.ts';
import { at, mainTemplate, resourceOf, statementsIn } from './support/synthesised.ts';

/** What a plan makes of declared exemptions: what is wrong with them, or the object that it would write. */
function planned(
  exemptions: unknown,
  more: Readonly<Record<string, unknown>> = {},
): { refusal: string; written: unknown } {
  const template = readTemplate(mainTemplate());
  try {
    const scope = { var: resolveVariables(template.variables, { exemptions, ...more }) };
    const object = template.resources.find(({ address }) => address === 'aws_s3_object.declared-exemptions');
    if (object === undefined) assert.fail('no object');
    const refusal = unmet(object.preconditions, scope).join('\n');
    return { refusal, written: JSON.parse(toText(evaluateData(object.arguments['content'], scope), 'content')) };
  } catch (error) {
    if (error instanceof TerraformError) return { refusal: error.message, written: undefined };
    throw error;
  }
}

describe('the declared exemptions', () => {
  it('are none, unless declared', () => {
    assert.deepEqual(planned([]), {
      refusal: '',
      written: { version: 1, maxDays: 90, tagExemptions: false, exemptions: [] },
    });
  });

  it('are written as they are declared, with what holds for all', () => {
    const declared = exemption({ port: '22', cidr: '198.51.100.0/24', reason: 'für <Zoë> & co' });

    const { written } = planned([declared], { exemption_max_days: 30, tag_exemptions: true });

    assert.deepEqual(v.parse(DeclaredExemptions, written), {
      version: 1,
      maxDays: 30,
      tagExemptions: true,
      exemptions: [declared],
    });
  });

  it('may last as long as allowed, and no day longer', () => {
    const [fits, longer] = [exemption({ expires: '2027-02-18' }), exemption({ expires: '2027-02-19' })];

    assert.equal(planned([fits]).refusal, '');
    assert.include(
      planned([longer]).refusal,
      'exemptions must expire at most exemption_max_days after they were created',
    );
    assert.equal(planned([longer], { exemption_max_days: 91 }).refusal, '');
    assert.include(
      planned([exemption({ expires: '2026-11-21T00:00:01Z' })], { exemption_max_days: 1 }).refusal,
      'at most',
    );
  });

  it('need ids of their own', () => {
    assert.include(planned([exemption(), exemption()]).refusal, 'exemptions must have ids of their own');
  });

  it('cannot have a target that is misspelt, which would exempt everything', () => {
    assert.include(planned([{ ...exemption(), prot: '22' }]).refusal, 'exemptions may have only');
  });

  const words = fc.string({ unit: fc.constantFrom('a', 'Ö', ' ', '\n', '"', '😀', '\u007f'), maxLength: 6 });
  const cidrs = fc.oneof(
    fc.ipV4().chain((ip) => fc.integer({ min: 0, max: 33 }).map((length) => `${ip}/${length}`)),
    fc.ipV6().chain((ip) => fc.integer({ min: 0, max: 129 }).map((length) => `${ip}/${length}`)),
    fc.constantFrom(
      '010.0.0.0/8',
      '10.0.0.0/08',
      '10.0.0.0',
      '::::/3',
      '1::2::3/64',
      '::ffff:1.2.3.4/96',
      '1:2:3:4:5:6:7:8:9/64',
    ),
  );
  const days = fc.constantFrom(
    '2026-11-20',
    '2026-11-31',
    '2027-02-29',
    '2026-12-01T10:00:00Z',
    '2026-12-01T24:00:00Z',
    'x',
  );
  const drawn = fc.record(
    {
      id: fc.constantFrom('a', 'A', 'a-1', ''),
      rule: fc.constantFrom('security-group-restricted-ports', '*', 'no-such-rule'),
      resource: fc.constantFrom('sg-1', 'arn:aws:s3:::x*', '*', 'arn:*', 'a b'),
      account: fc.constantFrom('123456789012', '*', '1'),
      region: fc.constantFrom('eu-west-1', 'us-gov-west-1', 'eu'),
      tag: fc.constantFrom('team', 'team=a=b', '=', 'a\tb'),
      port: fc.constantFrom('22', '20-25', '25-20', 'udp:53', '65536', '9-10', '100-99', '22-'),
      cidr: cidrs,
      sid: words,
      grantee: fc.constantFrom('AllUsers', 'http://acs.amazonaws.com/groups/global/AllUsers', 'a b', ''),
      permission: fc.constantFrom('READ', 'read'),
      setting: fc.constantFrom('blockPublicAcls', 'BlockPublicAcls'),
      owner: words,
      reason: words,
      ticket: words,
      created: days,
      expires: days,
    },
    { requiredKeys: [] },
  );

  it('are taken by a plan only if they can be read afterwards: else one entry would stop all mends', () => {
    let taken = 0;
    fc.assert(
      fc.property(drawn, (given) => {
        // Mostly right, so that many get through.
        const { refusal, written } = planned([{ ...exemption(), ...given }]);
        if (refusal !== '') return;
        taken += 1;
        assert.isTrue(v.is(DeclaredExemptions, written), JSON.stringify(given));
      }),
      { numRuns: 200 },
    );
    for (const name of Object.keys(exemptionForms)) {
      fc.assert(
        fc.property(drawn, (given) => {
          const one = Object.entries(given).filter(([field]) => field === name);
          const { refusal, written } = planned([{ ...exemption(), ...Object.fromEntries(one) }]);
          if (refusal !== '') return;
          taken += 1;
          assert.isTrue(v.is(DeclaredExemptions, written), `${name}: ${JSON.stringify(one)}`);
        }),
        { numRuns: 20 },
      );
    }
    assert.isAtLeast(taken, 50);
  });
});

describe('the objects of exemptions', () => {
  it('begin empty where others write them, and Terraform leaves them alone from then on', () => {
    for (const name of ['added-exemptions', 'exemption-watch-state']) {
      const object = resourceOf(mainTemplate(), 'aws_s3_object', name);
      assert.deepEqual(object['lifecycle'], { ignore_changes: ['content'] });
    }
    const added = resourceOf(mainTemplate(), 'aws_s3_object', 'added-exemptions');
    assert.deepEqual(JSON.parse(String(added['content'])), { version: 1, exemptions: [] });
  });
});

describe('the watch over exemptions', () => {
  it('comes round every five minutes, whatever the gate', () => {
    const schedule = resourceOf(mainTemplate(), 'aws_cloudwatch_event_rule', 'exemption-schedule');

    assert.equal(schedule['schedule_expression'], 'rate(5 minutes)');
    assert.notProperty(schedule, 'state');
  });

  it('is given the Config rules that are deployed, by their ids', () => {
    const { variables } = readTemplate(mainTemplate());
    const scope = {
      var: resolveVariables(variables, { name_prefix: 'team-a', enabled_rules: ['s3-bucket-versioning'] }),
    };
    const setting = at(
      resourceOf(mainTemplate(), 'aws_lambda_function', 'exemption-watch'),
      'environment.variables.CONFIG_RULES',
    );

    assert.deepEqual(JSON.parse(toText(evaluateData(setting, scope), 'CONFIG_RULES')), {
      's3-bucket-versioning': 'team-a-s3-bucket-versioning',
    });
  });

  it('may write what it remembers and no list of exemptions', () => {
    const { policy } = resourceOf(mainTemplate(), 'aws_iam_role_policy', 'exemption-watch-policy');

    const writing = statementsIn(policy).filter(({ Action }) => [Action].flat().includes('s3:PutObject'));

    assert.deepEqual(
      writing.map(({ Resource }) => Resource),
      [['${aws_s3_bucket.ledger.arn}/exemptions/watched.json']],
    );
  });
});
