/* The account menu: closes on Escape or a click elsewhere; the theme changes at once, the server remembers it. */
function closeMenus(except) {
  for (const menu of document.querySelectorAll("[data-cv-menu][open]")) if (menu !== except) menu.open = false;
}

function paint(theme) {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

async function choose(event) {
  const button = event.submitter;
  if (!button) return;
  event.preventDefault();
  event.stopPropagation();
  paint(button.value);
  for (const other of event.target.querySelectorAll("button[name=theme]")) {
    other.setAttribute("aria-pressed", String(other === button));
  }
  const body = new URLSearchParams(new FormData(event.target));
  body.set("theme", button.value);
  const answer = await fetch(event.target.action, { method: "POST", body }).catch(() => null);
  if (!answer?.ok) location.reload();
}

let started = false;

export function start() {
  if (started) return;
  started = true;
  for (const form of document.querySelectorAll("[data-cv-theme]")) form.addEventListener("submit", choose, true);
  document.addEventListener("click", (event) => closeMenus(event.target.closest("[data-cv-menu]")));
  document.addEventListener("keydown", (event) => {
    const menu = document.querySelector("[data-cv-menu][open]");
    if (event.key !== "Escape" || !menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}
