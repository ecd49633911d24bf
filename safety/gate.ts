import { GetParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { Failure } from '../contract/failure.ts';

/** Asks whether anything may be changed now. Rejects when it cannot be known: callers then change nothing. */
export type Gate = () => Promise<boolean>;

/**
 * The gate, asked again where its last answer is older than `freshMs`. Whoever asks meanwhile waits for the same answer: SSM reads 40
 * parameters a second for a whole account (AWS General Reference, "AWS Systems Manager endpoints and quotas").
 */
export function gateAskedEvery(freshMs: number, gate: Gate, now: () => Date): Gate {
  let last: { readonly askedAt: number; readonly answer: Promise<boolean> } | undefined;
  return () => {
    const at = now().getTime();
    // A clock that was put back makes no answer fresh for long.
    if (last === undefined || Math.abs(at - last.askedAt) >= freshMs) last = { askedAt: at, answer: gate() };
    return last.answer;
  };
}

/**
 * The gate is one SSM parameter, `enable_auto_response`. It is open while the parameter reads exactly `true`; the schedule's
 * state comes from the same variable, but schedule, coordinator and remediators each ask here, so that none of them acts on
 * its own word. Rejects with GATE_UNREADABLE.
 */
export function parameterGate(ssm: Pick<SSMClient, 'send'>, name: string): Gate {
  return async () => {
    try {
      const { Parameter } = await ssm.send(new GetParameterCommand({ Name: name }));
      return Parameter?.Value === 'true';
    } catch (cause) {
      throw new Failure(
        'GATE_UNREADABLE',
        `the gate ${name} cannot be read, so nothing is changed: check ssm:GetParameter`,
        {
          cause,
          ids: { parameter: name },
          transient: true,
        },
      );
    }
  };
}
