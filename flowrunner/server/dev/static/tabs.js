/* On a telephone's screen one part is shown at a time. */

export class Tabs {
  constructor() {
    this.buttons = [...document.querySelectorAll(".tabs [role=tab]")];
    for (const button of this.buttons) {
      button.addEventListener("click", () => this.choose(button.dataset.tab));
      button.addEventListener("keydown", (event) => this.move(event));
    }
  }

  choose(name) {
    document.body.dataset.tab = name;
    for (const button of this.buttons) {
      const isChosen = button.dataset.tab === name;
      button.setAttribute("aria-selected", String(isChosen));
      button.tabIndex = isChosen ? 0 : -1;
    }
  }

  move(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const at = this.buttons.indexOf(event.currentTarget);
    const next = this.buttons[(at + step + this.buttons.length) % this.buttons.length];
    this.choose(next.dataset.tab);
    next.focus();
  }
}
