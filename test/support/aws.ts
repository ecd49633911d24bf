import * as v from 'valibot';

/** An error as the SDK throws it: the service's code is its name. */
export function awsError(
  name: string,
  { status = 400, attempts = 1, message = 'as AWS words it' } = {},
): Error & { $metadata: { httpStatusCode: number; attempts: number } } {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status, attempts } });
}

export interface Call {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

export interface Answered<C> {
  readonly client: C;
  /** Every call that was made, in order; `operation` is the command without its suffix. */
  readonly calls: Call[];
}

/**
 * A real client that never reaches AWS: its calls are answered by operation, with a value, with an Error that is thrown, or
 * with what a function of the input returns. A call without an answer is an error of the test.
 */
export function answering<C extends object>(client: C, answers: Readonly<Record<string, unknown>>): Answered<C> {
  const calls: Call[] = [];
  async function send(command: { input: Record<string, unknown> }): Promise<unknown> {
    const operation = command.constructor.name.replace(/Command$/, '');
    // A copy: a paginator reuses its input, and sets what it has no value for.
    const input = Object.fromEntries(Object.entries(command.input).filter(([, value]) => value !== undefined));
    calls.push({ operation, input });
    if (!Object.hasOwn(answers, operation)) throw new TypeError(`the test has no answer for ${operation}`);
    return given(answers[operation], command.input);
  }
  return { client: Object.assign(client, { send }), calls };
}

const Entries = v.array(v.object({ Id: v.string() }));
const Batch = v.union([
  v.pipe(
    v.object({ Entries }),
    v.transform((input) => input.Entries),
  ),
  v.pipe(
    v.object({ PublishBatchRequestEntries: Entries }),
    v.transform((input) => input.PublishBatchRequestEntries),
  ),
]);

/** What a batch call of SQS or SNS answers that takes every entry but these, as a function of its input. */
export function batchTaken(
  ...refused: readonly { readonly Id: string; readonly Code: string; readonly Message?: string }[]
) {
  return (input: unknown): Record<'Successful' | 'Failed', readonly object[]> => ({
    Successful: v
      .parse(Batch, input)
      .filter(({ Id }) => refused.every((one) => one.Id !== Id))
      .map(({ Id }) => ({ Id })),
    Failed: refused,
  });
}

/** Answers used up one by one; the last one stays. */
export function inTurn(...answers: unknown[]): (input: unknown) => unknown {
  return (input) => given(answers.length > 1 ? answers.shift() : answers[0], input);
}

function given(answer: unknown, input: unknown): unknown {
  const value: unknown = typeof answer === 'function' ? answer(input) : answer;
  if (value instanceof Error) throw value;
  return value;
}

/** The inputs of all calls of an operation. */
export function inputsOf(calls: readonly Call[], operation: string): Readonly<Record<string, unknown>>[] {
  return calls.filter((call) => call.operation === operation).map(({ input }) => input);
}
