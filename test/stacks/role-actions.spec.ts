import { assert } from 'chai';
import { actionScopes } from '../../aws/action-scopes.ts';
import { remediators } from '../../remediators/registry.ts';
import { rules } from '../../rules/registry.ts';
import { isJudgedByConfig } from '../../rules/rule.ts';
import { fastPathActions } from '../../stacks/fast-path.ts';
import { commandActions } from '../../stacks/member-roles.ts';
import { ruleActions } from '../../stacks/rule-actions.ts';
import { sweepActions } from '../../stacks/sweep.ts';
import { mainTemplate, resourceOf, resourcesOf, type Statement, statementsIn } from './support/synthesised.ts';

const listed = (value: string | string[] | undefined): string[] => (value === undefined ? [] : [value].flat());

/** What a function may do beyond what registries declare, with the reason. */
const every = {
  'logs:CreateLogStream': 'each execution environment writes to a stream of its own',
  'logs:PutLogEvents': 'its log',
};
const failing = { 'sqs:SendMessage': 'Lambda puts what failed for good into the queue of failed invocations' };
const settling = {
  'sqs:SendMessage': 'a retry is queued anew, a dead letter goes to its queue',
  'sqs:DeleteMessage': 'what is settled',
  'sqs:ChangeMessageVisibility': 'what is given back',
  'sns:Publish': 'notices',
  'ssm:GetParameter': 'the gate',
};
const base: Readonly<
  Record<
    'rule' | 'remediator' | 'coordinator' | 'watch' | 'fastPath' | 'sweep' | 'digest' | 'notifier',
    Readonly<Record<string, string>>
  >
> = {
  rule: { ...every, ...failing, 's3:GetObject': 'the exemptions and the accounts' },
  remediator: {
    ...every,
    ...settling,
    's3:PutObject': 'the ledger',
    's3:GetObject': 'the exemptions and the accounts; and S3 asks for it where an entry is replaced only if unchanged',
  },
  coordinator: {
    ...every,
    ...settling,
    's3:GetObject': 'what breaker and grace periods remember, the exemptions and the accounts',
    's3:PutObject': 'the same',
    'sqs:ReceiveMessage': 'it drains the queue',
    'lambda:InvokeFunction': 'the remediators',
  },
  watch: {
    ...every,
    's3:GetObject': 'the exemptions',
    's3:PutObject': 'what it remembers',
    'sns:Publish': 'reminders and the alert',
    'config:StartConfigRulesEvaluation': 'the rules of exemptions that began or ended',
  },
  fastPath: {
    ...every,
    ...failing,
    'lambda:InvokeFunction': 'the coordinator, which it wakes',
    'sns:Publish': 'what is left to people of a rule that AWS Config does not judge by',
    's3:GetObject': 'the exemptions, the accounts, what is recorded of changes, and approvals',
    's3:ListBucket': 'what is recorded of a group',
    's3:PutObject': 'the record of a change, and who was seen to call',
  },
  sweep: {
    ...every,
    ...failing,
    'lambda:InvokeFunction': 'itself for each place, and the coordinator, which it wakes',
    's3:GetObject': 'the exemptions, the accounts, what is recorded of changes, approvals, and its own report',
    's3:ListBucket': 'of which groups changes are recorded; and S3 asks for it to say that an object is not there',
    's3:PutObject': 'its report',
  },
  digest: {
    ...every,
    ...failing,
    's3:ListBucket': 'the records of the ledger',
    's3:GetObject': 'the records, the breaker, the exemptions and the count of no-ops',
    'ssm:GetParameter': 'the gate',
    'sqs:GetQueueAttributes': 'how many wait',
    'sqs:ReceiveMessage': 'how old the oldest is',
    'sqs:ChangeMessageVisibility': 'what was looked at is given back',
    'config:DescribeComplianceByConfigRule': 'what is non-compliant',
    'sns:Publish': 'the digest',
  },
  notifier: {
    ...every,
    'ssm:GetParameter': 'the Slack webhook',
    'sqs:ReceiveMessage': 'Lambda polls the outbox with it',
    'sqs:DeleteMessage': 'what was told',
    'sqs:GetQueueAttributes': 'Lambda asks before it polls',
    'sqs:ChangeMessageVisibility': 'what waits for Slack is put back',
    'sqs:SendMessage':
      'what Slack refuses goes to the dead letters of the outbox, and what one way has told back to it',
    's3:GetObject': 'how accounts are called, and who was seen to call',
  },
};

