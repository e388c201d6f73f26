/* A form is sent once: further clicks are ignored until the answer is here. The button stays focusable. */
const sent = new Set();

function release(form) {
  sent.delete(form);
  for (const button of form.querySelectorAll("button.busy")) {
    button.classList.remove("busy");
    button.removeAttribute("aria-busy");
  }
}

export function guardForms() {
  /* first of all listeners: a second submit reaches nobody */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!sent.has(form) && !form.classList.contains("htmx-request")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
  /* last of all: what nobody refused (and htmx did not take over) goes to the server now */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("data-cv-again")) return;
    sent.add(form);
    if (!event.submitter) return;
    event.submitter.classList.add("busy");
    event.submitter.setAttribute("aria-busy", "true");
  });
  /* back from the browser's page cache: everything can be sent again */
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) for (const form of [...sent]) release(form);
  });
}
