/* The list of flows, and how each is. */

import { byId, h } from "./dom.js";

const WORDS = {
  good: "no mistakes",
  warned: "has warnings",
  stale: "has mistakes; calls go to the last version without",
  broken: "has mistakes, and takes no calls",
};

export class FlowList {
  constructor(choose) {
    this.list = byId("flows");
    this.choose = choose;
  }

  show(flows, chosen) {
    const hadFocus = this.list.contains(document.activeElement) ? document.activeElement.dataset.id : null;
    this.list.replaceChildren(...flows.map((flow) => h("li", {}, this.entry(flow, flow.id === chosen))));
    if (hadFocus) [...this.list.querySelectorAll("button")].find((each) => each.dataset.id === hadFocus)?.focus();
  }

  entry(flow, isChosen) {
    const button = h(
      "button",
      {
        class: "flow",
        type: "button",
        title: `${flow.file}: ${WORDS[flow.health]}`,
        "data-id": flow.id,
        "data-health": flow.health,
        "aria-current": isChosen ? "true" : null,
      },
      h("span", { class: "dot", "data-health": flow.health }),
      h("span", { class: "name" }, flow.name, h("span", { class: "hidden" }, `, ${WORDS[flow.health]}`)),
      count(flow),
      h("span", { class: "about" }, flow.about || flow.file),
    );
    button.addEventListener("click", () => this.choose(flow.id));
    return button;
  }
}

function count({ problems }) {
  if (!problems.length) return h("span");
  const hasErrors = problems.some((each) => each.severity === "error");
  return h("span", { class: hasErrors ? "count" : "count warned", "aria-hidden": "true" }, String(problems.length));
}
