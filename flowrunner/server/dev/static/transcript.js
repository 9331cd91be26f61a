/* A call in words: who said what, what was understood, what became of it. Made from the items of the call's trace. */

import { byId, copyButton, editorLink, h } from "./dom.js";

const HOW = {
  key: "by key",
  exact: "word for word",
  close: "nearly word for word",
  intent: "by its meaning",
  parsed: "as a value",
  anything: "anything goes",
};
const AT_ONCE_S = 0.05;
const CUT_BY = { key: "a key", speech: "speech", timer: "a timer" };

export class Transcript {
  /** `replay` plays the tape from a moment; `place` finds where a state is written, `testFile` the tests of the flow. */
  constructor(replay, place, testFile) {
    this.log = byId("transcript");
    this.replay = replay;
    this.place = place;
    this.testFile = testFile;
    this.keepsTraces = false;
    this.clear();
    this.log.append(h("p", { class: "empty" }, "Choose a flow and call it. What is said and understood appears here."));
  }

  clear() {
    this.log.replaceChildren();
    this.prompts = new Map();
    this.requests = new Map();
    this.spoke = null; // the caller's last turn
    this.acted = null; // when the caller last did something, in seconds
    this.state = "";
    this.recorded = null;
  }

  /** Let moments be played, now that there is a tape. */
  tape(tape) {
    this.recorded = tape;
    for (const moment of this.log.querySelectorAll(".moment")) this.enable(moment);
  }

  /** Show something that only the telephone knows. */
  note({ kind, text }) {
    this.append(h("p", { class: kind === "trouble" ? "note bad" : "note" }, text));
  }

  add(item) {
    const show = SHOWN[item.kind];
    if (show) show(this, item);
  }

  append(element) {
    const atEnd = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 80;
    this.log.append(element);
    if (atEnd) this.log.scrollTop = this.log.scrollHeight;
  }

  remark(style, ...parts) {
    this.append(h("p", { class: `note ${style}` }, ...parts));
  }

  turn(who, at, words) {
    const facts = h("div", { class: "facts" }, this.moment(at));
    const turn = h("div", { class: `turn ${who}` }, h("span", { class: "hidden" }, `${who}: `), h("div", { class: "words" }, words), facts);
    turn.facts = facts;
    this.append(turn);
    return turn;
  }

  fact(turn, text, title) {
    turn?.facts.append(h("span", { title }, text));
  }

  moment(at) {
    const button = h("button", { class: "moment", type: "button", disabled: true, "data-at": String(at * 1000) }, clock(at));
    button.addEventListener("click", () => this.replay(at * 1000));
    if (this.recorded) this.enable(button);
    return button;
  }

  enable(moment) {
    moment.disabled = this.recorded.place(Number(moment.dataset.at)) === null;
    moment.title = "Hear this again";
  }

  enter({ flow, state }) {
    const place = this.place(flow, state);
    const shown = place ? h("a", { class: "state", href: editorLink(place.absolute, place.line), title: `${place.file}:${place.line}` }, state) : h("span", { class: "state" }, state);
    this.append(h("p", { class: "step" }, shown));
  }

  press({ key, at }) {
    if (!this.spoke?.isKeys) {
      this.spoke = this.turn("caller", at, "");
      this.spoke.isKeys = true;
    }
    this.spoke.querySelector(".words").append(keyCap(key));
  }

  /** Show the end of a long row of keys, which was hidden while it could have been the number of a card. */
  typed(keys) {
    if (this.spoke?.isKeys) this.spoke.querySelector(".words").replaceChildren(...[...keys].map(keyCap));
  }

  nameCommands(trace) {
    const test = this.testFile();
    this.remark("", h("code", {}, trace), copyButton(trace), "tells all of it");
    if (!test) return;
    const write = `${trace} --as-test -o ${test}`;
    this.remark("", h("code", {}, write), copyButton(write), "makes a test of it");
  }

  /** Put a value or a finding under what the caller did, or by itself. */
  under(text, title) {
    if (this.spoke) this.fact(this.spoke, text, title);
    else this.remark("", text);
  }
}