/** Actions that IAM lets nobody confine to a resource, with what confines them instead. */
const unconfined = {
  'config:PutEvaluations': 'no resource type; answers only to the token of an invocation',
  'config:GetResourceConfigHistory': 'no resource type; reads',
  'config:GetComplianceDetailsByResource': 'no resource type; reads',
  'ec2:DescribeSecurityGroups': 'no resource type; reads, in one region by condition',
  'ec2:DescribeSecurityGroupRules': 'no resource type; reads, in one region by condition',
  's3:ListAllMyBuckets': 'no resource type; reads',
  's3:GetAccountPublicAccessBlock': 'no resource type; reads',
  's3:PutAccountPublicAccessBlock': 'no resource type; acts on the account of the role and on no other',
};

/** `elsewhere`: it takes a role in other accounts, where there are any. */
const roles = [
  ...rules
    .filter(isJudgedByConfig)
    .map((rule) => ({ name: rule.id, base: base.rule, declared: ruleActions(rule), elsewhere: true })),
  ...remediators.map(({ id, iamActions }) => ({
    name: `remediator-${id}`,
    elsewhere: true,
    base: base.remediator,
    declared: id === 'security-group' ? [...iamActions, 's3:ListBucket'] : iamActions,
  })),
  { name: 'coordinator', base: base.coordinator, declared: [], elsewhere: false },
  { name: 'exemption-watch', base: base.watch, declared: [], elsewhere: false },
  { name: 'fast-path', base: base.fastPath, declared: fastPathActions, elsewhere: true },
  { name: 'sweep', base: base.sweep, declared: sweepActions, elsewhere: true },
  { name: 'digest', base: base.digest, declared: [], elsewhere: false },
  { name: 'notifier', base: base.notifier, declared: [], elsewhere: false },
];

const statementsOf = (name: string): Statement[] =>
  statementsIn(resourceOf(mainTemplate(), 'aws_iam_role_policy', `${name}-policy`)['policy']);

describe('the role', () => {
  for (const { name, base, declared } of roles) {
    describe(`of ${name}`, () => {
      it('may do what the registries declare and the pipeline needs, and nothing more', () => {
        const allowed = statementsOf(name).flatMap(({ Action }) => listed(Action));

        assert.sameMembers([...new Set(allowed)], [...new Set([...Object.keys(base), ...declared])]);
      });

      it('is only allowed things, and on named resources wherever IAM takes one', () => {
        for (const { Effect, Action, Resource } of statementsOf(name)) {
          assert.equal(Effect, 'Allow');
          assert.isNotEmpty(listed(Resource));
          for (const action of listed(Action)) {
            assert.notInclude(action, '*');
            if (listed(Resource).includes('*')) assert.property(unconfined, action);
          }
        }
      });

      it('ends at this account, where a bucket could be of another', () => {
        for (const { Action, Resource, Condition } of statementsOf(name)) {
          const aboutBuckets = listed(Action).some((action) => /^s3:.*Bucket(?!s)/.test(action));
          const aboutOurs = listed(Resource).every((one) => one.startsWith('${aws_s3_bucket.'));
          if (!aboutBuckets || aboutOurs || listed(Resource).includes('*')) continue;
          assert.deepEqual(Condition, {
            StringEquals: { 's3:ResourceAccount': '${data.aws_caller_identity.caller.account_id}' },
          });
        }
      });

      it('is its own, and assumed by Lambda alone', () => {
        const role = resourceOf(mainTemplate(), 'aws_iam_role', `${name}-role`);
        const created = resourceOf(mainTemplate(), 'aws_lambda_function', name);

        const [assume, ...more] = statementsIn(role['assume_role_policy']);

        assert.equal(created['role'], `\${aws_iam_role.${name}-role.arn}`);
        assert.deepInclude(assume, { Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } });
        assert.isEmpty(more);
      });
    });
  }

  it('of every function is looked at here, and so is every policy', () => {
    const names = resourcesOf(mainTemplate(), 'aws_iam_role').map(([name]) => name);
    const policies = resourcesOf(mainTemplate(), 'aws_iam_role_policy').map(([name]) => name);

    assert.sameMembers(names, [...roles.map(({ name }) => `${name}-role`), 'config-role']);
    assert.sameMembers(policies, [
      ...roles.map(({ name }) => `${name}-policy`),
      'config-role-delivers',
      ...roles.filter(({ elsewhere }) => elsewhere).map(({ name }) => `${name}-members-policy`),
      'fast-path-approvals-policy',
      'remediator-security-group-approvals-policy',
      'sweep-approvals-policy',
      'notifier-reports-policy',
      'notifier-key-policy',
      'notifier-route-secrets-policy',
      'notifier-routes-key-policy',
      'notifier-routes-policy',
      'notifier-secret-policy',
    ]);
  });

  it('of a remediator may write entries of the ledger, the state of the safeguards, and nothing beside them', () => {
    for (const { id } of remediators) {
      const writing = statementsOf(`remediator-${id}`).filter(({ Action }) => listed(Action).includes('s3:PutObject'));

      assert.deepEqual(
        writing.map(({ Resource }) => Resource),
        [['${aws_s3_bucket.ledger.arn}/${aws_s3_object.safety-state.key}'], ['${aws_s3_bucket.ledger.arn}/actions/*']],
      );
    }
  });

  it('of the coordinator may invoke the remediators and nothing else', () => {
    const invoking = statementsOf('coordinator').filter(({ Action }) =>
      listed(Action).includes('lambda:InvokeFunction'),
    );

    assert.deepEqual(
      invoking.map(({ Resource }) => Resource),
      [remediators.map(({ id }) => `\${aws_lambda_function.remediator-${id}.arn}`)],
    );
  });
});

