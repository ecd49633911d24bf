import { abandon } from '../../safety/abandon.ts';
import { ledgerId } from '../../safety/ledger.ts';
import { groupIdentity } from './instructions.ts';
import { type Remediation, remediation } from './remediation.ts';
import { safeguardsOver } from './safety.ts';

type Overrides = NonNullable<Parameters<typeof remediation>[1]>;
type SafetyOptions = Parameters<typeof safeguardsOver>[1];

/** The next function over what others left behind: the same resources, ledger and state; a queue and a topic of its own. */
export function nextOver(made: Remediation, overrides: Overrides = {}, safety: SafetyOptions = {}): Remediation {
  return remediation([], {
    ledger: made.ledger,
    ...safeguardsOver(made.safety, safety),
    reader: made.reader,
    apply: made.apply,
    newId: () => ledgerId(new Date('2026-11-20T12:05:00Z'), String(made.ledger.writes.length).padStart(8, '0')),
    ...overrides,
  });
}

/** A function that ends where the hook of `made` says so: from then on it writes neither its entries nor its own end. */
export function endingOver(made: Remediation, overrides: Overrides = {}, safety: SafetyOptions = {}): Remediation {
  const { safeguards, announce } = safeguardsOver(made.safety, safety);
  const ended = (): never => {
    throw new Error('the function ended here');
  };
  return nextOver(made, {
    ledger: {
      ...made.ledger,
      open: async (entry) => ({ ...(await made.ledger.open(entry)), close: ended }),
      amend: ended,
    },
    safeguards: { ...safeguards, end: ended },
    announce,
    ...overrides,
  });
}

/** What the coordinator does once a function surely is over: the group is nobody's any more. */
export async function letGoOf(made: Remediation): Promise<void> {
  await abandon([groupIdentity()], 'run', { store: made.safety, pause: () => Promise.resolve(), random: () => 0 });
}
