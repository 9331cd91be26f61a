/* What `flowrunner check` finds, with its place and its advice: of the chosen flow first, then of the others. */

import { byId, fetchText, h, placeLink } from "./dom.js";

export class Problems {
  constructor() {
    this.box = byId("problems");
    this.title = byId("problems-title");
    this.told = "";
  }

  show(flows, chosen) {
    const ordered = [...flows].sort((a, b) => (b === chosen) - (a === chosen));
    const found = ordered.flatMap((flow) => flow.problems);
    const told = JSON.stringify(found);
    if (told === this.told) return;
    this.told = told;
    this.title.textContent = found.length ? `Problems (${found.length})` : "Problems";
    const tab = byId("tab-count");
    tab.textContent = String(found.length);
    tab.hidden = !found.length;
    byId("problems-part").classList.toggle("fine", !found.length);
    this.box.replaceChildren(...(found.length ? found.map(entry) : ["no mistakes"]));
  }
}

function entry(problem) {
  const word = problem.severity === "error" ? "" : `${problem.severity}: `;
  return h(
    "article",
    { class: "problem", "data-severity": problem.severity },
    h("p", { class: "message" }, h("span", { class: "kind" }, word || "error: "), problem.message),
    problem.excerpt.length ? h("pre", { tabIndex: 0 }, problem.excerpt[0], "\n", caret(problem.excerpt[1])) : null,
    problem.hint ? h("p", { class: "hint" }, problem.hint) : null,
    h("div", { class: "under" }, placeLink(problem.file, problem.absolute, problem.line), why(problem.code)),
  );
}

function caret(line) {
  const at = line.indexOf("^");
  return h("span", {}, line.slice(0, at), h("span", { class: "caret" }, line.slice(at)));
}

function why(code) {
  const details = h("details", { class: "why" }, h("summary", {}, code));
  details.addEventListener("toggle", () => details.childElementCount === 1 && explain(code, details), { once: true });
  return details;
}

async function explain(code, details) {
  const text = await fetchText(`/dev/explain/${encodeURIComponent(code)}`);
  if (!text) return;
  const entry = JSON.parse(text);
  details.append(
    h("p", {}, entry.why),
    h("p", { class: "dim" }, "Not so:"),
    h("pre", { tabIndex: 0 }, entry.bad.trimEnd()),
    h("p", { class: "dim" }, "But so:"),
    h("pre", { tabIndex: 0 }, entry.good.trimEnd()),
  );
}