const SHOWN = {
  began(log, { direction, from, version }) {
    const way = { inbound: "incoming", outbound: "outgoing" }[direction] ?? direction;
    log.remark("", `${way} call${from ? ` from ${from}` : ""}, version ${String(version).slice(0, 8)}`);
  },
  entered: (log, item) => log.enter(item),
  play(log, { prompt_id: id, text, at }) {
    log.prompts.set(id, log.turn("bot", at, text || "(a sound)"));
  },
  sounded(log, { prompt_id: id, at, in_s: later }) {
    const turn = log.prompts.get(id);
    if (turn && log.acted !== null) log.fact(turn, after(at + (later || 0) - log.acted), "How long the caller waited");
    log.acted = null;
    log.spoke = null;
  },
  stop_playing(log, { why }) {
    const turn = [...log.prompts.values()].at(-1);
    if (!turn || turn.classList.contains("heard") || !CUT_BY[why]) return;
    turn.classList.add("heard");
    log.fact(turn, `cut off by ${CUT_BY[why]}`);
  },
  prompt_finished: (log, { prompt_id: id }) => log.prompts.get(id)?.classList.add("heard"),
  prompt_failed: (log, { reason }) => log.remark("bad", `a prompt could not be said: ${reason}`),
  key_pressed(log, item) {
    log.press(item);
    log.acted = item.at;
    if (item.ignored) log.fact(log.spoke, "ignored", "Nothing here waits for a key");
  },
  typed: (log, { keys }) => log.typed(keys),
  speech_ended(log, { at, silence_s: silence }) {
    log.acted = at - (silence || 0);
  },
  heard(log, { transcript, phrase, confidence, at, ignored }) {
    log.spoke = log.turn("caller", at, transcript || "(a noise)");
    if (phrase) log.fact(log.spoke, `“${phrase}” ${percent(confidence)}`, "The expected phrase, and how sure the recognizer is");
    if (ignored) log.fact(log.spoke, "ignored");
    log.acted ??= at;
  },
  hearing_failed: (log, { reason }) => log.remark("bad", `the caller could not be heard: ${reason}`),
  understood(log, { how, choice, confidence, slot }) {
    const what = [slot, choice === "done" ? "" : choice].filter(Boolean).join(": ");
    log.under(`→ ${what || "understood"} ${HOW[how] ?? how} ${percent(confidence)}`, "What was understood, by which step, and how sure");
  },
  mistaken(log, { mistake, attempt }) {
    log.remark("warned", mistake === "silence" ? `silence, mistake ${attempt}` : `not understood, mistake ${attempt}`);
    log.spoke = null;
    log.acted = null;
  },
  variables(log, { set, emptied, secret }) {
    const values = Object.entries(set ?? {}).map(([name, value]) => `${name} = ${short(value)}`);
    const hidden = (secret ?? []).map((name) => `${name} = ••••`);
    const gone = (emptied ?? []).map((name) => `${name} emptied`);
    log.remark("", ...[...values, ...hidden, ...gone].map((text) => h("span", { class: "value" }, text)));
  },
  send_request(log, { request_id: id, method, url, at }) {
    log.requests.set(id, at);
    log.remark("", h("code", {}, `${method} ${url}`));
  },
  request_finished(log, { request_id: id, outcome, at }) {
    const took = log.requests.has(id) ? `, ${seconds(at - log.requests.get(id))}` : "";
    log.remark(outcome === "ok" ? "" : "warned", `the request ended: ${outcome}${took}`);
  },
  send_text: (log, { to, message }) => log.remark("", `text message to ${to}: ${message}`),
  text_sent: (log, { outcome, reason }) => log.remark(outcome === "ok" ? "" : "warned", `text message: ${reason || outcome}`),
  model_failed: (log, { reason }) => log.remark("bad", `the language model did not reply: ${reason}`),
  model_used: (log, { use }) => log.remark("", `the language model uses ${use?.name ?? "a tool"}`),
  start_recording: (log) => log.remark("", "recording"),
  recording_finished: (log, { seconds: length, speech, text }) =>
    log.remark("", speech ? `recorded ${seconds(length)}${text ? `: ${text}` : ""}` : "nothing was said"),
  recording_failed: (log, { reason }) => log.remark("bad", `nothing could be recorded: ${reason}`),
  transcribed: (log, { who, text, at }) => log.turn(who === "caller" ? "caller" : "bot", at, text),
  connect_to: (log, { numbers }) => log.remark("", `transfer to ${numbers.join(", then ")}`),
  transfer_ended: (log, { outcome }) => log.remark("", `the transfer ended: ${outcome.replace("_", " ")}`),
  left: (log, { outcome }) => log.remark("", `it ended with ${outcome}`),
  rescued: (log, { reason }) => log.remark("warned", `to the safety net: ${reason}`),
  ignored: (log, { reason }) => log.remark("warned", reason),
  rejoined: (log) => log.remark("warned", "the connection was lost, and the call goes on"),
  machine: (log) => log.remark("", "an answering machine has picked up"),
  fault: (log, { error }) => log.remark("bad", `a fault of flowrunner: ${error}; the terminal says more`),
  ended(log, { reason, seconds: length, call }) {
    log.remark("", `the call is over after ${seconds(length)}: ${reason.replaceAll("_", " ")}`);
    if (log.keepsTraces) log.nameCommands(`flowrunner trace ${call.slice(0, 8)}`);
  },
};

function keyCap(key) {
  return h("kbd", { class: "key-cap" }, key);
}

function seconds(value) {
  return value < 1 ? `${Math.max(0, Math.round(value * 1000))} ms` : `${value.toFixed(1)} s`;
}

function after(waited) {
  return waited < AT_ONCE_S ? "at once after the caller" : `${seconds(waited)} after the caller`;
}

function percent(confidence) {
  return typeof confidence === "number" ? `${Math.round(confidence * 100)} %` : "";
}

function short(value) {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

function clock(at) {
  return new Date(at * 1000).toTimeString().slice(0, 8);
}
