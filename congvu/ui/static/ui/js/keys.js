/* Shortcuts. An element with data-cv-key="KeyN" is focused (a field) or pressed (anything else) by that key.
   Keys are matched by place on the keyboard (event.code) and ignored while somebody types or composes (Telex, VNI).
   Single keys can be switched off in one's account (WCAG 2.1.4): then <body> carries data-cv-keys-off.
   G and then H, V or D goes to a page that the navigation of this person leads to; ? lists all of them (keys-list.js). */
const GO = { KeyH: ["/hom-nay"], KeyV: ["/viec"], KeyD: ["/duyet", "/diem"] };
const PATIENCE = 1500;
let going = 0;
const TYPING = "input, textarea, select, [contenteditable], [role=combobox]";

function act(element) {
  if (element.matches(TYPING)) element.focus();
  else element.click();
}

function visible(element) {
  return element.offsetParent !== null && !element.disabled;
}

function find(selector) {
  const top = document.querySelector("dialog[open]") ?? document;
  return [...top.querySelectorAll(selector)].find(visible);
}

export function place(code) {
  const links = (GO[code] ?? []).map((path) => document.querySelector(`.nav-item[href="${path}"]`));
  return links.find(Boolean) ?? null;
}

/* A single key that is none of the page's own; true when it did something. */
function onSingle(event) {
  const wasGoing = event.timeStamp - going < PATIENCE;
  going = 0;
  const line = event.target.closest?.("[data-cv-copy]")?.querySelector("[data-cv-edit]");
  if (wasGoing && place(event.code)) place(event.code).click();
  else if (event.key === "?" || (event.code === "Slash" && event.shiftKey)) import("./keys-list.js").then((module) => module.open(place));
  else if (event.code === "KeyE" && line) line.click();
  else if (event.code === "KeyG" && !event.repeat) going = event.timeStamp;
  else return false;
  return true;
}

function onKey(event) {
  if (event.isComposing || event.keyCode === 229 ) return;
  const command = event.ctrlKey || event.metaKey;
  if (command && event.code === "KeyK" && !event.altKey) {
    const search = find("[data-cv-search]");
    if (search) { event.preventDefault(); search.click(); }
    return;
  }
  if (command && event.code === "Enter") {
    const main = event.target.closest?.("form")?.querySelector(".button.primary:not(:disabled)") ?? find("[data-cv-main]");
    if (main) { event.preventDefault(); main.click(); }
    return;
  }
  if (command && event.code === "KeyD" && !event.altKey) {
    const line = event.target.closest?.("[data-cv-copy]");
    if (line) { event.preventDefault(); location.href = line.dataset.cvCopy; }
    return;
  }
  if (command || event.altKey || event.target.closest?.(TYPING) || "cvKeysOff" in document.body.dataset) return;
  if (!document.querySelector("dialog[open]") && onSingle(event)) { event.preventDefault(); return; }
  const wanted = find(`[data-cv-key="${CSS.escape(event.code)}"]`);
  if (wanted) { event.preventDefault(); act(wanted); }
}

let started = false;

export function start(event) {
  if (!started) document.addEventListener("keydown", onKey);
  started = true;
  if (event) onKey(event);
}
