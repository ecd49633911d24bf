import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy/index.js';
import { Fn, ref, Token } from 'cdktf';
import { arnOf, type HubDeployment } from './deployment.ts';
import { allow, type PolicyStatement } from './iam-scope.ts';

/** What Parameter Store passes through to Secrets Manager (Systems Manager User Guide, "Referencing AWS Secrets Manager secrets"). */
const secretPrefix = '/aws/reference/secretsmanager/';
const isSecret = (name: string): string => `can(regex("^${secretPrefix}", ${name}))`;
const role = '${aws_iam_role.notifier-role.name}';
/** As a token, since quotes would be escaped within the JSON of a policy. */
const expression = (text: string): string => Token.asString(ref(text));

/**
 * The right to read the default webhook's parameter. The name may begin with a slash, which the ARN has only once. A reference to
 * a secret is asked for by its own name.
 */
export function readsWebhook(deployment: HubDeployment): PolicyStatement {
  const name = Fn.trimprefix(deployment.variables.slack_webhook_parameter.stringValue, '/');
  return allow(['ssm:GetParameter'], [arnOf(deployment, 'ssm', `parameter/${name}`)]);
}

/** What the notifier needs beside, where it is so deployed: a secret, the webhooks of routes, a key of the operator's own. */
export function webhookAccess(deployment: HubDeployment): void {
  webhookSecret(deployment);
  routedWebhooks(deployment);
  webhookKey(deployment);
}

/**
 * Parameter Store reads a secret with its caller's own permission. Secrets Manager ends the ARN with a hyphen and six characters
 * (Secrets Manager User Guide, "Permissions reference").
 */
function webhookSecret(deployment: HubDeployment): void {
  const { stack, variables } = deployment;
  const name = Fn.trimprefix(variables.slack_webhook_parameter.stringValue, secretPrefix);
  new IamRolePolicy(stack, 'notifier-secret-policy', {
    count: Token.asNumber(`\${${isSecret('var.slack_webhook_parameter')} ? 1 : 0}`),
    name: 'webhook-secret',
    role,
    policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        allow(['secretsmanager:GetSecretValue'], [arnOf(deployment, 'secretsmanager', `secret:${name}-??????`)]),
      ],
    }),
  });
}

/** The parameters that routes name and no others, a policy for each; the name of one may hold all that a parameter's does but slashes. */
function routedWebhooks(deployment: HubDeployment): void {
  const named = 'r.webhook_parameter';
  const name = '${replace(each.value, "/", "+")}';
  const each = (id: string, which: string, title: string, statement: PolicyStatement): void => {
    const policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    const made = new IamRolePolicy(deployment.stack, id, { name: title, role, policy });
    made.addOverride('for_each', `\${toset([for r in var.slack_routes : ${named}${which}])}`);
  };
  const parameter = arnOf(deployment, 'ssm', `parameter/${expression('trimprefix(each.value, "/")')}`);
  each('notifier-routes-policy', '', `route${name}`, allow(['ssm:GetParameter'], [parameter]));
  const secret = arnOf(
    deployment,
    'secretsmanager',
    `secret:${expression(`trimprefix(each.value, "${secretPrefix}")`)}-??????`,
  );
  const isOne = ` if ${isSecret(named)}`;
  each('notifier-route-secrets-policy', isOne, `secret${name}`, allow(['secretsmanager:GetSecretValue'], [secret]));
}

/**
 * A key of the operator's own has to be allowed; every reader of the parameter or secret may use aws/ssm or aws/secretsmanager. It is
 * the service that holds the value which asks KMS (KMS Developer Guide, "kms:ViaService"): the default webhook's, and the other one
 * where a route's is kept there.
 */
function webhookKey({ stack, variables, partition }: HubDeployment): void {
  const own = 'var.slack_webhook_key_arn != ""';
  const isDefault = isSecret('var.slack_webhook_parameter');
  const isOther = `anytrue([for r in var.slack_routes : ${isSecret('r.webhook_parameter')} != ${isDefault}])`;
  const policy = (id: string, name: string, condition: string, service: string): void => {
    const via = `${expression(service)}.${variables.region.stringValue}.${partition.dnsSuffix}`;
    const statement = {
      ...allow(['kms:Decrypt'], [variables.slack_webhook_key_arn.stringValue]),
      Condition: { StringEquals: { 'kms:ViaService': via } },
    };
    new IamRolePolicy(stack, id, {
      count: Token.asNumber(`\${${condition} ? 1 : 0}`),
      name,
      role,
      policy: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
    });
  };
  policy('notifier-key-policy', 'webhook-key', own, `${isDefault} ? "secretsmanager" : "ssm"`);
  policy('notifier-routes-key-policy', 'routed-key', `${own} && ${isOther}`, `${isDefault} ? "ssm" : "secretsmanager"`);
}
