/* Plivo XML, read into plain objects. Addresses may stand on lines of their own. */

import { readContentType } from "./codecs.js";

const TRACKS = { inbound: ["inbound"], outbound: ["outbound"], both: ["inbound", "outbound"] };

/** Return the elements of a document; throws Error for what is none. */
export function readDocument(text) {
  const root = new DOMParser().parseFromString(text, "application/xml").documentElement;
  if (root.nodeName !== "Response") throw new Error("the host did not answer with a document");
  return [...root.children].map(readElement);
}

function readElement(node) {
  const read = READERS[node.nodeName];
  return read ? { kind: node.nodeName, ...read(node) } : { kind: "Other", name: node.nodeName };
}

const READERS = {
  Stream: (node) => ({
    url: ownAddress(words(node)),
    format: readContentType(node.getAttribute("contentType") || "audio/x-mulaw;rate=8000"),
    bothWays: isTrue(node, "bidirectional"),
    keepsCall: isTrue(node, "keepCallAlive"),
    tracks: TRACKS[node.getAttribute("audioTrack") || "inbound"],
    extraHeaders: node.getAttribute("extraHeaders") || "",
    status: ownAddress(node.getAttribute("statusCallbackUrl")),
  }),
  Redirect: (node) => ({ url: ownAddress(words(node)), method: method(node) }),
  Dial: (node) => ({
    numbers: [...node.children].map(words),
    action: ownAddress(node.getAttribute("action")),
    method: method(node),
    confirm: ownAddress(node.getAttribute("confirmSound")),
    rings: Number(node.getAttribute("timeout") || 120),
  }),
  Hangup: (node) => ({ reason: node.getAttribute("reason") }),
  Speak: (node) => ({ text: words(node) }),
  Play: (node) => ({ url: words(node) }),
  Wait: (node) => ({ seconds: Number(node.getAttribute("length") || 1) }),
};

function words(node) {
  return node.textContent.trim();
}

function isTrue(node, name) {
  return node.getAttribute(name) === "true";
}

function method(node) {
  return node.getAttribute("method") || "POST";
}

/** Return an address as this page may reach it: everything of a host has one place, whatever its name. */
function ownAddress(text) {
  if (!text) return null;
  const url = new URL(text.trim());
  if (!/\/flows\//.test(url.pathname)) return url.href;
  const scheme = url.protocol.startsWith("ws") ? location.protocol.replace("http", "ws") : location.protocol;
  return `${scheme}//${location.host}${url.pathname}${url.search}`;
}
