import { assert } from 'chai';
import * as fc from 'fast-check';
import { emptyContext } from '../../contract/context.ts';
import type { Plan } from '../../contract/plan.ts';
import type { Bucket, Grant } from '../../contract/resource.ts';
import type { Violation } from '../../contract/violation.ts';
import { publicAudience } from '../../publicness/acl.ts';
import { awsBreadth } from '../../publicness/source-ip.ts';
import { s3BucketRemediator } from '../../remediators/s3-bucket.ts';
import { describeViolation } from '../../rules/annotation.ts';
import { s3BucketPublicAccess } from '../../rules/s3-bucket-public-access.ts';
import { allOff, allUsersUri, applyPlan, authenticatedUsersUri, bucket } from '../support/buckets.ts';
import { everyone, letsIn, type SpelledPolicy, spelledPolicy, type Statement, strangers } from '../support/policies.ts';

const evaluate = (resource: Bucket): Violation[] => s3BucketPublicAccess.evaluate(resource, awsBreadth, emptyContext);
const planFor = (resource: Bucket): Plan => s3BucketRemediator.plan(resource, evaluate(resource));
const mended = (resource: Bucket): Bucket => applyPlan(resource, planFor(resource));

const grant: fc.Arbitrary<Grant> = fc.record({
  grantee: fc.constantFrom<Grant['grantee'][]>(
    { kind: 'group', uri: allUsersUri },
    { kind: 'group', uri: authenticatedUsersUri },
    { kind: 'group', uri: 'http://acs.amazonaws.com/groups/s3/LogDelivery' },
    { kind: 'user', id: 'a1' },
    { kind: 'user', id: 'b2' },
    { kind: 'email', address: 'ann@example.com' },
  ),
  permission: fc.constantFrom('FULL_CONTROL', 'WRITE', 'WRITE_ACP', 'READ', 'READ_ACP'),
});

interface Sampled {
  readonly resource: Bucket;
  readonly spelled: SpelledPolicy;
}
const sampled: fc.Arbitrary<Sampled> = fc
  .record({ grants: fc.array(grant, { maxLength: 6 }), spelled: spelledPolicy, blockPuts: fc.boolean() })
  .map(({ grants, spelled, blockPuts }) => ({
    spelled,
    resource: bucket({
      grants,
      policy: spelled.text,
      publicAccessBlock: { ...allOff, blockPublicAcls: blockPuts, blockPublicPolicy: blockPuts },
    }),
  }));

/** The statements that a mended policy has, as the test reads them. */
function statementsOf(text: string | null): Statement[] {
  if (text === null) return [];
  const { Statement } = JSON.parse(text);
  return [Statement].flat();
}

