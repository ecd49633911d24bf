/** Calls once at the first Ctrl-C; the second ends the process as ever. Answers how to stop waiting for it. */
export type OnInterrupt = (call: () => void) => () => void;

export const onInterrupt: OnInterrupt = (call) => {
  process.once('SIGINT', call);
  return () => process.off('SIGINT', call);
};
