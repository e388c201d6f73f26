/* Nothing typed is lost when the session ends: a form with data-cv-keep="name" is copied to this tab's storage while
   somebody types, and filled again after signing in. Pages with data-cv-lost on <body> (sign-in, errors) say that the last
   post did not arrive. Passwords and files are never copied; another person's text is never shown. */
const PREFIX = "cv-keep:";
const NEVER = ["hidden", "password", "file", "submit", "button"];
const who = () => document.body.dataset.cvWho ?? "";
const key = (form) => PREFIX + location.pathname + ":" + form.dataset.cvKeep;

function fields(form) {
  return [...form.elements].filter((field) => field.name && !NEVER.includes(field.type));
}

function read(name) {
  try {
    return JSON.parse(sessionStorage.getItem(name));
  } catch {
    return null;
  }
}

function save(form, sent) {
  const values = fields(form).map((field) => [field.name, field.value, field.checked ?? null]);
  try {
    sessionStorage.setItem(key(form), JSON.stringify({ who: who(), values, sent }));
  } catch {
    /* storage full or closed: the form itself still holds the text */
  }
}

function restore(form, kept) {
  form.closest("details")?.setAttribute("open", "");
  for (const field of fields(form)) {
    const choice = field.type === "checkbox" || field.type === "radio";
    const found = kept.values.find(([name, value]) => name === field.name && (!choice || value === field.value));
    if (!found) continue;
    if (choice) field.checked = found[2];
    else field.value = found[1];
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function eachKept(act) {
  for (const name of Object.keys(sessionStorage).filter((item) => item.startsWith(PREFIX))) act(name, read(name));
}

/* On a page that came instead of the wanted one: what was sent is lost and waits; elsewhere what was sent has arrived. */
function settle() {
  const lost = document.body.hasAttribute("data-cv-lost");
  eachKept((name, kept) => {
    // A page for strangers, on the way to signing in, is nobody's: what waits stays, and is not shown.
    const another = who() && kept?.who !== who();
    if (!kept || (!lost && (kept.sent || another))) sessionStorage.removeItem(name);
    else if (lost && kept.sent) sessionStorage.setItem(name, JSON.stringify({ ...kept, sent: false, lost: true }));
  });
  if (lost) return;
  for (const form of document.querySelectorAll("form[data-cv-keep]")) {
    const kept = read(key(form));
    if (kept?.lost && kept.who === who()) restore(form, kept);
  }
}

function onInput({ target }) {
  const form = target.closest?.("form[data-cv-keep]");
  if (form) save(form, false);
}

let started = false;

export function start(event) {
  if (!started) {
    settle();
    document.addEventListener("input", onInput);
    document.addEventListener("change", onInput);
    document.addEventListener("submit", ({ target }) => {
      if (target.hasAttribute("data-cv-forget")) eachKept((name) => sessionStorage.removeItem(name));
      else if (target.hasAttribute("data-cv-keep")) save(target, true);
    });
    document.addEventListener("htmx:afterRequest", ({ detail }) => {
      const form = detail.elt.closest("form[data-cv-keep]");
      if (form && detail.successful) sessionStorage.removeItem(key(form));
    });
  }
  started = true;
  if (event) onInput(event);
}
