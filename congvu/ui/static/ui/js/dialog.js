/* Native <dialog>: a link or button with data-cv-opens opens the dialog it names, data-cv-close closes the one around it.
   Without script the link's fragment shows the dialog in place (:target). */
let started = false;

function target(opener) {
  const id = opener.dataset.cvOpens || opener.getAttribute("href")?.slice(1);
  const found = id ? document.getElementById(id) : null;
  return found instanceof HTMLDialogElement ? found : null;
}

function open(dialog) {
  if (dialog.open) return;
  dialog.showModal();
  /* first the field, never the destructive button */
  const first = dialog.querySelector("[autofocus], input:not([type=hidden]), select, textarea") ?? dialog.querySelector("[data-cv-close]");
  first?.focus();
}

export function start() {
  if (started) return;
  started = true;
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-cv-opens]");
    const dialog = opener ? target(opener) : null;
    if (dialog) {
      event.preventDefault();
      open(dialog);
      return;
    }
    const closer = event.target.closest("[data-cv-close]");
    if (closer?.closest("dialog[open]")) {
      event.preventDefault();
      closer.closest("dialog").close();
    }
  });
  const asked = document.querySelector("dialog[data-cv-open]");
  if (asked) open(asked);
}