describe('the scopes', () => {
  it('are those of every action that is declared, that a sweep would need or that people’s commands ask for, and of no other', () => {
    const sweeping = rules.flatMap((rule) => ruleActions({ ...rule, triggers: ['change', 'periodic'] }));
    const declared = new Set([
      ...remediators.flatMap(({ iamActions }) => iamActions),
      ...rules.flatMap(ruleActions),
      ...sweeping,
      ...commandActions,
    ]);

    assert.sameMembers(Object.keys(actionScopes), [...declared]);
  });
});

describe('a permission to invoke', () => {
  it('names the account, and the resource where it is known', () => {
    const permissions = resourcesOf(mainTemplate(), 'aws_lambda_permission');

    assert.isNotEmpty(permissions);
    for (const [name, permission] of permissions) {
      const account = name.endsWith('-members-permission')
        ? '${each.value}'
        : '${data.aws_caller_identity.caller.account_id}';
      assert.equal(permission['source_account'], account, name);
      assert.equal('source_arn' in permission, permission['principal'] !== 'config.amazonaws.com', name);
    }
  });
});

describe('the actions of a rule', () => {
  const rule = {
    id: 'made-up',
    resourceType: 'AWS::EC2::SecurityGroup',
    iamActions: ['ec2:GetManagedPrefixListEntries'],
    mend: { unmendedBecause: 'it is made up' },
  } as const;

  it('include fetching an oversized item and no listing, where it follows changes', () => {
    assert.sameMembers(ruleActions({ ...rule, triggers: ['change'] }), [
      'config:PutEvaluations',
      'config:GetResourceConfigHistory',
      'ec2:GetManagedPrefixListEntries',
    ]);
  });

  it('include the verdict before, where something mends it: whether its grace begins', () => {
    const mended = { ...rule, triggers: ['change'], mend: { by: 'security-group', summary: '' } } as const;

    assert.include(ruleActions(mended), 'config:GetComplianceDetailsByResource');
  });

  it('include the listing of its kind and of its own verdicts, where it sweeps', () => {
    assert.sameMembers(ruleActions({ ...rule, triggers: ['periodic'] }), [
      'config:PutEvaluations',
      'config:GetComplianceDetailsByConfigRule',
      'ec2:DescribeSecurityGroups',
      'ec2:GetManagedPrefixListEntries',
    ]);
  });
});
