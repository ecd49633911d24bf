import * as v from 'valibot';

const Answered = v.object({ $metadata: v.object({ requestId: v.string() }) });

/** What AWS calls the request, of an SDK answer or error; undefined where nothing was answered. Support and CloudTrail go by it. */
export function requestIdOf(answer: unknown): string | undefined {
  const parsed = v.safeParse(Answered, answer);
  return parsed.success ? parsed.output.$metadata.requestId : undefined;
}

/** The same SDK client, telling the request id of every answer to a command; a rejection has its own in the error. */
export function notingRequestIds<C extends object>(client: C, note: (requestId: string) => void): C {
  return new Proxy(client, {
    get(target, property) {
      const member: unknown = Reflect.get(target, property, target);
      if (property !== 'send' || typeof member !== 'function') return member;
      return async (...args: readonly unknown[]): Promise<unknown> => {
        const answer: unknown = await Reflect.apply(member, target, args);
        const requestId = requestIdOf(answer);
        if (requestId !== undefined) note(requestId);
        return answer;
      };
    },
  });
}
