import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity/index.js';
import { DataAwsPartition } from '@cdktf/provider-aws/lib/data-aws-partition/index.js';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider/index.js';
import { TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import type { LambdaBundle } from '../build/bundle-lambdas.ts';
import { accountsKey } from '../accounts/read-accounts.ts';
import { recordedChangesFolder } from '../contract/recorded-change.ts';
import { sightingsFolder } from '../contract/sighting.ts';
import { sweepsFolder } from '../contract/sweep-report.ts';
import { addedKey, declaredKey } from '../exemptions/exemption-objects.ts';
import { aggregator } from './aggregator.ts';
import { alarms } from './alarms.ts';
import { configRecorder } from './config-recorder.ts';
import { dashboard } from './dashboard.ts';
import { declareVariables } from './declare-variables.ts';
import type { HubDeployment } from './deployment.ts';
import { digest, noOpCount } from './digest.ts';
import { exemptions } from './exemptions.ts';
import { fastPath } from './fast-path.ts';
import { gate } from './gate.ts';
import { graceState } from './grace-state.ts';
import { keepsSettings } from './ledger-settings.ts';
import { managedRules } from './managed-rules.ts';
import { memberBus } from './member-bus.ts';
import { accountsObject, membersRead } from './members.ts';
import { mending } from './mending.ts';
import { notifications } from './notifications.ts';
import { outputs } from './outputs.ts';
import { privateBucket } from './private-bucket.ts';
import { queues } from './queues.ts';
import { ruleFunctions } from './rule-functions.ts';
import { safetyState } from './safety-state.ts';
import { keepState, type StateBucket } from './state.ts';
import { sweep } from './sweep.ts';
import { stackVariables } from './variables.ts';

export interface ConfigmendStackProps {
  readonly bundles: readonly LambdaBundle[];
  readonly state?: StateBucket | undefined;
}

/** A sighting is of use for minutes, until AWS Config’s verdict is told. */
const sightingDays = 7;

/** The whole pipeline in one account and region: hub and member at once, unless it is told not to watch itself. */
export class ConfigmendStack extends TerraformStack {
  constructor(scope: Construct, id: string, { bundles, state }: ConfigmendStackProps) {
    super(scope, id);
    keepState(this, id, state);
    const variables = declareVariables(this, stackVariables);
    new AwsProvider(this, 'aws', {
      region: variables.region.stringValue,
      defaultTags: [{ tags: variables.tags.value }],
    });
    const deployment: HubDeployment = {
      stack: this,
      variables,
      bundles,
      partition: new DataAwsPartition(this, 'partition'),
      caller: new DataAwsCallerIdentity(this, 'caller'),
    };
    const queue = queues(deployment);
    const ledger = privateBucket(deployment, {
      name: 'ledger',
      expireAfterDays: variables.ledger_retention_days.numberValue,
      expirePrefixes: [
        'actions/',
        recordedChangesFolder,
        sweepsFolder,
        { prefix: sightingsFolder, afterDays: sightingDays },
      ],
      preventDestroy: true,
      statements: (arn) => [keepsSettings(deployment, arn), membersRead(arn, [declaredKey, addedKey, accountsKey])],
    });
    const accounts = accountsObject(deployment, ledger);
    const told = notifications(deployment, ledger);
    const { config, notices, outbox, notifier } = told;
    const gateParameter = gate(deployment);
    const recorder = configRecorder(deployment, { topic: config, onlyIf: 'var.watch_own_account' });
    const safety = safetyState(deployment, ledger);
    const noOps = noOpCount(deployment, ledger);
    const menders = mending(deployment, {
      queue,
      ledger,
      safety,
      grace: graceState(deployment, ledger),
      noOps,
      gateParameter,
      notices,
      notifier,
    });
    const readers = [menders.coordinator, ...menders.remediators];
    const { watch, lists } = exemptions(deployment, ledger, notices);
    // AWS Config judges by a rule as soon as it is there, and the function reads these first.
    const judging = ruleFunctions(deployment, queue, ledger, [recorder, accounts, ...lists], readers);
    managedRules(deployment, recorder, 'var.watch_own_account');
    const fast = fastPath(deployment, { queue, ledger, mending: menders, notices });
    memberBus(deployment, outbox, fast);
    aggregator(deployment);
    const swept = sweep(deployment, { queue, ledger, mending: menders });
    const daily = digest(deployment, { queue, ledger, safety, noOps, gateParameter, told });
    const functions = [...judging, ...readers, watch, fast, swept, daily, notifier];
    alarms(deployment, { queue, outbox, functions, notices });
    const overview = dashboard(deployment, { queue, outbox, functions });
    outputs(deployment, { queue, outbox, ledger, notices, gateParameter, dashboard: overview });
  }
}
