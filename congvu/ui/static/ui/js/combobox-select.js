/* Turns a <select data-cv-combo> into a combobox. The select stays in the form, hidden, and keeps name and value.
   Options may carry data-code, data-note (small line) and data-mark (badge at the end); <optgroup> makes groups. */
const LIMIT = 40;

/* Vietnamese text without marks: "Đấu thầu" answers to "dau thau". */
export function fold(text) {
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

export function buildFromSelect(select, Combobox) {
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
