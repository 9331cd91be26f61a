/* The calls that the host remembers, the newest first; each with the items of its trace. */

import { byId, h } from "./dom.js";

const MOST = 20;

export class Calls {
  /** `choose` is told which call is to be shown. */
  constructor(choose) {
    this.known = new Map();
    this.list = byId("calls");
    this.list.addEventListener("change", () => choose(this.list.value));
  }

  /** Begin anew with what the host remembers. */
  reset(items) {
    this.known.clear();
    items.forEach((item) => this.add(item));
  }

  add(item) {
    if (!this.known.has(item.call)) this.known.set(item.call, []);
    this.known.get(item.call).push(item);
    if (this.known.size > MOST) this.known.delete(this.known.keys().next().value);
  }

  items(id) {
    return this.known.get(id) ?? [];
  }

  isOver(id) {
    return this.items(id).some((item) => item.kind === "ended");
  }

  get newest() {
    return [...this.known.keys()].at(-1) ?? null;
  }

  show(chosen) {
    const entries = [...this.known].reverse().map(([id, [first]]) => h("option", { value: id }, label(first)));
    this.list.replaceChildren(...entries);
    this.list.value = chosen ?? "";
    this.list.hidden = entries.length < 2;
  }
}

function label({ at, flow }) {
  return `${new Date(at * 1000).toTimeString().slice(0, 8)} ${flow}`;
}
