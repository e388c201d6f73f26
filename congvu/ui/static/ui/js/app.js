/* The one script of every page. Without it everything still works: forms post, lists page, menus open. Behaviours are modules
   of their own, fetched when a hook (data-cv-…) or the first key, click or letter asks for them: few requests on a cold page. */
const has = (selector, root = document) => root.querySelector(selector) !== null;

/* --- A form is sent once: further clicks are ignored until the answer is here. --- */
const sent = new Set();

function guardForms() {
  /* first of all listeners: a second submit reaches nobody */
  document.addEventListener("submit", (event) => {
    if (!sent.has(event.target) && !event.target.classList.contains("htmx-request")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
  /* last of all: what nobody refused (and htmx did not take over) goes to the server now */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("data-cv-again")) return;
    sent.add(form);
    event.submitter?.classList.add("busy");
    event.submitter?.setAttribute("aria-busy", "true");
  });
  /* back from the browser's page cache: everything can be sent again */
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    sent.clear();
    for (const button of document.querySelectorAll("button.busy")) {
      button.classList.remove("busy");
      button.removeAttribute("aria-busy");
    }
  });
}

/* --- What a page, or a part that htmx brought, needs at once. --- */
function furnish(root) {
  if (has("[data-cv-toast]", root)) import("./toast.js").then((module) => module.liftMessages(root));
  if (has("[data-cv-combo]", root)) import("./combobox.js").then((module) => module.enhance(root));
  if (has("[data-cv-pick]", root)) import("./pick.js").then((module) => module.enhance(root));
  if (has("dialog[data-cv-open]", root)) import("./dialog.js").then((module) => module.openAsked(root));
  root.querySelector("[data-cv-focus]")?.focus();
}

/* --- What is fetched with the first event that needs it; events that come meanwhile wait for it. --- */
function onFirst(name, fetchModule, wanted = () => true) {
  const waiting = [];
  const first = (event) => {
    if (!wanted(event)) return;
    if (waiting.push(event) > 1) return;
    fetchModule().then((module) => {
      document.removeEventListener(name, first, true);
      for (const one of waiting) module.start(one);
    });
  };
  document.addEventListener(name, first, true);
}

function prepare() {
  onFirst("keydown", () => import("./keys.js"), (event) => { /* the browser's own search, bookmark must not come first */
    const ours = { KeyK: () => has("[data-cv-search]"), KeyD: () => event.target.closest?.("[data-cv-copy]") }[event.code];
    if ((event.ctrlKey || event.metaKey) && ours?.()) event.preventDefault();
    return true;
  });
  onFirst("click", () => import("./dialog.js"), (event) => {
    const opener = event.target.closest("[data-cv-opens]");
    if (opener) event.preventDefault();
    return opener;
  });
  /* fetched as soon as the pointer comes near, so that the first drag is not lost */
  onFirst("pointerover", () => import("./timeline.js"), (event) => event.target.closest?.("[data-cv-move]"));
  onFirst("keydown", () => import("./timeline.js"), (event) => event.altKey && event.target.closest?.("[data-cv-move]"));
  onFirst("change", () => import("./shrink.js"), (event) => event.target.matches("input[type=file]"));
  onFirst("toggle", () => import("./theme.js"), (event) => event.target.matches("[data-cv-menu]"));
  const kept = Object.keys(sessionStorage).some((key) => key.startsWith("cv-keep:"));
  if (kept) import("./keep.js").then((module) => module.start());
  else onFirst("input", () => import("./keep.js"), (event) => event.target.closest("[data-cv-keep]"));
  document.body.addEventListener("cv-toast", (event) => import("./toast.js").then((module) => module.showToast(event.detail)));
}

/* --- What has no network is kept by the service worker, sent later, and shown by outbox.js (ADR 0031). --- */
function workOffline() {
  const worker = navigator.serviceWorker;
  if (!worker) return;
  let shown = has("body[data-cv-cached]");
  const outbox = () => { shown = true; return import("./outbox.js"); };
  if (shown) outbox();
  document.body.addEventListener("cv-queued", (event) => outbox().then((module) => module.queued(event)));
  worker.addEventListener("message", ({ data }) => {
    if (shown || data.items?.length || data.sent) outbox().then((module) => module.told(data));
  });
  window.addEventListener("load", () => {
    worker.controller?.postMessage({ cv: "hello", who: document.body.dataset.cvWho ?? "" });
    (window.requestIdleCallback ?? window.setTimeout)(() => worker.register("/sw.js").catch(() => {}));
  });
}

guardForms();
prepare();
workOffline();
furnish(document);
document.body.addEventListener("htmx:afterSwap", (event) => furnish(event.detail.elt));
