import * as crypto from 'node:crypto';
import dns from 'node:dns';
import { createRequire } from 'node:module';
import { Script } from 'node:vm';
import * as config from '@aws-sdk/client-config-service';
import * as ec2 from '@aws-sdk/client-ec2';
import * as lambda from '@aws-sdk/client-lambda';
import * as s3 from '@aws-sdk/client-s3';
import * as s3Control from '@aws-sdk/client-s3-control';
import * as sns from '@aws-sdk/client-sns';
import * as sqs from '@aws-sdk/client-sqs';
import * as ssm from '@aws-sdk/client-ssm';
import * as sts from '@aws-sdk/client-sts';
import * as slack from '@slack/webhook';
import * as valibot from 'valibot';
import type { prepareRestore } from '../../restore/prepare-restore.ts';
import type { carryOutRestore } from '../../restore/carry-out-restore.ts';
import type { restoreDeps } from '../../cli/restore-deps.ts';
import type { Actor } from './actor.ts';
import { datesOff } from './clocks.ts';
import type { createRandom } from './random.ts';
import { region } from './services.ts';
import { endpointOf, NodeHttpHandler } from './transport.ts';

export type LambdaHandler = (event: unknown, context: object) => Promise<unknown>;

/** What the bundle of the product exports: its Lambdas' own entries, each loaded when it is asked for, and the restore of the command. */
export interface Product {
  readonly handlers: Readonly<Record<string, () => LambdaHandler>>;
  readonly restore: () => {
    readonly prepareRestore: typeof prepareRestore;
    readonly carryOutRestore: typeof carryOutRestore;
    readonly restoreDeps: typeof restoreDeps;
  };
}

const shared: Readonly<Record<string, object>> = {
  '@aws-sdk/client-config-service': config,
  '@aws-sdk/client-ec2': ec2,
  '@aws-sdk/client-lambda': lambda,
  '@aws-sdk/client-s3': s3,
  '@aws-sdk/client-s3-control': s3Control,
  '@aws-sdk/client-sns': sns,
  '@aws-sdk/client-sqs': sqs,
  '@aws-sdk/client-ssm': ssm,
  '@aws-sdk/client-sts': sts,
  '@slack/webhook': slack,
  valibot,
};

/** By their names, for what the bundle leaves out of itself. */
export const sharedModules = Object.keys(shared);

const node = createRequire(import.meta.url);

/** Whose process the product is loaded into. */
export interface Process {
  readonly random: ReturnType<typeof createRandom>;
  /** Who runs in it now. */
  readonly actor: () => Actor;
  /** How far its clock is off, in milliseconds. */
  readonly offMs: () => number;
  readonly fetch: typeof fetch;
}

interface ClientConfig {
  readonly requestHandler?: { readonly requestTimeout?: number };
}

type Client = new (config: object) => { readonly middlewareStack: { remove(name: string): boolean } };

/** What a client would find in its environment anyhow. To look for it is half of what a new client costs, and each environment has some. */
const settled = {
  region,
  credentials: { accessKeyId: 'AKIASIMULATED', secretAccessKey: 'simulated' },
  retryMode: 'standard',
  maxAttempts: 3,
  defaultsMode: 'legacy',
  useFipsEndpoint: false,
  useDualstackEndpoint: false,
  userAgentAppId: 'simulator',
  cacheMiddleware: true,
  authSchemePreference: ['sigv4'],
  accountIdEndpointMode: 'preferred',
  requestChecksumCalculation: 'WHEN_SUPPORTED',
  responseChecksumValidation: 'WHEN_SUPPORTED',
  disableS3ExpressSessionAuth: true,
  disableMultiregionAccessPoints: false,
  useArnRegion: false,
};

/** By the names of their clients. */
const signingNames: Readonly<Record<string, string>> = {
  ConfigServiceClient: 'config',
  EC2Client: 'ec2',
  LambdaClient: 'lambda',
  S3Client: 's3',
  S3ControlClient: 's3',
  SNSClient: 'sns',
  SQSClient: 'sqs',
  SSMClient: 'ssm',
  STSClient: 'sts',
};

const clients = new Map(
  Object.entries(shared).map(([name, module]) => [
    name,
    Object.entries(module).filter(([key]) => /^[A-Z]\w*Client$/.test(key)) as [string, Client][],
  ]),
);

/** What signs and labels a request: nobody looks at it here, and it is a fifth of what a call costs. The end-to-end tests have all of it. */
const leftOut = [
  'loggerMiddleware',
  'httpAuthSchemeMiddleware',
  'httpSigningMiddleware',
  'getUserAgentMiddleware',
  'hostHeaderMiddleware',
  'recursionDetectionMiddleware',
  's3ExpressMiddleware',
  'addExpectContinueMiddleware',
] as const;

/** The module, with clients that call as whoever runs. Its other exports are too many to be copied each time. */
function calledBy(actor: () => Actor, name: string, module: object): object {
  const own = Object.create(module) as object;
  for (const [key, Original] of clients.get(name) ?? []) {
    const make = (config: ClientConfig): object => {
      const timeoutMs = config.requestHandler?.requestTimeout ?? 0;
      const requestHandler = new NodeHttpHandler({ actor, service: signingNames[key] ?? key, timeoutMs });
      const client = new Original({ ...settled, endpoint: endpointOf(key), ...config, requestHandler });
      for (const middleware of leftOut) client.middlewareStack.remove(middleware);
      return client;
    };
    // Made when it is used: an environment has twice as many as it ever calls by.
    const value = function (config: ClientConfig): object {
      let made: object | undefined;
      return new Proxy(Object.create(Original.prototype) as object, {
        get: (_, property) => Reflect.get((made ??= make(config)), property),
        set: (_, property, given) => Reflect.set((made ??= make(config)), property, given),
      });
    };
    Object.defineProperty(own, key, { value });
  }
  return own;
}

/** The bundle, ready to be loaded anew for each process: none finds what another has left in a module or in a client. */
export function productOf(code: string): (process: Process) => Product {
  const script = new Script(`(function (require, module, exports, process, globalThis, Date) {${code}\n})`, {
    filename: 'product.cjs',
  });
  const load = script.runInThisContext() as (
    require: (name: string) => unknown,
    module: { exports: unknown },
    exports: unknown,
    itsProcess: object,
    itsGlobal: object,
    itsDates: DateConstructor,
  ) => void;
  return ({ random, actor, offMs, fetch }) => {
    const module = { exports: {} };
    const randomBytes = (length: number): Buffer => Buffer.from(Array.from({ length }, () => random.below(256)));
    const randomUUID = (): string => {
      const hex = randomBytes(16).toString('hex');
      return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
    };
    const own: Readonly<Record<string, object>> = {
      ...shared,
      'node:crypto': { ...crypto, randomBytes, randomUUID },
      // A copy, since the restore puts a lookup of its own into it, which would lead to every product loaded before.
      'node:dns': { ...dns },
      'node:timers/promises': { setTimeout: (ms: number) => new Promise((resolve) => setTimeout(resolve, ms)) },
    };
    const required = (name: string): unknown => {
      const found = own[name];
      return found === undefined ? node(name) : calledBy(actor, name, found);
    };
    const ownProcess = Object.create(process, { env: { get: () => actor().environment } }) as object;
    const ownDates = datesOff(offMs);
    const ownGlobal = Object.create(globalThis, { fetch: { value: fetch }, Date: { value: ownDates } }) as object;
    load(required, module, module.exports, ownProcess, ownGlobal, ownDates);
    return module.exports as Product;
  };
}
