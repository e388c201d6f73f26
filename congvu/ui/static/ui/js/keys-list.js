/* The list of shortcuts that work on this page, opened with "?". Drawn from what the page holds, so it names nothing else. */
const here = (selector) => document.querySelector(selector) !== null;
const SIGNS = { Slash: "/" };
const sign = (code) => SIGNS[code] ?? code.replace(/^(Key|Digit)/, "");

function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function called(node) {
  return node.getAttribute("aria-label") ?? [...node.childNodes].filter((one) => one.nodeName !== "KBD").map((one) => one.textContent).join("").trim();
}

function own() {
  const first = new Map();
  for (const node of document.querySelectorAll("[data-cv-key]")) {
    if (node.offsetParent !== null && !first.has(node.dataset.cvKey)) first.set(node.dataset.cvKey, called(node));
  }
  return [...first].map(([code, name]) => [[sign(code)], name]);
}

function rows(place) {
  const open = (code) => place(code)?.querySelector("span")?.textContent;
  return [
    ...(here("[data-cv-edit]") ? [[["E"], "Sửa dòng đang chọn"], [["Ctrl", "D"], "Chép dòng đang chọn, không chép giờ"]] : []),
    ...own(),
    ...["KeyH", "KeyV", "KeyD"].filter(open).map((code) => [["G", sign(code)], `Mở ${open(code)}`]),
    ...(here("[data-cv-search]") ? [[["Ctrl", "K"], "Tìm"]] : []),
    [["Ctrl", "Enter"], "Việc chính của biểu mẫu"],
    [["Esc"], "Đóng"],
    [["?"], "Bảng phím tắt này"],
  ];
}

export function open(place) {
  const list = element("dl", { class: "facts keys" });
  for (const [keys, text] of rows(place)) {
    const signs = keys.flatMap((key, at) => [at ? " " : "", element("kbd", {}, key)]);
    list.append(element("dt", {}, ...signs), element("dd", {}, text));
  }
  const account = document.querySelector("a.menu-item")?.getAttribute("href");
  const off = account ? [element("p", {}, "Tắt phím một chữ ở ", element("a", { href: account }, "Tài khoản của tôi"), ".")] : [];
  const close = element("button", { type: "button", class: "button", autofocus: "" }, "Đóng");
  const dialog = element("dialog", { class: "dialog", "aria-labelledby": "phim-tat-ten" },
    element("div", {}, element("h2", { id: "phim-tat-ten" }, "Phím tắt ở trang này"), list, ...off, close));
  close.addEventListener("click", () => dialog.close());
  const before = document.activeElement;
  dialog.addEventListener("close", () => { dialog.remove(); before?.focus?.(); });
  document.body.append(dialog);
  dialog.showModal();
}
