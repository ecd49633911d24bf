/**
 * A message before it is fitted to Slack: every string is raw, nothing is escaped or cut. `words` and `bold` hold only
 * what this program says itself; what comes from outside is `said` or `code`.
 */
export type Span =
  | { readonly kind: 'words'; readonly text: string }
  | { readonly kind: 'bold'; readonly text: string }
  /** Somebody else's prose: shown letter by letter, never as formatting, mention, emoji or link. */
  | { readonly kind: 'said'; readonly text: string }
  /** An id, a name, a command. */
  | { readonly kind: 'code'; readonly text: string }
  /** `url` is ours and already percent-encoded. */
  | { readonly kind: 'link'; readonly url: string; readonly label: string };

export interface DraftField {
  readonly label: string;
  readonly value: readonly Span[];
  /** An e-mail says it in a part of its own, at more length. */
  readonly reported?: true;
}

/** Lines that share a prefix; each group is cut on its own, so that a long "before" cannot push out the "after". */
export interface LineGroup {
  readonly prefix: string;
  readonly lines: readonly string[];
  /** So many lines of it at most, where it may have fewer than its neighbours. */
  readonly most?: number;
}

/** `reported` as of a field. */
export type DraftBlock =
  | { readonly kind: 'header'; readonly text: string }
  | { readonly kind: 'line'; readonly spans: readonly Span[]; readonly reported?: true }
  | { readonly kind: 'fields'; readonly fields: readonly DraftField[] }
  /** Shown as a code block. `most`: lines per group. */
  | {
      readonly kind: 'fence';
      readonly title: string;
      readonly groups: readonly LineGroup[];
      readonly most?: number;
      readonly reported?: true;
    }
  | { readonly kind: 'bullets'; readonly title: string; readonly items: readonly string[] }
  | { readonly kind: 'context'; readonly parts: readonly (readonly Span[])[] };

export interface Draft {
  readonly summary: readonly Span[];
  readonly blocks: readonly DraftBlock[];
}

export const words = (text: string): Span => ({ kind: 'words', text });
export const bold = (text: string): Span => ({ kind: 'bold', text });
export const said = (text: string): Span => ({ kind: 'said', text });
export const code = (text: string): Span => ({ kind: 'code', text });

/** A link, or only its label where there is no such page. */
export function linkTo(url: string | null, label: string): Span {
  return url === null ? code(label) : { kind: 'link', url, label };
}
