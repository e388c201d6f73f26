/* Loads each behaviour only where the page has its hook (data-cv-…). Without script everything still works:
   forms post, lists page, menus open. Rare behaviours come with the first click or key that needs them. */
import { showToast, liftMessages } from "./toast.js";
import { guardForms } from "./once.js";

const has = (selector) => document.querySelector(selector) !== null;

liftMessages(document);
guardForms();
document.body.addEventListener("cv-toast", (event) => showToast(event.detail));
document.querySelector("[data-cv-focus]")?.focus();

if (has("select[data-cv-combo], input[data-cv-combo]")) import("./combobox.js").then((module) => module.enhance(document));
if (has("[data-cv-keep], [data-cv-lost]") || Object.keys(sessionStorage).some((key) => key.startsWith("cv-keep:"))) {
  import("./keep.js").then((module) => module.start());
}
if (has("[data-cv-key], [data-cv-search]")) import("./keys.js").then((module) => module.start());
if (has("[data-cv-opens], dialog[data-cv-open]")) import("./dialog.js").then((module) => module.start());
if (has("[data-cv-menu]")) import("./theme.js").then((module) => module.start());

/* What htmx puts into the page gets the same behaviours. */
document.body.addEventListener("htmx:afterSwap", (event) => {
  const part = event.detail.elt;
  liftMessages(part);
  part.querySelector("[data-cv-focus]")?.focus();
  if (part.querySelector("[data-cv-combo]")) import("./combobox.js").then((module) => module.enhance(part));
  if (part.querySelector("[data-cv-opens]")) import("./dialog.js").then((module) => module.start());
});
