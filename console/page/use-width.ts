import type { RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

/** How wide an element is, in pixels, so that a drawing can be made to fit with text of its own size. */
export function useWidth<E extends Element>(first: number): readonly [RefObject<E | null>, number] {
  const ref = useRef<E>(null);
  const [width, measure] = useState(first);
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined && entry.contentRect.width > 0) measure(Math.round(entry.contentRect.width));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, width];
}

/** As much of a text as fits in so many pixels of a font that is so wide per character, roughly. */
export function fitted(text: string, pixels: number, perCharacter: number): string {
  const most = Math.max(4, Math.floor(pixels / perCharacter));
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
