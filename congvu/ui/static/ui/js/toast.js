/* Short results in the one status region. They stay ten seconds, wait while focused or pointed at, and can be closed. */
const STAY = 10000;

function region() {
  return document.querySelector("[data-cv-toasts]");
}

function leaveLater(toast) {
  let timer = 0;
  const start = () => { timer = window.setTimeout(() => toast.remove(), STAY); };
  const stop = () => window.clearTimeout(timer);
  for (const event of ["mouseenter", "focusin"]) toast.addEventListener(event, stop);
  for (const event of ["mouseleave", "focusout"]) toast.addEventListener(event, () => { stop(); start(); });
  start();
}

/* detail: {text} or a plain string, e.g. from the server's HX-Trigger header; way: a form that takes the action back. */
export function showToast(detail, way) {
  const text = typeof detail === "string" ? detail : detail?.text ?? detail?.value;
  if (!text || !region()) return;
  const toast = document.createElement("div");
  toast.className = "toast";
  const words = document.createElement("span");
  words.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.textContent = "Đóng";
  close.addEventListener("click", () => toast.remove());
  toast.append(words, ...(way ? [way] : []), close);
  region().append(toast);
  leaveLater(toast);
}

/* Good news printed by the server moves up into the region; refusals stay in the page. */
export function liftMessages(root) {
  for (const message of root.querySelectorAll("[data-cv-toast]")) {
    const way = message.querySelector("form");
    way?.remove();
    showToast(message.textContent.trim(), way);
    message.remove();
  }
  for (const box of root.querySelectorAll("[data-cv-messages]")) if (!box.firstElementChild) box.remove();
}
