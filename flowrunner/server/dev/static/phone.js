/* The telephone on the page: what the buttons do, and what it shows. */

import { Carrier } from "./carrier.js";
import { byId, h } from "./dom.js";
import { Sound } from "./sound.js";

const KEYS = "123456789*0#";
const DIAL_WORDS = { completed: "they talked", busy: "busy", "no-answer": "no answer", failed: "failed" };

export class Phone {
  /** `on` is told of calls: began(id, flow), noted(note), ended(tape). */
  constructor(on) {
    this.on = on;
    this.flow = null;
    this.carrier = null;
    this.sound = new Sound();
    this.sound.onlevels = ({ caller, bot }) => this.showLevels(caller, bot);
    this.sound.onsaid = () => this.sayable(true);
    this.makeKeypad();
    byId("call-button").addEventListener("click", () => (this.isCalling ? this.hangUp() : this.call()));
    byId("microphone").addEventListener("click", () => this.toggleMicrophone());
    byId("silent").addEventListener("click", () => this.beSilent(!this.sound.silent));
    byId("say-form").addEventListener("submit", (event) => this.say(event));
    document.addEventListener("keydown", (event) => this.key(event));
    addEventListener("pagehide", () => this.carrier?.vanish());
    setInterval(() => this.showTime(), 250);
    this.wantsMicrophone = localStorage.getItem("microphone") !== "off";
    this.press("microphone", this.wantsMicrophone);
  }

  get isCalling() {
    return this.carrier !== null;
  }

  /** Show which flow the next call goes to. */
  show(flow) {
    this.flow = flow;
    if (this.isCalling) return;
    byId("call-title").textContent = flow ? `Call ${flow.name}` : "Telephone";
    byId("call-button").disabled = !flow?.states;
    this.note(flow && noteOf(flow), flow?.health === "broken");
  }

  note(text, isBad = false) {
    const note = byId("call-note");
    note.hidden = !text;
    note.classList.toggle("bad", isBad);
    if (note.textContent !== text) note.textContent = text || "";
  }

  /* a call */

  async call() {
    const flow = this.flow;
    const way = byId("way").value;
    const call = {
      flow: flow.name,
      from: byId("from").value,
      to: byId("to").value,
      direction: way === "inbound" ? "inbound" : "outbound",
      machine: way === "machine",
    };
    if (call.direction === "outbound") [call.from, call.to] = [call.to, call.from];
    this.language = flow.languages[0];
    this.carrier = new Carrier(call, this.sound, { tell: (note) => this.on.noted(note), dial: (dial) => this.transfer(dial) });
    this.showCalling(true);
    this.on.began(this.carrier.id, flow.name);
    this.on.noted({ kind: "carrier", text: `calling ${flow.name}` });
    try {
      await this.sound.open();
      if (this.wantsMicrophone) await this.listen();
      this.showState("in a call");
      await this.carrier.run();
    } catch (error) {
      this.on.noted({ kind: "trouble", text: error.message });
    }
    await this.ended();
  }

  async ended() {
    const { id } = this.carrier;
    this.carrier = null;
    this.beSilent(false);
    await this.sound.close();
    this.taped = id;
    byId("transfer").hidden = true;
    this.showCalling(false);
    this.show(this.flow);
    this.keepTape();
    this.on.ended(this.sound.tape);
  }

  hangUp() {
    this.settleTransfer?.(null);
    this.carrier?.hangUp();
  }

  /** What the trace tells: whoever stayed silent has done so once the bot counted it, and speaks as the bot does. */
  follow(item) {
    if (item.kind === "mistaken" || item.kind === "entered") this.beSilent(false);
    if (item.kind === "play") this.language = item.items.find((part) => part.language)?.language ?? this.language;
  }

  showCalling(isCalling) {
    byId("call").classList.toggle("calling", isCalling);
    const button = byId("call-button");
    button.dataset.state = isCalling ? "calling" : "ready";
    byId("call-word").textContent = isCalling ? "Hang up" : "Call";
    button.disabled = !isCalling && !this.flow?.states;
    if (isCalling) byId("replay").hidden = true;
    this.showState(isCalling ? "calling" : "ready");
    this.sayable(isCalling);
    byId("silent").disabled = !isCalling;
    this.began = isCalling ? Date.now() : null;
    this.showTime();
  }

  showState(text) {
    byId("call-state").textContent = text;
  }

  showTime() {
    const total = this.began ? Math.floor((Date.now() - this.began) / 1000) : null;
    const text = total === null ? "" : `${Math.floor(total / 60)}:${String(total % 60).padStart(2, "0")}`;
    byId("call-time").textContent = text;
  }

  showLevels(caller, bot) {
    byId("level-caller").value = caller;
    byId("level-bot").value = bot;
  }

