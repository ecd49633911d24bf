import type { AwsError } from './aws-error.ts';
import { CallLog } from './call-log.ts';
import { createTrail, type LocalTrail } from './cloudtrail/trail.ts';
import { LocalClock } from './clock.ts';
import { type Delivery, quickDelivery } from './config/delivery.ts';
import { Credentials, type Organization } from './credentials.ts';
import { Faults } from './faults.ts';
import { type Authoriser, createAuthoriser } from './iam/authoriser.ts';
import type { PollCall } from './lambda/event-source-mappings.ts';
import { pollCaller, pollRequest } from './lambda/poll-call.ts';
import { createServices, type LocalServices } from './local-services.ts';
import { resolveLoopbackNames } from './loopback-names.ts';
import { createOptInRegions, notOptedIn, type OptInRegions } from './opt-in-regions.ts';
import { Pending } from './pending.ts';
import { idGenerator } from './random-id.ts';
import { startServer } from './server.ts';
import type { AnsweredCall, Caller } from './service.ts';

export interface LocalAccountOptions {
  /** The account of every access key that is neither a 12-digit number nor handed out. */
  readonly accountId?: string;
  readonly region?: string;
  /** What the accounts belong to, for policies that ask for it; no organization unless given. */
  readonly organization?: Organization;
  /** Makes ids the same in every run: those of each service depend on what that service was asked, and on nothing else. */
  readonly seed?: number;
  /** Stopped with the account. */
  readonly clock?: LocalClock;
  readonly delivery?: Partial<Delivery>;
  /** Whether a trail logs management calls, without which EventBridge is told of none; true unless given. */
  readonly trail?: boolean;
  /** An unused one, unless given. */
  readonly port?: number;
}

export interface LocalAccount {
  /** For every service but S3 Control, whose host name is in `environment()`. */
  readonly endpoint: string;
  readonly accountId: string;
  readonly region: string;
  /** The variables that point an SDK or the AWS CLI here, as an account's administrator or as a role. */
  environment(principal?: { accountId?: string; roleArn?: string }): Record<string, string>;
  /** The same for SDK clients of this process, as an account's administrator. */
  clientConfig(
    region?: string,
    accountId?: string,
  ): {
    endpoint: string;
    region: string;
    credentials: { accessKeyId: string; secretAccessKey: string };
  };
  readonly clock: LocalClock;
  readonly faults: Faults;
  /** Every call that reached the server. */
  readonly calls: CallLog;
  readonly credentials: Credentials;
  /** Which of the regions that ask for opting in an account has switched on or off. */
  readonly regions: OptInRegions;
  /** What tells EventBridge of calls. */
  readonly trail: LocalTrail;
  readonly services: LocalServices;
  /** From now on these roles may do only what their policies allow; every role may do everything until then. */
  readonly enforce: Authoriser['enforce'];
  /** The same of one role, whatever the others may do. */
  readonly enforceRole: Authoriser['enforceRole'];
  /** What roles with policies asked for, and got or not. */
  readonly decisions: Authoriser['decisions'];
  /**
   * Resolves when no recording, rule invocation, evaluation, notification, asynchronous function call or batch of a queue is pending. Schedules and
   * visibility timeouts do not count; batch windows are closed at once when nothing else is left. A frozen clock is moved on by the deliveries that are pending, and by no more.
   */
  settled(): Promise<void>;
  /** Ends the server, the workers and the timers, so that the process can exit. */
  stop(): Promise<void>;
}

/**
 * Starts the stand-in for an AWS account: one HTTP server on loopback for all services, in which any account and any region
 * exist as soon as they are named. Makes `*.localhost` resolve in this process, for S3 Control.
 */
export async function startLocalAccount(options: LocalAccountOptions = {}): Promise<LocalAccount> {
  const { accountId = '123456789012', region = 'eu-west-1', clock = new LocalClock() } = options;
  const ids = (stream: string): ((length: number) => string) => idGenerator(options.seed, stream);
  const environmentId = ids('environment');
  const [credentials, faults, calls, pending] = [
    new Credentials(accountId, () => clock.now(), options.organization),
    new Faults(),
    new CallLog(),
    new Pending(clock),
  ];
  const regions = createOptInRegions();
  let port = 0;
  const delivery = { ...quickDelivery, ...options.delivery };
  const authorisePoll = (call: PollCall): void => {
    const request = pollRequest(call);
    const caller = pollCaller(call, clock.now());
    authorise({ service: 'sqs', operation: call.operation, request }, caller);
    const { accountId: of, region: where, principalArn } = caller;
    calls.add({
      at: caller.now,
      service: 'sqs',
      operation: call.operation,
      accountId: of,
      region: where,
      principalArn,
      status: 200,
    });
  };
  const services = createServices({
    clock,
    ids,
    credentials,
    pending,
    delivery,
    regions,
    port: () => port,
    authorisePoll,
    authorise: (call, caller) => authorise(call, caller),
  });
  const { enforce, enforceRole, decisions, authorise } = createAuthoriser(accountId, {
    bucketOwner(name, { partition, region: called }) {
      const home = services.s3.homeOf(partition, name);
      return home?.region === called ? home.accountId : undefined;
    },
    secretArn: (name, caller) => services.ssm.secretArn(caller, name),
  });
  const trail = createTrail(
    {
      pending,
      deliveryMs: delivery.cloudTrailMs,
      id: ids('cloudtrail'),
      emit: (event, where) => services.events.emit(event, where),
      homeOf: (partition, bucketName) => services.s3.homeOf(partition, bucketName),
    },
    options.trail ?? true,
  );
  const answered = (call: AnsweredCall): void => trail.record(call);
  const unavailable = (service: string, caller: Caller): AwsError | undefined =>
    regions.stateOf(caller) === 'disabled' ? notOptedIn(service, caller) : undefined;
  const id = ids('request');
  const server = await startServer(
    { services: Object.values(services), clock, credentials, faults, calls, id, authorise, unavailable, answered },
    options.port,
  );
  port = server.port;
  resolveLoopbackNames();
  const endpoint = `http://127.0.0.1:${port}`;

  return {
    endpoint,
    accountId,
    region,
    clock,
    faults,
    calls,
    credentials,
    regions,
    trail,
    services,
    enforce,
    enforceRole,
    decisions,
    environment(principal = {}) {
      const { roleArn } = principal;
      const accessKeyId =
        roleArn === undefined
          ? (principal.accountId ?? accountId)
          : credentials.issueSession(roleArn, 'local', environmentId).accessKeyId;
      return {
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: 'local',
        ...(roleArn === undefined ? {} : { AWS_SESSION_TOKEN: 'local' }),
        AWS_REGION: region,
        AWS_DEFAULT_REGION: region,
        AWS_ENDPOINT_URL: endpoint,
        AWS_ENDPOINT_URL_S3_CONTROL: `http://localhost:${port}`,
      };
    },
    clientConfig: (clientRegion = region, of = accountId) => ({
      endpoint,
      region: clientRegion,
      credentials: { accessKeyId: of, secretAccessKey: 'local' },
    }),
    settled: () => pending.settled(),
    async stop() {
      services.events.stop();
      services.config.stop();
      await services.lambda.stop();
      await server.close();
      pending.stop();
      clock.stop();
    },
  };
}