describe('mending any bucket', () => {
  it('finds exactly the statements and grants that are public', () => {
    fc.assert(
      fc.property(sampled, ({ resource, spelled: { samples } }) => {
        const found = evaluate(resource);

        const indices = found.flatMap((one) => (one.kind === 'public-statement' ? [one.index] : []));
        const expected = samples.flatMap(({ kind }, index) => (kind === 'fixed' ? [] : [index]));
        assert.deepEqual(indices, expected);
        assert.lengthOf(found, expected.length + resource.grants.filter((one) => publicAudience(one) !== null).length);
      }),
    );
  });

  it('leaves nothing public', () => {
    fc.assert(
      fc.property(sampled, ({ resource }) => {
        const after = mended(resource);

        assert.isEmpty(evaluate(after));
        for (const stranger of strangers) {
          assert.isFalse(statementsOf(after.policy).some((statement) => letsIn(statement, stranger)));
        }
      }),
    );
  });

  it('plans nothing for what it has mended', () => {
    fc.assert(
      fc.property(sampled, ({ resource }) => {
        const after = mended(resource);

        assert.deepEqual(planFor(after), { changes: [], before: [], after: [], notes: [] });
      }),
    );
  });

  it('lets nobody in whom the policy did not let in before, and everybody whom a fixed statement lets in', () => {
    fc.assert(
      fc.property(sampled, ({ resource, spelled: { samples } }) => {
        const after = statementsOf(mended(resource).policy);

        for (const asker of everyone) {
          const before = samples.some(({ statement }) => letsIn(statement, asker));
          const fixed = samples.some(({ kind, statement }) => kind === 'fixed' && letsIn(statement, asker));
          const now = after.some((statement) => letsIn(statement, asker));
          assert.isTrue(before || !now);
          assert.isTrue(now || !fixed);
        }
      }),
    );
  });

  it('leaves every other byte of the policy as it was', () => {
    fc.assert(
      fc.property(sampled, ({ resource, spelled: { samples, pieces, without } }) => {
        const { policy } = mended(resource);

        const frame = without((index) => samples[index]?.kind !== 'public');
        if (frame === null) {
          assert.isNull(policy);
          return;
        }
        // What is left of a narrowed statement is compared as a value below; all around it must be the frame.
        const left = statementsOf(policy);
        let rest = policy ?? '';
        for (const [at, index] of samples.flatMap(({ kind }, i) => (kind === 'public' ? [] : [i])).entries()) {
          const piece = pieces[index] ?? '';
          const { kind, statement } = samples[index] ?? {};
          if (kind === 'fixed') assert.include(rest, piece);
          else assert.deepEqual(left[at], narrowed(statement));
          rest = kind === 'fixed' ? rest.slice(rest.indexOf(piece) + piece.length) : rest;
        }
        if (samples.every(({ kind }) => kind !== 'mixed')) assert.equal(policy, frame);
      }),
    );
  });

  it('leaves the other grants, in their order', () => {
    fc.assert(
      fc.property(sampled, ({ resource }) => {
        assert.deepEqual(
          mended(resource).grants,
          resource.grants.filter((one) => publicAudience(one) === null),
        );
      }),
    );
  });

  it('is judged the same in whatever order its parts come', () => {
    const verdict = (resource: Bucket): string[] =>
      evaluate(resource)
        .map((one) => describeViolation(one).replace(/\[\d+\]/, ''))
        .sort();
    fc.assert(
      fc.property(sampled, ({ resource, spelled: { samples } }) => {
        const statements = samples.map(({ statement }) => statement);
        const inOrder = { ...resource, policy: JSON.stringify({ Statement: statements }) };
        const reversed = {
          ...resource,
          grants: resource.grants.toReversed(),
          policy: JSON.stringify({ Statement: statements.toReversed() }),
        };

        assert.deepEqual(verdict(reversed), verdict(inOrder));
        assert.deepEqual(verdict(inOrder), verdict(resource));
      }),
    );
  });
});

/** What must be left of a mixed statement, by plain rules: no `*` or public provider as principal, no loose value. */
function narrowed(statement: Statement | undefined): unknown {
  const fixed = (values: string | readonly string[]): string | readonly string[] | undefined => {
    const isLoose = (value: string): boolean => /\*$|^graph\.|\/[01]$/.test(value);
    if (typeof values === 'string') return isLoose(values) ? undefined : values;
    const left = values.filter((value) => !isLoose(value));
    return left.length === 0 ? undefined : left;
  };
  const map = (given: Readonly<Record<string, string | readonly string[]>>): Record<string, unknown> =>
    Object.fromEntries(Object.entries(given).flatMap(([key, values]) => (fixed(values) ? [[key, fixed(values)]] : [])));
  if (statement === undefined) return undefined;
  const { Principal, Condition } = statement;
  if (Condition === undefined)
    return { ...statement, Principal: typeof Principal === 'object' ? map(Principal) : Principal };
  return {
    ...statement,
    Condition: Object.fromEntries(Object.entries(Condition).map(([operator, keys]) => [operator, map(keys)])),
  };
}
