import type { LocalService } from '../../../local/service.ts';

export interface Moment {
  readonly operation: string;
  /** What the request's path or body names. */
  readonly about: string;
}

/**
 * Lets something happen at just the moment before the account carries out the pipeline's next such call: what somebody else does
 * between one step and another. Answers whether it has happened.
 */
export function justBefore(
  service: LocalService,
  { operation, about }: Moment,
  happens: () => Promise<void>,
): () => boolean {
  const handle = service.handle.bind(service);
  let happened = false;
  service.handle = async (request, caller) => {
    const isIt =
      service.operationOf(request) === operation &&
      caller.principalArn.includes(':assumed-role/configmend-') &&
      `${request.path} ${request.body.toString()}`.includes(about);
    if (isIt && !happened) {
      happened = true;
      service.handle = handle;
      await happens();
    }
    return handle(request, caller);
  };
  return () => happened;
}
