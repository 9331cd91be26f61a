/* Elements without markup: text from flows and callers is never read as HTML. */

/** Make an element: `class`, `data-*`, `aria-*`, `role`, `for` become attributes, the rest properties. */
export function h(tag, given = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || value === null || value === false) continue;
    if (/^(class|role|for|data-|aria-)/.test(name)) made.setAttribute(name, value);
    else made[name] = value;
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

export function byId(id) {
  return document.getElementById(id);
}

/** Fetch something of the host; empty when it has nothing, or does not answer: it tells all again when it is back. */
export async function fetchText(url) {
  try {
    const answer = await fetch(url);
    return answer.ok ? await answer.text() : "";
  } catch {
    return "";
  }
}

/** Where a line is opened in an editor. */
export function editorLink(absolute, line) {
  const path = absolute.replaceAll("\\", "/");
  const encoded = encodeURI(path).replace(/[#?]/g, encodeURIComponent);
  return `vscode://file${path.startsWith("/") ? "" : "/"}${encoded}:${line}`;
}

/** A link to a line of a file, and a button that copies the place. */
export function placeLink(file, absolute, line) {
  const place = `${file}:${line}`;
  return h("span", { class: "place" }, h("a", { href: editorLink(absolute, line), title: "Open in the editor" }, place), copyButton(place));
}

/** A button that copies a text, and says so for a moment. */
export function copyButton(text) {
  const button = h("button", { class: "copy", type: "button", title: `Copy ${text}`, "aria-label": `Copy ${text}` });
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text);
    button.classList.add("done");
    setTimeout(() => button.classList.remove("done"), 1200);
  });
  return button;
}
