import type { IncomingHttpHeaders } from 'node:http';
import type { Principal } from './credentials.ts';
import type { Statement } from './iam/policy-document.ts';
import type { XmlValue } from './xml.ts';

/** Who called, where and when: everything an operation may know besides its input. */
export interface Caller {
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
  /** ARN of the user or assumed role behind the access key. */
  readonly principalArn: string;
  /** The role behind a session, its path included; a session's own ARN does not tell that. */
  readonly roleArn?: string;
  /** The organization that the caller's account belongs to; absent where it belongs to none. */
  readonly organizationId?: string;
  readonly sessionTags?: Readonly<Record<string, string>>;
  /** What the session may do at most, whatever its role may. */
  readonly sessionPolicy?: readonly Statement[];
  readonly requestId: string;
  /** Milliseconds since the epoch, on the local clock. */
  readonly now: number;
  /** Aborted when the client hangs up: a long poll must not take messages for nobody. */
  readonly signal: AbortSignal;
}

/** One HTTP request, its signature read (not verified) and its body complete. */
export interface AwsRequest {
  readonly method: string;
  /** Decoded path without the query, `/` at least; `.` and `..` are kept, being parts of S3 keys. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface AwsResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** What a query operation answered, before it was written as XML. Never sent. */
  readonly output?: { readonly [element: string]: XmlValue };
}

/** A call that reached its service, and how it ended. */
export interface AnsweredCall {
  /** What it signs with, s3-control told apart from s3. */
  readonly service: string;
  readonly operation: string;
  readonly request: AwsRequest;
  /** `now` is when the call was answered. */
  readonly caller: Caller;
  readonly principal: Principal & { readonly accessKeyId: string };
  readonly response: AwsResponse;
  /** Why it was refused; absent where it took effect. */
  readonly error?: { readonly code: string; readonly message: string; readonly status: number };
}

/**
 * One emulated service. `signingName` is what clients sign with (the credential scope), by which requests are routed.
 * `operationOf` names the operation for the call log and the faults before anything runs.
 */
export interface LocalService {
  readonly signingName: string;
  /** The operations it implements, where it can list them. */
  readonly operations?: readonly string[];
  operationOf(request: AwsRequest): string;
  handle(request: AwsRequest, caller: Caller): Promise<AwsResponse>;
  /** How this service writes an error. */
  renderError(
    error: { code: string; message: string; status: number; details: Readonly<Record<string, string>> },
    caller: Caller,
  ): AwsResponse;
}

/** State kept apart by account and region, as AWS does. */
export class Regional<T> {
  readonly #states = new Map<string, T>();
  readonly #create: (accountId: string, region: string) => T;

  constructor(create: (accountId: string, region: string) => T) {
    this.#create = create;
  }

  of(where: { accountId: string; region: string }): T {
    const key = `${where.accountId}/${where.region}`;
    let state = this.#states.get(key);
    if (state === undefined) {
      state = this.#create(where.accountId, where.region);
      this.#states.set(key, state);
    }
    return state;
  }

  entries(): { accountId: string; region: string; state: T }[] {
    return [...this.#states].map(([key, state]) => {
      const [accountId = '', region = ''] = key.split('/');
      return { accountId, region, state };
    });
  }
}

/** Something recordable changed; AWS Config listens. */
export interface ResourceChange {
  readonly accountId: string;
  readonly region: string;
  readonly resourceType: string;
  readonly resourceId: string;
}

/** What AWS Config records of a resource, asked for at capture time; undefined = it is gone. */
export interface RecordedState {
  readonly resourceName: string | null;
  readonly arn: string | null;
  readonly availabilityZone: string;
  readonly resourceCreationTime: string | null;
  readonly tags: Readonly<Record<string, string>>;
  /** In stream form (AWS Config resource schema), e.g. camelCase `ipPermissions`. */
  readonly configuration: Readonly<Record<string, unknown>>;
  /** In stream form: AccessControlList is a JSON string, the rest objects. */
  readonly supplementaryConfiguration: Readonly<Record<string, unknown>>;
  readonly relationships: readonly { resourceType: string; resourceId: string; name: string }[];
}

/** A service that owns recordable resources. */
export interface Recordable {
  readonly resourceTypes: readonly string[];
  recordedState(
    resourceType: string,
    resourceId: string,
    where: { accountId: string; region: string },
  ): RecordedState | undefined;
  /** Every id of the type that exists now, for the recorder's first inventory. */
  resourceIds(resourceType: string, where: { accountId: string; region: string }): string[];
}

/** Fields that every service is built from. */
export interface ServiceDeps {
  readonly clock: { now(): number; after(delayMs: number, run: () => void): () => void };
  /** Tells AWS Config (and whoever else listens) that a resource changed. */
  changed(change: ResourceChange): void;
  /** Deterministic unless the account was started without a seed: 17 lower-case hex digits and the like. */
  id(length: number): string;
}
