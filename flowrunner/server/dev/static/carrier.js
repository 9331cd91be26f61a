/* What Plivo does with a call: asks the host for a document, carries out its elements, and asks again.

   Whatever ends a stream, the next element runs, which is the <Redirect> to what comes next. When there is no next
   element the call is over. The caller may leave at any moment; the host is told at the answer address, as by Plivo
   when no hang-up address is set. */

import { readDocument } from "./documents.js";
import { Stream } from "./stream.js";

const ACCOUNT = "MAWORKSHOPWORKSHOP00";
const MOST_DOCUMENTS = 70;

export class Carrier {
  /** `call` has flow, from, to, direction, machine; `tell` takes notes; `dial` resolves to how a dial went. */
  constructor(call, sound, { tell, dial }) {
    this.call = call;
    this.id = crypto.randomUUID();
    this.sound = sound;
    this.tell = tell;
    this.dial = dial;
    this.stream = null;
    this.began = Date.now();
    this.left = new Promise((resolve) => (this.leave = resolve));
    this.hasLeft = false;
    this.told = new Set();
  }

  get answerUrl() {
    return `/flows/${encodeURIComponent(this.call.flow)}/answer`;
  }

  /** Hold the call to its end. */
  async run() {
    try {
      await this.follow(await this.fetch(this.answerUrl, "POST", this.form("StartApp", this.firstStatus)));
    } catch (error) {
      if (!this.hasLeft) this.complain(error.message);
    }
    this.stream?.stop();
    this.sound.end();
    await this.post(this.answerUrl, this.hangup());
  }

  hangUp() {
    this.hasLeft = true;
    this.stream?.stop();
    this.leave();
  }

  /** The page is closed: nothing can be waited for. */
  vanish() {
    navigator.sendBeacon(this.answerUrl, this.hangup());
  }

  press(digit) {
    this.stream?.press(digit);
  }

  get firstStatus() {
    return this.call.direction === "inbound" ? "ringing" : "in-progress";
  }

  form(event, status, more = {}) {
    const fields = {
      CallUUID: this.id,
      ALegUUID: this.id,
      From: this.call.from,
      To: this.call.to,
      Direction: this.call.direction,
      CallerName: this.call.from,
      Event: event,
      CallStatus: status,
      ...(this.call.direction === "outbound" ? { RequestUUID: this.id, ALegRequestUUID: this.id } : {}),
      ...(this.call.machine ? { Machine: "true" } : {}),
      ...more,
    };
    return new URLSearchParams(fields);
  }

  hangup() {
    const seconds = String(Math.round((Date.now() - this.began) / 1000));
    const cause = { HangupCause: "NORMAL_CLEARING", HangupSource: this.hasLeft ? "Caller" : "Callee" };
    return this.form("Hangup", "completed", { ...cause, Duration: seconds });
  }

  async follow(first) {
    let elements = first;
    for (let count = 0; elements && !this.hasLeft; count++) {
      if (count === MOST_DOCUMENTS) throw new Error("the documents lead to each other for ever");
      elements = await this.carryOutAll(elements);
    }
  }

  async carryOutAll(elements) {
    for (const element of elements) {
      const following = await Promise.race([this.carryOut(element), this.left]);
      if (this.hasLeft || following === "over") return null;
      if (following) return following;
    }
    return null;
  }

  /** Carry out one element; resolves to the elements of the document that replaces the rest, or `over`. */
  async carryOut(element) {
    switch (element.kind) {
      case "Stream":
        return this.hold(element);
      case "Redirect":
        return this.fetch(element.url, element.method, this.form("Redirect", "in-progress"));
      case "Dial":
        return this.connect(element);
      case "Hangup":
        this.tell({ kind: "carrier", text: element.reason ? `the call is refused: ${element.reason}` : "the flow hangs up" });
        return "over";
      case "Speak":
        this.tell({ kind: "carrier", text: `Plivo's own voice says: ${element.text}` });
        return null;
      case "Play":
        this.tell({ kind: "carrier", text: `Plivo plays ${element.url}` });
        return null;
      case "Wait":
        return void (await new Promise((resolve) => setTimeout(resolve, element.seconds * 1000)));
      default:
        this.tell({ kind: "carrier", text: `<${element.name}> is passed over here` });
        return null;
    }
  }

  async hold(element) {
    if (!element.format) throw new Error("the stream asks for a codec that telephone lines do not have");
    const ids = { call: this.id, stream: crypto.randomUUID(), account: ACCOUNT };
    const stream = new Stream(element, ids, this.sound);
    this.stream = stream;
    this.status(element, ids, "StartStream");
    const held = stream.run().then((end) => {
      if (this.stream === stream) this.stream = null;
      if (end === "lost") this.complain("the stream could not be opened");
      this.status(element, ids, end === "lost" ? "DroppedStream" : "StopStream");
    });
    if (element.keepsCall) await held;
  }

  status(element, ids, event) {
    if (element.status) this.post(element.status, this.form(event, "in-progress", { StreamID: ids.stream }));
  }

  async connect(element) {
    const brief = element.confirm ? await this.brief(element.confirm) : "";
    const status = await this.dial({ numbers: element.numbers, brief, rings: element.rings });
    if (!element.action || this.hasLeft) return null;
    const told = { DialStatus: status, DialRingStatus: "true", DialALegUUID: this.id };
    return this.fetch(element.action, element.method, this.form("Dial", "in-progress", told));
  }

  /** Return what a person is told who picks up. */
  async brief(url) {
    const elements = await this.fetch(url, "POST", this.form("Dial", "in-progress"));
    return elements.filter((each) => each.kind === "Speak").map((each) => each.text).join(" ");
  }

  async fetch(url, method, form) {
    const answer = await ask(url, method, form);
    if (!answer.ok) throw new Error(`the host answered ${answer.status}: ${(await answer.text()).trim()}`);
    return readDocument(await answer.text());
  }

  async post(url, form) {
    try {
      await ask(url, "POST", form);
    } catch (error) {
      this.complain(error.message);
    }
  }

  /** Tell of a trouble, once. */
  complain(text) {
    if (!this.told.has(text)) this.tell({ kind: "trouble", text });
    this.told.add(text);
  }
}

async function ask(url, method, form) {
  try {
    return await (method === "GET" ? fetch(`${url}?${form}`) : fetch(url, { method, body: form }));
  } catch {
    throw new Error("the host does not answer");
  }
}