  /* what the caller does */

  makeKeypad() {
    const keys = [...KEYS].map((key) => {
      const name = { "*": "star", "#": "hash" }[key] ?? key;
      const button = h("button", { type: "button", "data-key": key, "aria-label": name, disabled: true }, key);
      button.addEventListener("click", () => this.dial(key));
      return button;
    });
    byId("keypad").append(...keys);
  }

  key(event) {
    const isTyping = event.target.closest?.("input, select, textarea, audio");
    const isOther = event.ctrlKey || event.metaKey || event.altKey;
    if (!this.isCalling || isTyping || isOther || event.repeat || !KEYS.includes(event.key)) return;
    event.preventDefault();
    this.dial(event.key);
  }

  dial(key) {
    if (!this.isCalling) return;
    this.carrier.press(key);
    const button = byId("keypad").querySelector(`[data-key="${CSS.escape(key)}"]`);
    button.classList.add("pressed");
    setTimeout(() => button.classList.remove("pressed"), 160);
  }

  async say(event) {
    event.preventDefault();
    const input = byId("say");
    const words = input.value.trim();
    const format = this.sound.format;
    if (!words || !this.isCalling || !format) return;
    input.value = "";
    byId("say-button").disabled = true;
    const asked = { words, encoding: format.codec.name, rate: format.rate, language: this.language };
    try {
      this.sound.say(await fetchSound(asked));
    } catch (error) {
      this.on.noted({ kind: "trouble", text: `this could not be said: ${error.message}` });
      this.sayable(this.isCalling);
    }
  }

  sayable(on) {
    byId("say").disabled = !on;
    byId("say-button").disabled = !on;
    for (const key of byId("keypad").children) key.disabled = !on;
  }

  beSilent(on) {
    this.sound.hear(!on);
    this.press("silent", on);
  }

  press(id, on) {
    byId(id).setAttribute("aria-pressed", String(on));
  }

  async toggleMicrophone() {
    this.wantsMicrophone = !this.wantsMicrophone;
    localStorage.setItem("microphone", this.wantsMicrophone ? "on" : "off");
    this.press("microphone", this.wantsMicrophone);
    if (!this.wantsMicrophone) this.sound.unlisten();
    else if (this.isCalling) await this.listen();
  }

  async listen() {
    const trouble = await this.sound.listen();
    if (trouble) this.on.noted({ kind: "carrier", text: `${trouble}: type what you want to say, or press keys` });
  }

  /** Let whoever looks at the page say how a transfer went; resolves to Plivo's word for it. */
  async transfer({ numbers, brief }) {
    this.showState("transferred");
    byId("transfer-text").textContent = `${numbers.join(", ")} rings. How does it go?`;
    byId("transfer-brief").textContent = brief ? `Who picks up hears: ${brief}` : "";
    const box = byId("transfer");
    box.hidden = false;
    const status = await new Promise((resolve) => {
      this.settleTransfer = resolve;
      for (const button of box.querySelectorAll("button")) button.onclick = () => resolve(button.dataset.status);
    });
    box.hidden = true;
    if (status) this.on.noted({ kind: "carrier", text: `${numbers.join(", ")}: ${DIAL_WORDS[status]}` });
    if (this.isCalling) this.showState("in a call");
    return status;
  }

  /* the last call */

  keepTape() {
    const { tape } = this.sound;
    if (!tape.seconds) return;
    if (this.tapeUrl) URL.revokeObjectURL(this.tapeUrl);
    this.tapeUrl = URL.createObjectURL(tape.toWav());
    byId("tape").src = this.tapeUrl;
    byId("save").href = this.tapeUrl;
    byId("replay").hidden = false;
  }

  /** Return the tape of a call, if it is that of the last one. */
  tapeOf(id) {
    return id === this.taped && this.sound.tape.seconds ? this.sound.tape : null;
  }

  replayFrom(at) {
    const place = this.sound.tape.place(at);
    if (place === null || this.isCalling) return;
    const audio = byId("tape");
    audio.currentTime = place;
    audio.play();
  }
}

async function fetchSound(asked) {
  const answer = await fetch("/dev/say", { method: "POST", body: JSON.stringify(asked) });
  if (!answer.ok) throw new Error((await answer.text()).trim());
  return new Uint8Array(await answer.arrayBuffer());
}

function noteOf({ health, problems }) {
  const count = problems.filter((each) => each.severity === "error").length;
  const mistakes = `${count} mistake${count === 1 ? "" : "s"}`;
  if (health === "broken") return `This flow takes no calls: ${mistakes} in its file.`;
  if (health === "stale") return `${mistakes} in the file: a call goes to the last version without.`;
  return "";
}
