import type { IncomingMessage } from 'node:http';
import * as v from 'valibot';
import { Failure } from '../contract/failure.ts';
import { explainIssues } from '../contract/explain-issues.ts';
import { type Answer, notAllowed, problem, readJson, refusal } from './answer.ts';
import type { Confirmations } from './confirmations.ts';
import { ConsoleAction } from './console-action.ts';
import { viewNames } from './console-data.ts';
import type { ActionResult, ConsoleSource, PreparedBody } from './console-source.ts';
import { cookieName, isSecret, refuseOrigin, refuseSession, type Refusal } from './guard.ts';
import { readOverview } from './overview.ts';
import { problemOf } from './problem.ts';
import type { CachedView, ViewCache } from './view-cache.ts';

export interface ApiDeps {
  readonly source: ConsoleSource;
  readonly views: ViewCache;
  readonly confirmations: Confirmations;
  readonly token: string;
  readonly session: string;
  port(): number;
}

type Handle = (json: unknown, query: URLSearchParams) => Promise<Answer>;

const Session = v.strictObject({ token: v.string() });
const Again = v.strictObject({ view: v.picklist(viewNames) });
const Asked = v.strictObject({ action: ConsoleAction });
const Confirmed = v.strictObject({ action: ConsoleAction, nonce: v.string() });

/** Everything under `/api/`: what the page reads, and writes in two steps, of which the second needs the word of the first. */
export function createApi(deps: ApiDeps): (request: IncomingMessage, path: string) => Promise<Answer> {
  const { source, views, confirmations, session, token } = deps;

  const gets: Readonly<Record<string, Handle>> = {
    '/api/overview': async () => tagged(await readOverview(source, views)),
    '/api/resource': async (_, query) => tagged(await source.detail(query.get('key') ?? '')),
    ...Object.fromEntries(viewNames.map((view) => [`/api/${view}`, async () => viewAnswer(await views.get(view))])),
  };
  const posts: Readonly<Record<string, Handle>> = {
    '/api/again': async (json) => viewAnswer(await views.get(v.parse(Again, json).view, true)),
    async '/api/confirmations'(json) {
      const { action } = v.parse(Asked, json);
      if (source.prepare === undefined) return readOnly();
      const prepared = await source.prepare(action);
      const { preview } = prepared;
      const nonce = preview.confirm === undefined ? undefined : confirmations.issue(action, prepared);
      return { status: 200, body: { preview, ...(nonce === undefined ? {} : { nonce }) } satisfies PreparedBody };
    },
    async '/api/actions'(json) {
      const { action, nonce } = v.parse(Confirmed, json);
      if (source.prepare === undefined) return readOnly();
      const prepared = confirmations.redeem(nonce, action);
      if (prepared === undefined) {
        return problem(
          409,
          'NOT_CONFIRMED',
          'this was not confirmed, or too long ago: nothing was changed, look again',
        );
      }
      return { status: 200, body: { lines: await prepared.carryOut() } satisfies ActionResult };
    },
  };

  return async (request, path) => {
    const { headers, method } = request;
    const isSession = path === '/api/session';
    const get = gets[path];
    const post = posts[path];
    if (get === undefined && post === undefined && !isSession)
      return problem(404, 'NOT_FOUND', 'there is no such data');
    const allowed = get === undefined ? 'POST' : 'GET';
    if (method !== allowed) return notAllowed(allowed);
    const refused =
      (allowed === 'POST' ? refuseOrigin(headers, deps.port()) : undefined) ??
      (isSession ? undefined : refuseSession(headers, deps.port(), session));
    if (refused !== undefined) return refusal(refused);
    return answered(async () => {
      if (get !== undefined) return conditional(await get(undefined, queryOf(request)), headers['if-none-match']);
      const read = await readJson(request);
      if ('status' in read) return read;
      if (post !== undefined) return post(read.json, queryOf(request));
      const given = v.parse(Session, read.json);
      return isSecret(given.token, token) ? opened(session, deps.port()) : refusal(wrongToken);
    });
  };
}

const wrongToken: Refusal = {
  status: 401,
  code: 'TOKEN_WRONG',
  message: 'this is not the token of this console: open the address that configmend printed last',
};

function readOnly(): Answer {
  return problem(403, 'READ_ONLY', 'a real account is only read here: run the command that the page shows');
}

function opened(session: string, port: number): Answer {
  return {
    status: 204,
    headers: { 'set-cookie': `${cookieName(port)}=${session}; Path=/; HttpOnly; SameSite=Strict` },
  };
}

async function answered(answer: () => Promise<Answer>): Promise<Answer> {
  try {
    return await answer();
  } catch (error) {
    if (v.isValiError(error)) return problem(400, 'BODY_UNREADABLE', explainIssues(error.issues));
    const { code, message } = problemOf(error);
    if (error instanceof Failure) return problem(422, code, message);
    // The SDK's own: AWS refused, or could not be asked.
    if (error instanceof Error && ('$metadata' in error || 'tryNextLink' in error)) return problem(502, code, message);
    throw error;
  }
}

function viewAnswer({ reading, etag }: CachedView): Answer {
  return { status: 200, body: reading, headers: { etag } };
}

function tagged(body: unknown): Answer {
  return { status: 200, body };
}

function conditional(answer: Answer, known: string | undefined): Answer {
  const etag = answer.headers?.['etag'];
  return etag === undefined || etag !== known ? answer : { status: 304, headers: { etag } };
}

function queryOf({ url = '' }: IncomingMessage): URLSearchParams {
  return new URLSearchParams(url.slice(url.indexOf('?') + 1));
}
