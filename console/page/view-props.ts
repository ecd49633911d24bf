import type { ConsoleAction } from '../console-action.ts';
import type { Overview } from '../console-data.ts';

/** What every page is given beside its data. */
export interface ViewProps<T> {
  readonly data: T;
  readonly overview: Overview;
  /** Of the route: which of the page's things is chosen. */
  readonly item: string;
  /** Shows what a write would do, and asks. Only of the local account. */
  ask(action: ConsoleAction): void;
  /** Reads it anew, where the page does not do so by itself. */
  again(): void;
}
