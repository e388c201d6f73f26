/* Shortcuts. An element with data-cv-key="KeyN" is focused (a field) or pressed (anything else) by that key.
   Keys are matched by place on the keyboard (event.code) and ignored while somebody types or composes (Telex, VNI).
   Single keys can be switched off in one's account (WCAG 2.1.4): then <body> carries data-cv-keys-off. */
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
  const wanted = find(`[data-cv-key="${CSS.escape(event.code)}"]`);
  if (wanted) { event.preventDefault(); act(wanted); }
}

let started = false;

export function start(event) {
  if (!started) document.addEventListener("keydown", onKey);
  started = true;
  if (event) onKey(event);
}
