/* The strip and the lines that have not been sent, drawn at the top of the page. */
import { hint, unhint } from "./outbox-hints.js";
import { fill, isFillable } from "./outbox-fill.js";

const clock = (at) => `${new Date(at).getHours()}:${String(new Date(at).getMinutes()).padStart(2, "0")}`;

function made(name, className, ...inside) {
  const node = document.createElement(name);
  if (className) node.className = className;
  node.append(...inside);
  return node;
}

function button(text, act) {
  const node = made("button", "button small", text);
  node.type = "button";
  node.addEventListener("click", () => act(node));
  return node;
}

function sentences({ mine, state, behind }) {
  const waits = mine.filter((item) => !item.refusal).length, refused = mine.length - waits;
  const cached = document.body.dataset.cvCached;
  const said = [];
  if (waits && state === "expired") said.push(`Phiên đã hết. ${waits} mục đã lưu trên máy này, sẽ tự gửi khi đăng nhập lại.`);
  else if (waits && state === "offline") said.push(`Đang mất mạng. ${waits} mục đã lưu trên máy này, sẽ tự gửi khi có mạng.`);
  else if (waits) said.push(`Đang gửi ${waits} mục đã lưu trên máy này.`);
  else if (cached && state === "offline") said.push("Đang mất mạng. Mục ghi thêm được lưu trên máy này, sẽ tự gửi khi có mạng.");
  if (cached) said.push(`Bản lúc ${cached}.`);
  if (refused) said.push(`${refused} mục chưa nhận được: sửa hoặc bỏ từng mục.`);
  if (behind) said.push("Tải lại trang để thấy mục vừa gửi.");
  return said.join(" ");
}

function line(item, drop) {
  const words = made("div", "", made("b", "", hint(item)));
  const mark = made("span", item.refusal ? "badge seal" : "badge amber", item.refusal ? "Chưa nhận" : "Chưa gửi");
  words.append(made("small", "num", mark, ` Ghi trên máy ${clock(item.at)}`));
  if (item.refusal) words.append(made("p", "", item.refusal));
  const row = made("li", "", words);
  if (!item.refusal) return row;
  const acts = made("div", "actions");
  if (isFillable(item)) acts.append(button("Sửa", () => fill(item)));
  /* what was typed is thrown away by its writer alone, and not by one slip */
  acts.append(button("Bỏ", (node) => {
    if (node.dataset.sure) return void drop(item.key);
    node.dataset.sure = "1";
    node.textContent = "Bỏ hẳn mục này";
  }));
  row.append(acts);
  return row;
}

/* shown: {mine, state, behind, drop(key)} */
export function draw(shown) {
  document.querySelector("[data-cv-outbox]")?.remove();
  unhint();
  const text = sentences(shown);
  if (!text) return;
  const strip = made("div", "notice amber", made("div", "", text));
  strip.setAttribute("role", "status");
  if (shown.state === "expired") {
    const door = made("a", "button small", "Đăng nhập");
    door.href = `/dang-nhap?next=${encodeURIComponent(location.pathname)}`;
    strip.append(door);
  }
  const box = made("section", "outbox", strip);
  box.dataset.cvOutbox = "";
  box.setAttribute("aria-label", "Chưa gửi");
  if (shown.mine.length) box.append(made("ol", "", ...shown.mine.map((item) => line(item, shown.drop))));
  document.getElementById("noi-dung").prepend(box);
}
