/* Native <dialog>: a link or button with data-cv-opens opens the dialog it names, data-cv-close closes the one around it.
   Without script the link's fragment shows the dialog in place (:target). */
function named(opener) {
  const id = opener.dataset.cvOpens || opener.getAttribute("href")?.slice(1);
  const found = id ? document.getElementById(id) : null;
  return found instanceof HTMLDialogElement ? found : null;
}

function open(dialog) {
  if (dialog.open) return;
  dialog.showModal();
  /* first the field, never the destructive button */
  const field = dialog.querySelector("[autofocus], input:not([type=hidden]), select:not([hidden]), textarea");
  (field ?? dialog.querySelector("[data-cv-close]"))?.focus();
}

function onClick(event) {
  const opener = event.target.closest("[data-cv-opens]");
  const dialog = opener ? named(opener) : null;
  if (dialog) {
    event.preventDefault();
    open(dialog);
    return;
  }
  const around = event.target.closest("[data-cv-close]")?.closest("dialog[open]");
  if (!around) return;
  event.preventDefault();
  around.close();
}

let started = false;

export function start(event) {
  if (!started) document.addEventListener("click", onClick);
  started = true;
  if (event) onClick(event);
}

/* A dialog that the server sends opened, e.g. with the mistakes of its form. */
export function openAsked(root) {
  start();
  const asked = root.querySelector("dialog[data-cv-open]");
  if (asked) open(asked);
}
