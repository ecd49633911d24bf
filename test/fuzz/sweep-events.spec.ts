import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import { assert } from 'chai';
import * as fc from 'fast-check';
import * as v from 'valibot';
import { type Place, placesOf } from '../../accounts/membership.ts';
import { Failure } from '../../contract/failure.ts';
import { Instruction } from '../../contract/instruction.ts';
import type { ResourceType } from '../../contract/resource.ts';
import { mostContinuations, SweepPart, SweepPlan } from '../../contract/sweep-report.ts';
import type { AnyKind } from '../../resources/kinds.ts';
import { ruleOf } from '../../rules/registry.ts';
import { createSweepHandler } from '../../sweep/handler.ts';
import { PlaceEvent } from '../../sweep/sweep-event.ts';
import { wideOpen } from '../security/support/estates.ts';
import { livePlace } from '../security/support/live-place.ts';
import { accountsOf, memberAccount } from '../support/accounts.ts';
import { answering, batchTaken, type Call, inputsOf } from '../support/aws.ts';
import { givenParameters } from '../support/given-parameters.ts';
import { accountId, region } from '../support/instructions.ts';
import { objectBucket } from '../support/object-bucket.ts';
import { bent } from './support/bent.ts';
import { answerOf, type Ended, fuzz } from './support/fuzz.ts';
import { assertNoSecret, loggedAs, loggedBy, secrets, withSecrets } from './support/secrets.ts';

const member = memberAccount();
const accounts = { ...accountsOf(member), externalId: secrets.externalId };
const ours = placesOf(accounts);
const now = new Date('2026-11-21T03:00:05.000Z');
/** One of each kind of resource: the others are judged alike. */
const rules = ['security-group-restricted-ports', 's3-bucket-public-access', 's3-account-public-access-block'].map(
  (id) => ruleOf(id) ?? assert.fail(id),
);

const scheduled = {
  version: '0',
  id: '53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa',
  'detail-type': 'Scheduled Event',
  source: 'aws.events',
  account: accountId,
  time: '2026-11-21T03:00:00Z',
  region,
  resources: [`arn:aws:events:${region}:${accountId}:rule/configmend-sweep`],
  detail: {},
};
const home: PlaceEvent = {
  sweepId: '20261121T030000Z-0a1b2c3d',
  startedAt: '2026-11-21T03:00:00.000Z',
  accountId,
  region,
};
const inMember: PlaceEvent = { ...home, accountId: member.id, region: 'us-east-1' };
const from = { type: 'AWS::S3::Bucket', after: 'holiday-photos' } as const;
const events: readonly unknown[] = [
  scheduled,
  {},
  home,
  inMember,
  { ...home, continuation: { part: 1, from: { type: 'AWS::EC2::SecurityGroup', after: '' } } },
  { ...inMember, continuation: { part: mostContinuations, from } },
  { ...home, accountId: '999988887777' },
];

/** What was read, of which kind and where. */
const read: (Place & { readonly type: ResourceType })[] = [];
const kindOf = (type: ResourceType): AnyKind => ({
  iamActions: [],
  createReader({ accountId: of, region: there }) {
    const place = { accountId: of, region: there };
    read.push({ ...place, type });
    return livePlace(wideOpen, place).readerOf(type);
  },
});
const bucket = objectBucket();
const sqs = answering(new SQSClient({ region }), { SendMessageBatch: batchTaken() });
const lambda = answering(new LambdaClient({ region }), { Invoke: {} });
const config = answering(new ConfigServiceClient({ region }), {});
const assumed: string[] = [];

const handle = createSweepHandler({
  s3: bucket.client,
  sqs: sqs.client,
  lambda: lambda.client,
  sessions: async (_, of) => {
    assumed.push(of);
    return {};
  },
  rules,
  environment: {
    LEDGER_BUCKET: 'ledger',
    SWEEP_FUNCTION: 'configmend-sweep',
    QUEUE_URL: 'https://sqs/remediation',
    RULE_PARAMETERS: JSON.stringify(Object.fromEntries(rules.map((rule) => [rule.id, givenParameters(rule)]))),
    RULE_SEVERITIES: '{}',
    RULE_MODES: '{}',
    GRACE_PERIODS: '{}',
    CONFIG_RULE_PREFIX: 'configmend-',
  },
  idsOf: async (type, place) =>
    livePlace(wideOpen, place)
      .resources()
      .flatMap((resource) => (resource.type === type ? resource.id : [])),
  kinds: {
    'AWS::EC2::SecurityGroup': kindOf('AWS::EC2::SecurityGroup'),
    'AWS::S3::Bucket': kindOf('AWS::S3::Bucket'),
    'AWS::S3::AccountPublicAccessBlock': kindOf('AWS::S3::AccountPublicAccessBlock'),
  },
  configIn: () => config.client,
  now: () => now,
});

