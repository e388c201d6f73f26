/* A long list of boxes to tick gets a box to search in: names in any order of words, without marks too. ↓ goes into the
   list, ↑ back, Enter ticks the first one found. Without script the whole list stands there and posts the same. */
import { finder } from "./combobox-select.js";

function build(group) {
  group.dataset.cvReady = "";
  const rows = [...group.querySelectorAll("label.check")];
  const boxes = rows.map((row) => row.querySelector("input"));
  const find = finder(rows.map((row) => row.textContent.trim()));
  const name = `${group.querySelector("legend").firstChild.textContent.trim()}: gõ tên để tìm`;
  const search = document.createElement("input");
  Object.assign(search, { type: "search", className: "input", placeholder: "Gõ tên để tìm", autocomplete: "off" });
  search.setAttribute("aria-label", name);
  const said = document.createElement("p");
  said.className = "hint";
  said.setAttribute("role", "status");
  const shown = () => boxes.filter((box) => !box.closest("label").hidden);

  function tell() {
    const found = search.value.trim() ? `Tìm thấy ${shown().length}. ` : "";
    said.textContent = `${found}Đã chọn ${boxes.filter((box) => box.checked).length} trong ${boxes.length} người.`;
  }

  function filter() {
    const wanted = new Set(find(search.value, rows.length));
    for (const [at, row] of rows.entries()) row.hidden = !wanted.has(at);
    tell();
  }

  function onSearchKey(event) {
    if (event.isComposing || event.keyCode === 229) return;
    const [first] = shown();
    if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault(); /* searching is no sending */
      if (first && search.value.trim()) { first.click(); search.select(); }
    } else if (event.key === "ArrowDown" && first) {
      event.preventDefault();
      first.focus();
    } else if (event.key === "Escape" && search.value) {
      event.preventDefault();
      search.value = "";
      filter();
    }
  }

  function onListKey(event) {
    const all = shown(), at = all.indexOf(event.target);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (at < 0 || !step) return;
    event.preventDefault();
    (all[at + step] ?? (step < 0 ? search : all[at])).focus();
  }

  search.addEventListener("input", filter);
  search.addEventListener("keydown", onSearchKey);
  group.addEventListener("keydown", onListKey);
  group.addEventListener("change", tell);
  rows[0].before(search, said);
  tell();
}

export function enhance(root) {
  const groups = [...root.querySelectorAll("[data-cv-pick]")].map((box) => box.closest("fieldset"));
  for (const group of new Set(groups)) if (!("cvReady" in group.dataset)) build(group);
}
