/* Combobox after the APG pattern "list autocomplete". Two sources: a <select data-cv-combo> (filtered here) or an
   <input data-cv-combo="list-id"> whose list the server fills by htmx. Only Enter or a click records; leaving does not.
   Both in one file: a second request costs a cold page more than these lines. */
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

/* Turns a <select data-cv-combo> into a combobox. The select stays in the form, hidden, and keeps name and value.
   Options may carry data-code, data-note (small line) and data-mark (badge at the end); <optgroup> makes groups. */
const LIMIT = 40;

/* Vietnamese text without marks: "Đấu thầu" answers to "dau thau". */
function fold(text) {
  return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();
}

const marked = (text) => /[\u0300-\u036fđĐ]/.test(text.normalize("NFD"));

/* Words in any order, each the beginning of a word or of a code's part; typed without marks found without, with marks exactly. */
export function finder(texts) {
  const plain = texts.map((text) => " " + fold(text));
  const exact = texts.map((text) => " " + text.normalize("NFC").toLowerCase());
  return (query, limit) => {
    const words = query.normalize("NFC").toLowerCase().trim().split(/\s+/).filter(Boolean);
    const tests = words.map((word) => [marked(word) ? exact : plain, [" ", "-", ".", "("].map((before) => before + word)]);
    const found = [];
    for (let i = 0; i < texts.length && found.length < limit; i += 1) {
      if (tests.every(([all, starts]) => starts.some((start) => all[i].includes(start)))) found.push(i);
    }
    return found;
  };
}

function entries(select) {
  return [...select.options].filter((option) => option.value).map((option) => ({
    option,
    label: option.label,
    group: option.parentElement.tagName === "OPTGROUP" ? option.parentElement.label : "",
    text: [option.dataset.code, option.label, option.dataset.note].filter(Boolean).join(" "),
  }));
}

function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children.filter(Boolean));
  return made;
}

function draw(list, found, all) {
  const groups = new Map();
  for (const entry of found) groups.set(entry.group, [...(groups.get(entry.group) ?? []), entry]);
  const parts = [...groups].map(([name, members]) => {
    const rows = members.map(({ option, label }) => {
      const note = [option.dataset.code, option.dataset.note].filter(Boolean).join(" · ");
      const words = element("div", {}, element("b", {}, label), note ? element("small", {}, note) : null);
      const mark = option.dataset.mark ? element("span", { class: "badge" }, option.dataset.mark) : null;
      return element("div", { role: "option", id: `${list.id}-${option.index}`, "aria-selected": "false", "data-index": option.index }, words, mark);
    });
    if (!name) return rows;
    return [element("div", { role: "group", "aria-label": name }, element("p", { class: "group", "aria-hidden": "true" }, name), ...rows)];
  });
  list.replaceChildren(...parts.flat());
  if (!found.length) list.append(element("div", { role: "option", "aria-disabled": "true", class: "combo-note" }, "Không có mục nào khớp. Thử bớt một từ."));
  else if (found.length === LIMIT && all > LIMIT) list.append(element("p", { class: "combo-note", role: "presentation" }, `Còn nữa. Gõ thêm để thu hẹp ${all.toLocaleString("vi-VN")} mục.`));
}

function buildFromSelect(select) {
  select.dataset.cvReady = "";
  const all = entries(select);
  const find = finder(all.map((entry) => entry.text));
  const list = element("div", { id: `${select.id}-danh-sach`, role: "listbox", class: "combo-list floating", hidden: "" });
  list.setAttribute("aria-label", select.labels[0]?.textContent.trim() ?? "Kết quả");
  const input = element("input", { type: "text", class: "input", placeholder: select.dataset.cvPlaceholder ?? "Gõ để tìm" });
  for (const name of ["aria-describedby", "aria-invalid", "required"]) {
    if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
  }
  if (select.dataset.cvKey) input.dataset.cvKey = select.dataset.cvKey;
  const chosen = () => (select.value ? select.selectedOptions[0].label : "");
  input.value = chosen();
  const label = select.labels[0];
  select.before(element("div", { class: "combo" }, input, list));
  input.id = `${select.id}-tim`;
  if (label) label.htmlFor = input.id;
  select.removeAttribute("required");
  select.hidden = true;

  const box = new Combobox(input, list, {
    refill: (query) => {
      const settled = query === chosen();
      draw(list, find(settled ? "" : query, LIMIT).map((i) => all[i]), all.length);
      if (!settled && select.value) { select.value = ""; select.dispatchEvent(new Event("change", { bubbles: true })); }
    },
    choose: (option) => {
      if (!option.dataset.index) return;
      select.selectedIndex = Number(option.dataset.index);
      input.value = chosen();
      select.dispatchEvent(new Event("change", { bubbles: true }));
    },
  });
  select.addEventListener("change", () => { if (document.activeElement !== input) input.value = chosen(); });
  return box;
}

/* An <input data-cv-combo="list-id" data-cv-value="hidden-id"> whose list of options the server fills by htmx.
   An option carries data-value (for the hidden field) and data-text (for the input). */
/* Beside the list the server may say that the typed line is complete (data-cv-complete): then choosing sends the form as it
   was typed. Else the option's text takes the place of what was typed and the length is asked (data-cv-next). */
function connectToServer(input) {
  const list = document.getElementById(input.dataset.cvCombo);
  const [hidden, mark, next] = ["cvValue", "cvSettled", "cvNext"].map((name) => document.getElementById(input.dataset[name]));
  let settled = hidden?.value ? input.value : null;
  const box = new Combobox(input, list, {
    /* a click into the field is no change: what was chosen stays chosen until the text differs */
    refill: (query) => {
      if (query === settled) return;
      if (hidden) hidden.value = "";
      if (mark) mark.value = "";
    },
    choose: (option) => {
      if (option.getAttribute("aria-disabled") === "true") return;
      if (hidden) hidden.value = option.dataset.value;
      if (list.querySelector("[data-cv-complete]")) return void input.form.requestSubmit();
      const count = list.querySelector("[data-quantity]")?.dataset.quantity;
      settled = option.dataset.text ?? option.textContent.trim();
      input.value = settled;
      if (mark) mark.value = "1";
      if (count && input.form.elements.quantity) input.form.elements.quantity.value = count;
      next?.focus();
      input.dispatchEvent(new CustomEvent("cv-chosen", { bubbles: true, detail: { ...option.dataset } }));
    },
  });
  input.addEventListener("input", () => { box.isStale = true; box.isWanted = false; });
  list.addEventListener("htmx:afterSwap", () => {
    box.isStale = false;
    if (document.activeElement !== input) return;
    box.open();
    if (box.isWanted && box.active) box.pick(box.active);
    box.isWanted = false;
  });
  return box;
}

export function enhance(root) {
  for (const select of root.querySelectorAll("select[data-cv-combo]:not([data-cv-ready])")) buildFromSelect(select);
  for (const input of root.querySelectorAll("input[data-cv-combo]:not([data-cv-ready])")) {
    input.dataset.cvReady = "";
    connectToServer(input);
  }
}
