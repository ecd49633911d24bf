import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  EC2Client,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import pMap from 'p-map';
import type { LocalAccount } from '../local/local-account.ts';

/**
 * Milliseconds on the clock of `performance.now()`: when the call that opened a port to the world was due, whatever it then
 * waited for, and the end of the call that closed it.
 */
export interface Mended {
  readonly openedAt: number;
  readonly closedAt: number;
}

export interface ChangeEvents {
  readonly groups: readonly string[];
  /** Makes changes at a steady rate for so long; resolves when the last one is answered. */
  run(perSecond: number, seconds: number): Promise<void>;
  /** Calls that were answered so far. */
  made(): number;
  /** Calls that are due and not answered yet. */
  behind(): number;
  /** Ports that were opened to the world so far. */
  opened(): number;
  /** Of those that are still open, `group/port`. */
  open(): string[];
  /** What was mended since this was asked last. */
  mended(): Mended[];
  /** Calls that failed, by error. */
  readonly failures: ReadonlyMap<string, number>;
}

/** One change in so many opens a port to the world; the others come and go within what is allowed. */
export const oneOpensIn = 5;
/** Each restricted unless somebody says otherwise. */
export const soakPorts: readonly number[] = [22, 3389, 5432, 3306, 5601, 9200];
const world = '0.0.0.0/0';

/** With less than this share of what was asked for, the run says little of that rate. */
export const leastRateShare = 0.95;

/** Pure. What is wrong with the rate that was reached. */
export function rateProblems(rate: number, asked: number): string[] {
  return rate < leastRateShare * asked
    ? [`${rate.toFixed(1)} changes a second were made, of ${asked.toFixed(1)} that were asked for`]
    : [];
}

/** Groups that are changed in turn: what is done to one begins when the change before it is answered. */
export async function changeEvents(account: LocalAccount, count: number): Promise<ChangeEvents> {
  const ec2 = new EC2Client({ ...account.clientConfig(), maxAttempts: 1 });
  const groups = await pMap(
    Array.from({ length: count }, (_, at) => at),
    async (at) =>
      (await ec2.send(new CreateSecurityGroupCommand({ GroupName: `soak-${at}`, Description: 'soak' }))).GroupId ?? '',
    { concurrency: 8 },
  );
  const open = new Map<string, number>();
  const failures = new Map<string, number>();
  const visits = new Map<string, number>();
  const last = new Map<string, Promise<void>>();
  let [made, due, opened] = [0, 0, 0];
  let mended: Mended[] = [];
  watchMends(account, (group, port) => {
    const openedAt = open.get(`${group}/${port}`);
    if (openedAt === undefined) return;
    open.delete(`${group}/${port}`);
    mended.push({ openedAt, closedAt: performance.now() });
  });

  const change = async (GroupId: string, dueAt: number): Promise<void> => {
    // Each group begins at another step, so that at any time as many are opened.
    const visit = visits.get(GroupId) ?? groups.indexOf(GroupId) % oneOpensIn;
    visits.set(GroupId, visit + 1);
    const [round, step] = [Math.floor(visit / oneOpensIn), visit % oneOpensIn];
    if (step === 0) {
      const port = soakPorts[round % soakPorts.length] ?? 22;
      const key = `${GroupId}/${port}`;
      if (open.has(key)) throw new Error('the port is open still');
      // Before the call, since its mend may come before its answer.
      open.set(key, dueAt);
      opened += 1;
      await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, ...rule(port, world) }));
    } else if (step % 2 === 1) {
      await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, ...rule(8443, `10.${step}.0.0/16`) }));
    } else {
      await ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId, ...rule(8443, `10.${step - 1}.0.0/16`) }));
    }
  };
  const next = (group: string, dueAt: number): Promise<void> => {
    due += 1;
    const done = (last.get(group) ?? Promise.resolve())
      .then(() => change(group, dueAt))
      .catch((error: unknown) => {
        const name = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
        failures.set(name, (failures.get(name) ?? 0) + 1);
      })
      .finally(() => (made += 1));
    last.set(group, done);
    return done;
  };

  return {
    groups,
    async run(perSecond, seconds) {
      const started = performance.now();
      const total = Math.round(perSecond * seconds);
      for (let at = 0; at < total;) {
        const until = Math.min(total, Math.floor(((performance.now() - started) / 1000) * perSecond));
        // By the plan and not by when it is come to, so that a thread that was busy does not hide the wait.
        for (; at < until; at += 1)
          void next(groups[at % groups.length] ?? '', started + ((at + 1) / perSecond) * 1000);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      await Promise.all(last.values());
    },
    made: () => made,
    behind: () => due - made,
    opened: () => opened,
    open: () => [...open.keys()],
    mended() {
      const since = mended;
      mended = [];
      return since;
    },
    failures,
  };
}

function rule(port: number, CidrIp: string) {
  return { IpPermissions: [{ IpProtocol: 'tcp', FromPort: port, ToPort: port, IpRanges: [{ CidrIp }] }] };
}

/** Tells of every rule for the world that the pipeline has revoked. */
function watchMends({ services: { ec2 } }: LocalAccount, mended: (group: string, port: number) => void): void {
  const handle = ec2.handle.bind(ec2);
  ec2.handle = async (request, caller) => {
    const answer = await handle(request, caller);
    const isMend = answer.status === 200 && caller.principalArn.includes(':assumed-role/configmend-');
    if (!isMend || ec2.operationOf(request) !== 'RevokeSecurityGroupIngress') return answer;
    const asked = new URLSearchParams(request.body.toString());
    const group = asked.get('GroupId') ?? '';
    for (const [name, value] of asked) if (/^IpPermissions\.\d+\.FromPort$/.test(name)) mended(group, Number(value));
    return answer;
  };
}