function begin(): void {
  for (const { calls } of [bucket, sqs, lambda]) calls.length = 0;
  for (const list of [read, assumed]) list.length = 0;
  bucket.objects.clear();
  const kept = {
    'accounts.json': accounts,
    'exemptions/declared.json': { version: 1, maxDays: 90, tagExemptions: false, exemptions: [] },
    'exemptions/added.json': { version: 1, exemptions: [] },
  };
  for (const [key, content] of Object.entries(kept)) bucket.objects.set(key, JSON.stringify(content));
}

const isOurs = (place: Place): boolean =>
  ours.some((one) => one.accountId === place.accountId && one.region === place.region);

const Sent = v.object({ Entries: v.array(v.object({ MessageBody: v.string() })) });
const queued = (): Instruction[] =>
  inputsOf(sqs.calls, 'SendMessageBatch').flatMap((input) =>
    v.parse(Sent, input).Entries.map(({ MessageBody }) => v.parse(Instruction, JSON.parse(MessageBody))),
  );

/** Under a key that an event cannot lead elsewhere, and of a form that everybody can read. */
function assertReport({ input }: Call): void {
  const [key, body] = [String(input['Key']), String(input['Body'])];
  assert.match(key, /^sweeps\/\d{8}T\d{6}Z-[0-9a-f]{8}\/(claims\/)?(places|\d{12}-[a-z0-9-]+(\.\d{1,2})?)\.json$/);
  assert.equal(input['IfNoneMatch'], '*', 'a report could be written over');
  assertNoSecret(body);
  if (key.includes('/claims/')) return;
  v.parse(key.endsWith('/places.json') ? SweepPlan : SweepPart, JSON.parse(body));
}

function assertDone(): void {
  for (const call of bucket.calls) {
    assert.include(['GetObject', 'PutObject', 'ListObjectsV2'], call.operation);
    if (call.operation === 'PutObject') assertReport(call);
  }
  for (const place of read) assert.isTrue(isOurs(place), 'a stranger’s place was read');
  for (const of of assumed) assert.equal(of, member.id);
  for (const { resource, evidence } of queued()) {
    assert.isTrue(isOurs(resource), 'what is queued is not ours');
    assert.equal(evidence.source, 'sweep');
  }
  for (const { FunctionName, Payload } of inputsOf(lambda.calls, 'Invoke')) {
    assert.equal(FunctionName, 'configmend-sweep');
    assert.isTrue(isOurs(v.parse(PlaceEvent, JSON.parse(String(Payload)))), 'a stranger’s place was started');
  }
}

interface Given {
  readonly event: unknown;
  /** With none left it looks at one lot, and goes on in another invocation. */
  readonly ms: number;
}

async function attempt({ event, ms }: Given): Promise<Ended> {
  begin();
  const context = { awsRequestId: 'request-1', getRemainingTimeInMillis: () => ms };
  const handed: unknown = JSON.parse(JSON.stringify(event) ?? 'null');
  let ended: Awaited<ReturnType<typeof answerOf<void>>> | undefined;
  const logged = await loggedBy(async () => {
    ended = await answerOf(() => handle(handed, context));
  });

  assertNoSecret(...logged);
  assertDone();
  if (ended instanceof Failure) {
    assert.equal(ended.code, 'EVENT_UNREADABLE');
    assertNoSecret(loggedAs(ended));
    assert.deepEqual([bucket.calls, sqs.calls, lambda.calls], [[], [], []], 'something was done all the same');
    return 'refused';
  }
  if (logged.some((line) => line.includes('place not swept'))) return 'refused';
  const before = queued().length;
  await loggedBy(() => handle(handed, context));
  assert.lengthOf(queued(), before, 'the same event queued it twice');
  return 'good';
}

describe('fuzz: events of the sweep', () => {
  it('start what is ours, look at what is ours, or are refused, and nothing but reports is written', () =>
    fuzz({
      name: 'sweep events',
      inputs: fc.record({ event: withSecrets(bent(events, 2)), ms: fc.constantFrom(900_000, 900_000, 0) }),
      try: attempt,
    }));
});
