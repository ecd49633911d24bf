import { assert } from 'chai';
import * as v from 'valibot';
import { remediatorOf } from '../../remediators/registry.ts';
import { camelCase } from '../../build/lambdas.ts';
import { ruleOf, rules } from '../../rules/registry.ts';
import { accountBlock } from '../support/account-blocks.ts';
import { bucket } from '../support/buckets.ts';
import { emptyContext } from '../../contract/context.ts';
import { givenParameters } from '../support/given-parameters.ts';
import { securityGroup } from '../support/security-groups.ts';

const resources = [securityGroup([]), bucket(), accountBlock(null)];

/** A new rule adds its id here: that one is gone must not pass unseen. */
const expected = [
  'security-group-restricted-ports',
  'security-group-authorized-ports',
  'security-group-default-closed',
  'security-group-open-egress',
  'security-group-unapproved-change',
  's3-bucket-public-access',
  's3-bucket-public-access-block',
  's3-account-public-access-block',
  's3-bucket-acls-disabled',
  's3-bucket-tls-only',
  's3-bucket-encryption',
  's3-bucket-versioning',
  's3-bucket-logging',
];

describe('the registry of rules', () => {
  it('holds exactly these rules', () => {
    assert.deepEqual(
      rules.map(({ id }) => id),
      expected,
    );
  });

  it('finds a rule by its id, and no other', () => {
    assert.equal(ruleOf('s3-bucket-public-access')?.id, 's3-bucket-public-access');
    assert.isUndefined(ruleOf('no-such-rule'));
    assert.isUndefined(ruleOf('constructor'));
  });

  for (const rule of rules) {
    describe(rule.id, () => {
      it('lies in the file of its id and is exported under the name made of it', async () => {
        const module: unknown = await import(`../../rules/${rule.id}.ts`);

        const Exported = v.object({ [camelCase(rule.id)]: v.object({ id: v.literal(rule.id) }) });
        assert.isTrue(v.is(Exported, module), `rules/${rule.id}.ts exports no ${camelCase(rule.id)}`);
      });

      it('has an id in kebab case that fits the name of a Config rule', () => {
        assert.match(rule.id, /^[a-z0-9]+(-[a-z0-9]+)*$/);
        assert.isAtMost(`configmend-${rule.id}`.length, 128);
        // The name of a Lambda function.
        assert.isAtMost(`configmend-${rule.id}`.length, 64);
      });

      it('has one sentence as its summary', () => {
        assert.match(rule.summary, /^[A-Z][^\n]*[^.]\.$/);
        assert.notMatch(rule.summary, /\. [A-Z]/);
        // What a Config rule's Description takes.
        assert.isAtMost(rule.summary.length, 256);
      });

      it('is started by something', () => {
        assert.isNotEmpty(rule.triggers);
        assert.lengthOf(new Set(rule.triggers), rule.triggers.length);
      });

      it('has parameters whose defaults it takes itself, but for those that have to be given', () => {
        const given = givenParameters(rule);
        assert.doesNotThrow(() => rule.withParameters(given));
        const defaults = Object.fromEntries(
          Object.entries(rule.parameters).map(([name, parameter]) => [name, parameter.default]),
        );
        assert.doesNotThrow(() => rule.withParameters({ ...defaults, ...given }));
        for (const name of Object.keys(given)) {
          const without = { ...given, [name]: defaults[name] };
          assert.throws(() => rule.withParameters(without), `${rule.id}: ${name}="`);
        }
        // AWS Config API, ConfigRule: InputParameters.
        assert.isAtMost(JSON.stringify(defaults).length, 1024);
      });

      it('has a summary for every parameter', () => {
        for (const [name, { summary }] of Object.entries(rule.parameters)) {
          assert.match(name, /^[a-z][a-zA-Z0-9]*$/);
          assert.isAbove(summary.length, 10, name);
        }
      });

      it('refuses a parameter that it does not have', () => {
        assert.throws(() => rule.withParameters({ surprise: '1' }), `${rule.id}: unknown parameter surprise`);
      });

      it('is mended by a registered remediator of its own type, or says why it is not', () => {
        if ('by' in rule.mend) {
          assert.equal(remediatorOf(rule.mend.by)?.resourceType, rule.resourceType);
          assert.isNotEmpty(rule.mend.summary);
        } else assert.isNotEmpty(rule.mend.unmendedBecause);
      });

      it('names IAM actions of reads only', () => {
        for (const action of rule.iamActions) assert.match(action, /^[a-z0-9-]+:(Get|List|Describe)[A-Za-z]+$/);
      });

      it('judges its own type and throws for another', () => {
        const judge = rule.withParameters(givenParameters(rule));

        for (const resource of resources) {
          if (resource.type === rule.resourceType) assert.isArray(judge(resource, emptyContext));
          else assert.throws(() => judge(resource, emptyContext), TypeError, `${rule.id} cannot judge`);
        }
      });
    });
  }
});
