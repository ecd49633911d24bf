/** A binary heap that can also drop any item it holds: push, pop and remove are O(log n). Items are told apart by identity. */
export class IndexedHeap<T extends object> {
  readonly #before: (a: T, b: T) => boolean;
  readonly #items: T[] = [];
  readonly #positions = new Map<T, number>();

  /** `before` must give the same answer for two items for as long as both are held. */
  constructor(before: (a: T, b: T) => boolean) {
    this.#before = before;
  }

  get size(): number {
    return this.#items.length;
  }

  peek(): T | undefined {
    return this.#items[0];
  }

  push(item: T): void {
    this.#place(item, this.#items.length);
    this.#rise(item);
  }

  /** Whether it was held. */
  remove(item: T): boolean {
    const position = this.#positions.get(item);
    if (position === undefined) return false;
    this.#positions.delete(item);
    const last = this.#items.pop();
    if (last !== undefined && last !== item) {
      this.#place(last, position);
      this.#rise(last);
      this.#sink(last);
    }
    return true;
  }

  #place(item: T, position: number): void {
    this.#items[position] = item;
    this.#positions.set(item, position);
  }

  #rise(item: T): void {
    let position = this.#positions.get(item) ?? 0;
    while (position > 0) {
      const above = (position - 1) >> 1;
      const parent = this.#items[above];
      if (parent === undefined || !this.#before(item, parent)) break;
      this.#place(parent, position);
      position = above;
    }
    this.#place(item, position);
  }

  #sink(item: T): void {
    let position = this.#positions.get(item) ?? 0;
    for (;;) {
      const child = this.#firstChild(position);
      if (child === undefined || !this.#before(child.item, item)) break;
      this.#place(child.item, position);
      position = child.position;
    }
    this.#place(item, position);
  }

  #firstChild(position: number): { item: T; position: number } | undefined {
    const left = this.#items[2 * position + 1];
    const right = this.#items[2 * position + 2];
    if (left === undefined) return undefined;
    return right !== undefined && this.#before(right, left)
      ? { item: right, position: 2 * position + 2 }
      : { item: left, position: 2 * position + 1 };
  }
}
