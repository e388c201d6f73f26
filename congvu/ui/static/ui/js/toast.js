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

/* detail: {text} or a plain string, e.g. from the server's HX-Trigger header. */
export function showToast(detail) {
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
  toast.append(words, close);
  region().append(toast);
  leaveLater(toast);
}

/* Good news printed by the server moves up into the region; refusals stay in the page. */
export function liftMessages(root) {
  for (const message of root.querySelectorAll("[data-cv-toast]")) {
    showToast(message.textContent.trim());
    message.remove();
  }
  for (const box of root.querySelectorAll("[data-cv-messages]")) if (!box.firstElementChild) box.remove();
}
