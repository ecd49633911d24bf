import { ConfigAggregateAuthorization } from '@cdktf/provider-aws/lib/config-aggregate-authorization/index.js';
import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity/index.js';
import { DataAwsPartition } from '@cdktf/provider-aws/lib/data-aws-partition/index.js';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role/index.js';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy/index.js';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider/index.js';
import { TerraformStack, Token } from 'cdktf';
import type { Construct } from 'constructs';
import type { LambdaBundle } from '../build/bundle-lambdas.ts';
import { configRecorder } from './config-recorder.ts';
import { declareVariables } from './declare-variables.ts';
import type { MemberDeployment } from './deployment.ts';
import { managedRules } from './managed-rules.ts';
import { memberEvents } from './member-events.ts';
import { memberJudging } from './member-judging.ts';
import { memberRoles, type MemberWords } from './member-roles.ts';
import { memberStackVariables } from './member-stack-variables.ts';
import { policyText } from './policy-text.ts';
import { keepState, type StateBucket } from './state.ts';

export interface MemberStackProps {
  readonly bundles: readonly LambdaBundle[];
  readonly state?: StateBucket | undefined;
}

const inRolesRegion = 'var.region == var.roles_region';

/**
 * An account and region that the hub watches, applied once to each, with the same values everywhere but the region. It judges what it is
 * told by AWS Config here, tells the hub, and lets the hub's functions in; nothing of it changes a resource.
 */
export class MemberStack extends TerraformStack {
  constructor(scope: Construct, id: string, { bundles, state }: MemberStackProps) {
    super(scope, id);
    keepState(this, id, state);
    const variables = declareVariables(this, memberStackVariables);
    new AwsProvider(this, 'aws', {
      region: variables.region.stringValue,
      defaultTags: [{ tags: variables.tags.value }],
    });
    const deployment: MemberDeployment = {
      stack: this,
      variables,
      bundles,
      partition: new DataAwsPartition(this, 'partition'),
      caller: new DataAwsCallerIdentity(this, 'caller'),
    };
    const recorder = configRecorder(deployment, { recordsGlobal: inRolesRegion });
    roles(deployment);
    memberJudging(deployment, recorder);
    managedRules(deployment, recorder);
    memberEvents(deployment);
    new ConfigAggregateAuthorization(this, 'aggregator-authorization', {
      count: Token.asNumber('${var.enable_aggregator_authorization ? 1 : 0}'),
      accountId: variables.hub_account_id.stringValue,
      authorizedAwsRegion: variables.hub_region.stringValue,
    });
  }
}

const judging = 'var.judging_account_id == "" ? var.hub_account_id : var.judging_account_id';
const root = (account: string): string => `"arn:\${data.aws_partition.partition.partition}:iam::\${${account}}:root"`;
// Written out, since tokens would not be resolved within an expression.
const words: MemberWords = {
  partition: '${data.aws_partition.partition.partition}',
  accountId: '${data.aws_caller_identity.caller.account_id}',
  prefix: '${var.name_prefix}',
  hubAccountId: '${var.hub_account_id}',
  hubRegion: '${var.hub_region}',
  externalId: '${var.external_id}',
  judgingAccountId: `\${${judging}}`,
  judges: { computed: `distinct([${root('var.hub_account_id')}, ${root(judging)}])` },
  andReaders: (arns) => ({ computed: `concat([${arns.map(quoted).join(', ')}], var.reader_principals)` }),
};

/** Text with expressions in it, as an expression. */
function quoted(text: string): string {
  return `"${text}"`;
}

/** Roles are an account's, and not a region's: one region makes them. */
function roles({ stack }: MemberDeployment): void {
  const count = Token.asNumber(`\${${inRolesRegion} ? 1 : 0}`);
  for (const { id, name, description, trust, statements } of memberRoles(words)) {
    new IamRole(stack, `${id}-role`, { count, name, description, assumeRolePolicy: policyText(trust) });
    new IamRolePolicy(stack, `${id}-policy`, {
      count,
      name: 'configmend',
      role: `\${aws_iam_role.${id}-role[0].name}`,
      policy: policyText(statements),
    });
  }
}
