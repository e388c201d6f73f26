/* Combobox after the APG pattern "list autocomplete". Two sources: a <select data-cv-combo> (filtered here) or an
   <input data-cv-combo="list-id"> whose list the server fills by htmx. Only Enter or a click records; leaving does not. */
import { buildFromSelect } from "./combobox-select.js";
import { connectToServer } from "./combobox-server.js";

class Combobox {
  /* input: the text field; list: role=listbox; choose(option): what recording means; refill(query) draws the options. */
  constructor(input, list, { choose, refill }) {
    Object.assign(this, { input, list, choose, refill, composing: false });
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id], ["autocomplete", "off"]]) {
      input.setAttribute(name, value);
    }
    input.addEventListener("compositionstart", () => { this.composing = true; });
    input.addEventListener("compositionend", () => { this.composing = false; this.typed(); });
    input.addEventListener("input", (event) => { if (!event.isComposing) this.typed(); });
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("click", () => this.typed());
    input.addEventListener("blur", () => window.setTimeout(() => this.close(), 120));
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.pick(option);
    });
  }

  get options() {
    return [...this.list.querySelectorAll("[role=option]")];
  }

  get active() {
    return this.list.querySelector("[aria-selected=true]");
  }

  typed() {
    this.refill(this.input.value);
    this.open();
  }

  open() {
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.highlight(this.options[0]);
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  highlight(option) {
    this.active?.setAttribute("aria-selected", "false");
    if (!option) {
      this.input.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    this.input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  move(step) {
    const all = this.options;
    if (this.list.hidden) this.typed();
    else this.highlight(all[(all.indexOf(this.active) + step + all.length) % all.length]);
  }

  pick(option) {
    this.choose(option);
    this.close();
  }

  key(event) {
    if (event.isComposing || this.composing || event.keyCode === 229) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      this.move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && !event.ctrlKey && !this.list.hidden && (this.isStale || this.active)) {
      event.preventDefault();
      if (this.isStale) this.isWanted = true; /* the list of what stands in the box is on its way */
      else this.pick(this.active);
    } else if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    }
  }
}

export function enhance(root) {
  for (const select of root.querySelectorAll("select[data-cv-combo]:not([data-cv-ready])")) buildFromSelect(select, Combobox);
  for (const input of root.querySelectorAll("input[data-cv-combo]:not([data-cv-ready])")) {
    input.dataset.cvReady = "";
    connectToServer(input, Combobox);
  }
}
