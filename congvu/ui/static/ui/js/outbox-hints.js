/* How an item that waits is called, and how the page shows that it was already done: a taken suggestion is gone, a ticked
   row is ticked, a counter has counted. */
const WHOLE = { "thuong-le": "Tất cả như thường lệ", xong: "Xong ca", "mo-lai": "Mở lại ca", "hoan-tac": "Hoàn tác" };
const KINDS = { OTHER: "Việc khác", ODD: "Báo việc bất thường", STOP: "Kết thúc chuyến" };
let undo = [];

const value = (item, name) => item.fields.find(([given, text]) => given === name && typeof text === "string" && text)?.[1] ?? "";

function form(item) {
  if (!value(item, "item")) return null;
  const says = (one, name) => one.querySelector(`[name=${name}]`)?.value ?? "";
  return [...document.querySelectorAll("#ca form")].find((one) =>
    ["item", "kind", "amount"].every((name) => says(one, name) === value(item, name))) ?? null;
}

function alter(node, name, text) {
  const before = node.getAttribute(name);
  node.setAttribute(name, text);
  undo.push(() => (before === null ? node.removeAttribute(name) : node.setAttribute(name, before)));
}

function taken(item) {
  for (const field of document.querySelectorAll("#ngay input[name=proposal]")) {
    if (field.value === value(item, "proposal")) alter(field.closest("li"), "hidden", "");
  }
}

function touched(item, own) {
  const button = own.querySelector("button");
  if (value(item, "kind") === "TICK") {
    alter(button, "aria-pressed", "true");
    alter(button, "disabled", "");
    alter(own.closest("li"), "class", `${own.closest("li").className} done`);
  }
  const count = own.parentElement.querySelector("output")?.firstChild;
  if (value(item, "kind") !== "COUNT" || !count) return;
  const before = count.data;
  count.data = String(Number(before.replace(/\D/g, "")) + Number(value(item, "amount")));
  undo.unshift(() => { count.data = before; });
}

/* The words for an item; while it waits its page shows what it did. */
export function hint(item) {
  const own = form(item);
  if (!item.refusal && value(item, "proposal")) taken(item);
  if (!item.refusal && own) touched(item, own);
  const row = own?.closest("li, section")?.querySelector("b, h2")?.textContent;
  const typed = value(item, "title") || value(item, "text") || value(item, "choice");
  const length = value(item, "duration");
  if (item.path.startsWith("/hom-nay")) return [typed || "Một việc", length].filter(Boolean).join(", ");
  return [row || WHOLE[item.path.split("/").pop()] || KINDS[value(item, "kind")] || "Một lần ghi", typed].filter(Boolean).join(": ");
}

export function unhint() {
  for (const back of undo) back();
  undo = [];
}
