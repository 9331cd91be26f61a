/* The picture of a flow, and the way of the call through it. */

import { byId, fetchText, h, placeLink } from "./dom.js";

const STEP = 1.25;
const LEAST = 0.2;
const READABLE = 0.55;
const WHOLE = 0;
const MOST = 2.5;

export class Picture {
  constructor() {
    this.canvas = byId("picture");
    this.card = byId("state-card");
    this.flow = null;
    this.drawn = "";
    this.scale = null; // null: as large as fits, but to be read; WHOLE: as large as fits
    this.forget();
    byId("smaller").addEventListener("click", () => this.resize(this.shownScale / STEP));
    byId("larger").addEventListener("click", () => this.resize(this.shownScale * STEP));
    byId("fit").addEventListener("click", () => this.resize(WHOLE));
    this.canvas.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    this.canvas.addEventListener("click", (event) => this.open(event.target));
    this.canvas.addEventListener("keydown", (event) => this.key(event));
    new ResizeObserver(() => this.fit()).observe(this.canvas); // another tab shows it, too
  }

  get svg() {
    return this.canvas.querySelector("svg");
  }

  /** Show a flow; its picture is fetched when it is another than before. `first` is the flow that the call began with. */
  async show(flow, first) {
    this.flow = flow;
    byId("flow-name").textContent = flow ? flow.name : "No flow yet";
    byId("flow-about").textContent = flow?.about ?? "";
    const runBy = flow && first && first !== flow.name && this.current ? ` run by ${first}` : "";
    byId("flow-place").replaceChildren(...(flow ? [placeLink(flow.file, flow.absolute, 1), runBy] : []));
    this.tell(flow);
    const wanted = flow?.states ? `/dev/pictures/${encodeURIComponent(flow.name)}/${flow.version}` : "";
    if (wanted !== this.drawn) await this.draw(wanted);
    this.mark();
    this.bringIntoView();
  }

  tell(flow) {
    const stale = byId("stale");
    stale.hidden = flow?.health !== "stale";
    stale.textContent = "The file has mistakes. This is what it said before, and where calls still go.";
  }

  async draw(wanted) {
    this.drawn = wanted;
    if (!wanted) {
      const why = this.flow ? "There is no picture of a file with mistakes. They are listed below." : "";
      this.canvas.replaceChildren(h("p", {}, why));
      return;
    }
    const text = await fetchText(wanted);
    if (this.drawn !== wanted) return;
    if (!text) {
      this.drawn = ""; // the next time that it is wanted
      this.canvas.replaceChildren(h("p", {}, "The picture cannot be had now."));
      return;
    }
    const drawing = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
    drawing.setAttribute("role", "group"); // what is in an image is hidden from who cannot see it
    this.canvas.replaceChildren(document.importNode(drawing, true));
    for (const card of this.cards()) this.makeButton(card);
    this.fit();
  }

  makeButton(card) {
    card.setAttribute("tabindex", "0");
    card.setAttribute("role", "button");
    const words = [...card.querySelectorAll("text")].map((each) => each.textContent);
    card.setAttribute("aria-label", words.join(" "));
  }

  cards() {
    return this.canvas.querySelectorAll(".card[data-state]");
  }

  /* size */

  get shownScale() {
    return this.svg ? this.svg.getBoundingClientRect().width / this.svg.viewBox.baseVal.width : 1;
  }

  resize(scale) {
    this.scale = scale && Math.max(LEAST, Math.min(MOST, scale));
    this.fit();
  }

  fit() {
    if (!this.svg) return;
    const { width, height } = this.svg.viewBox.baseVal;
    const room = { width: this.canvas.clientWidth - 2, height: this.canvas.clientHeight - 2 };
    const whole = Math.min(room.width / width, room.height / height);
    const usual = Math.max(READABLE, Math.min(room.width / width, Math.max(whole, 0.9)));
    const scale = this.scale === null ? usual : this.scale || whole;
    this.svg.setAttribute("width", String(Math.floor(width * scale)));
    this.svg.setAttribute("height", String(Math.floor(height * scale)));
    this.bringIntoView();
  }

  wheel(event) {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    this.resize(this.shownScale * (event.deltaY < 0 ? 1.1 : 1 / 1.1));
  }

  /* the call */

  forget() {
    this.current = null;
    this.visited = new Set();
    this.taken = new Set();
    this.mark();
  }

  /** The call is over: its way stays, but it is nowhere any more. */
  rest() {
    this.current = null;
    this.mark();
  }

  follow(item) {
    if (item.kind === "entered") this.enter(item.flow, item.state);
    if (item.kind === "hang_up") this.leaveTo("hangup");
    if (item.kind === "ended") this.rest();
  }

  enter(flow, state) {
    if (this.current?.flow === flow) this.leaveTo(state);
    this.current = { flow, state };
    this.visited.add(`${flow} ${state}`);
    this.mark();
    this.bringIntoView();
  }

  leaveTo(state) {
    if (this.current) this.taken.add(`${this.current.flow} ${this.current.state} ${state}`);
    this.mark();
  }

  mark() {
    if (!this.svg || !this.flow) return;
    const name = this.flow.name;
    for (const card of this.cards()) {
      const state = card.dataset.state;
      const isCurrent = this.current?.flow === name && this.current.state === state;
      card.classList.toggle("visited", this.visited.has(`${name} ${state}`));
      card.classList.toggle("current", isCurrent);
      card.toggleAttribute("aria-current", isCurrent);
    }
    for (const way of this.canvas.querySelectorAll("[data-from]")) {
      const { from, to } = way.dataset;
      way.classList.toggle("taken", this.taken.has(`${name} ${from} ${to}`));
    }
  }

  bringIntoView() {
    const card = this.canvas.querySelector(".card.current");
    if (!card) return;
    const [box, room] = [card.getBoundingClientRect(), this.canvas.getBoundingClientRect()];
    const isSeen = box.top >= room.top && box.bottom <= room.bottom && box.left >= room.left && box.right <= room.right;
    if (isSeen) return;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.canvas.scrollBy({
      left: box.left + box.width / 2 - room.left - room.width / 2,
      top: box.top + box.height / 2 - room.top - room.height / 2,
      behavior: calm ? "auto" : "smooth",
    });
  }

  /* a state */

  key(event) {
    if (event.key !== "Enter" && event.key !== " ") return;
    if (this.open(event.target)) event.preventDefault();
  }

  open(target) {
    const card = target.closest?.(".card[data-state]");
    const line = card && this.flow?.states[card.dataset.state];
    if (!line) return false;
    byId("state-name").textContent = card.dataset.state;
    byId("state-tells").textContent = card.querySelector("title")?.textContent ?? "";
    byId("state-place").replaceChildren(placeLink(this.flow.file, this.flow.absolute, line));
    this.card.showPopover();
    this.placeCard(card.getBoundingClientRect());
    this.card.querySelector("a").focus();
    return true;
  }

  placeCard(box) {
    const { offsetWidth: width, offsetHeight: height } = this.card;
    this.card.style.left = `${Math.max(8, Math.min(box.left, innerWidth - width - 8))}px`;
    this.card.style.top = `${box.bottom + height + 12 < innerHeight ? box.bottom + 6 : Math.max(8, box.top - height - 6)}px`;
  }
}
