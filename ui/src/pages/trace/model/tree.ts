/** From spans that name their parents to a tree, whatever they name. */

import { CYCLE, NO_PARENT, ORPHAN } from './columns';

interface Named {
  readonly spanId: string;
  readonly parentSpanId?: string | null | undefined;
}

export interface Tree {
  /** Spans in the order of the tree: a parent, then all that is under it; siblings as they came. */
  readonly order: Uint32Array;
  /** The span's parent or NO_PARENT, by the places in what was given. */
  readonly parent: Int32Array;
  readonly odd: Uint8Array;
}

/**
 * Takes spans by ascending start. A span whose parent is not there is a root, and so is the earliest span of a ring of
 * spans that are each other's parents. Every span is in the tree exactly once. Takes time in proportion to the spans.
 */
export function treeOf(spans: readonly Named[]): Tree {
  const odd = new Uint8Array(spans.length);
  const parent = parentsOf(spans, odd);
  breakCycles(parent, odd);
  return { order: preorder(parent), parent, odd };
}

function parentsOf(spans: readonly Named[], odd: Uint8Array): Int32Array {
  const places = new Map<string, number>();
  spans.forEach((span, index) => {
    if (!places.has(span.spanId)) places.set(span.spanId, index);
  });
  const parent = new Int32Array(spans.length).fill(NO_PARENT);
  spans.forEach((span, index) => {
    if (!span.parentSpanId) return;
    const found = places.get(span.parentSpanId);
    if (found === undefined) odd[index] = ORPHAN;
    else parent[index] = found;
  });
  return parent;
}

/** Walks up from every span until known ground; a walk that meets its own steps has found a ring. */
function breakCycles(parent: Int32Array, odd: Uint8Array): void {
  const walks = new Uint32Array(parent.length);
  for (let index = 0; index < parent.length; index++) {
    const walk = index + 1;
    let at = index;
    while (at !== NO_PARENT && walks[at] === 0) {
      walks[at] = walk;
      at = parent[at] as number;
    }
    if (at === NO_PARENT || walks[at] !== walk) continue;
    let first = at;
    for (let step = parent[at] as number; step !== at; step = parent[step] as number) {
      if (step < first) first = step;
    }
    parent[first] = NO_PARENT;
    odd[first] = CYCLE;
  }
}

function preorder(parent: Int32Array): Uint32Array {
  const count = parent.length;
  const firstChild = new Int32Array(count).fill(NO_PARENT);
  const nextSibling = new Int32Array(count).fill(NO_PARENT);
  let firstRoot = NO_PARENT;
  for (let index = count - 1; index >= 0; index--) {
    const above = parent[index] as number;
    if (above === NO_PARENT) {
      nextSibling[index] = firstRoot;
      firstRoot = index;
    } else {
      nextSibling[index] = firstChild[above] as number;
      firstChild[above] = index;
    }
  }
  const order = new Uint32Array(count);
  let at = firstRoot;
  for (let place = 0; place < count; place++) {
    order[place] = at;
    let next = firstChild[at] as number;
    while (next === NO_PARENT && at !== NO_PARENT) {
      next = nextSibling[at] as number;
      at = parent[at] as number;
    }
    at = next;
  }
  return order;
}
