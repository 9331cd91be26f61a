/* Brings the parts together: what the host tells goes to each, what is chosen in one is shown by the others. */

import { Calls } from "./calls.js";
import { byId } from "./dom.js";
import { Events } from "./events.js";
import { FlowList } from "./flows.js";
import { Phone } from "./phone.js";
import { Picture } from "./picture.js";
import { Problems } from "./problems.js";
import { Tabs } from "./tabs.js";
import { Transcript } from "./transcript.js";

/* `chosen` is the flow that the telephone calls, by its file; `followed` the one that the call runs now, by name. */
const state = { flows: [], chosen: null, followed: null, call: null };

const tabs = new Tabs();
const problems = new Problems();
const picture = new Picture();
const phone = new Phone({ began: begin, noted: (note) => transcript.note(note), ended: callEnded });
const transcript = new Transcript((at) => phone.replayFrom(at), findState, testFile);
const flows = new FlowList((id) => choose(id));
const calls = new Calls((id) => review(id));

new Events({
  flows: ({ flows: found, traces }) => showFlows(found, traces),
  history: ({ items }) => remember(items),
  trace: ({ items }) => items.forEach(follow),
  connected: (isLive) => showConnection(isLive),
});

function showFlows(found, keepsTraces) {
  state.flows = found;
  transcript.keepsTraces = keepsTraces;
  const known = found.find((flow) => flow.id === state.chosen);
  if (!known) state.chosen = first(found)?.id ?? null;
  show();
  tellOfNewVersion();
}

/* A call goes on with the version that it began with, whatever is saved meanwhile. */
function tellOfNewVersion() {
  const { call } = state;
  const version = byName(call?.first)?.version;
  if (!phone.isCalling || !call.version || !version || version === call.version) return;
  call.version = version;
  transcript.note({ kind: "carrier", text: "the flow was saved: this call goes on as it began, the next one is new" });
}

function first(found) {
  const wanted = decodeURIComponent(location.hash.slice(1));
  return found.find((flow) => flow.name === wanted) ?? found.find((flow) => flow.states) ?? found[0];
}

function choose(id) {
  state.chosen = id;
  history.replaceState(null, "", `#${encodeURIComponent(chosen().name)}`);
  showChosen();
  tabs.choose("call");
}

function chosen() {
  return state.flows.find((flow) => flow.id === state.chosen) ?? null;
}

function show() {
  const flow = chosen();
  flows.show(state.flows, state.chosen);
  problems.show(state.flows, flow);
  phone.show(flow);
  picture.show(byName(state.followed) ?? flow, state.call?.first);
  document.title = flow ? `${flow.name} · flowrunner` : "flowrunner";
}

function byName(name) {
  return state.flows.find((flow) => flow.name === name && flow.states) ?? null;
}

function testFile() {
  return byName(state.call.first)?.file.replace(/\.ya?ml$/, ".test.yaml");
}

function findState(flow, name) {
  const found = byName(flow);
  const line = found?.states[name];
  return line ? { file: found.file, absolute: found.absolute, line } : null;
}

function showChosen() {
  state.followed = null;
  show();
}

/* What had happened before the page was there: the newest call is shown, and followed if it is not over. */
function remember(items) {
  if (phone.isCalling) return;
  calls.reset(items);
  const { newest } = calls;
  if (newest) review(newest);
  if (newest && calls.isOver(newest)) showChosen();
}

/* Show a call again, from its beginning. */
function review(id) {
  const items = calls.items(id);
  begin(id, items[0].flow);
  items.forEach(take);
  if (calls.isOver(id)) picture.rest();
  const tape = phone.tapeOf(id);
  if (tape) transcript.tape(tape);
}

/* The page follows its own call; while it has none, whichever call began last on this host. */
function follow(item) {
  calls.add(item);
  if (item.kind === "began" && item.call !== state.call?.id && !phone.isCalling) begin(item.call, item.flow);
  if (item.kind === "began") calls.show(state.call?.id);
  if (item.call === state.call?.id) take(item);
}

function take(item) {
  if (item.kind === "began") state.call.version = item.version;
  transcript.add(item);
  picture.follow(item);
  phone.follow(item);
  if (item.kind === "entered" && item.flow !== state.followed) showRun(item.flow);
}

function begin(id, name) {
  state.call = { id, first: name };
  transcript.clear();
  picture.forget();
  calls.show(id);
  showRun(name);
}

/** Show the flow that the call runs: it may run others inside the one that it began with. */
function showRun(name) {
  state.followed = name;
  picture.show(byName(name) ?? chosen(), state.call.first);
}

function callEnded(tape) {
  picture.rest();
  transcript.tape(tape);
}

function showConnection(isLive) {
  const shown = byId("connection");
  shown.dataset.state = isLive ? "live" : "waiting";
  shown.textContent = isLive ? "live" : "flowrunner dev has stopped; waiting for it";
}
