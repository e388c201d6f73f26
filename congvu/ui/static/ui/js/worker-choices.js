/* The list of the combobox when the server cannot be reached, from the choices kept on the device. A part of /sw.js. */
const LENGTH = /\d\s*(?:g|h|p|ph|phut|phút|gio|giờ)(?![\p{L}])|\d[.,:]\d|n[uử]a bu[oổ]i/iu;
const MOST = 24;
const MARKS = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const plain = (text) => text.replace(/[&<>"]/g, (mark) => MARKS[mark]);
const fold = (text) => text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/g, "d");

function drawn({ value, title, note, mark, text }) {
  const badge = mark ? `<span class="badge">${plain(mark)}</span>` : "";
  return `<div role="option" id="ghi-${plain(value.replace(":", ""))}" aria-selected="false" data-value="${plain(value)}" data-text="${plain(text || title)}"><div><b>${plain(title)}</b><small>${plain(note)}</small></div>${badge}</div>`;
}

/* groups: [{label, choices}]; typed: the whole line. Words in any order, without marks too. */
function drawnChoices(groups, typed) {
  const complete = LENGTH.test(typed);
  /* "1g15", "x6", "8g-9g30" say how long and how much; a code such as "dc.02" begins with a letter and stays */
  const what = typed.split(/\s+/).filter((word) => word && !/^x?\d/i.test(word));
  const words = what.map(fold);
  const found = groups.map(({ label, choices }) => ({
    label,
    choices: choices.filter((one) => {
      const text = fold(`${one.note} ${one.title}`);
      return words.every((word) => text.includes(word));
    }).slice(0, MOST),
  }));
  if (what.length) {
    const off = { value: "off", title: `Ghi việc ngoài danh mục: “${what.join(" ")}”`, note: "Chỉ thời gian và minh chứng, không tính sản phẩm.", text: what.join(" ") };
    found.push({ label: "Việc khác", choices: [off] });
  }
  const echo = `<p class="combo-echo" role="presentation"${complete ? " data-cv-complete" : ""}><span>Đang mất mạng. Danh sách đã lưu trên máy này; thời gian và số lượng được đọc khi gửi.</span></p>`;
  return echo + found.filter((group) => group.choices.length).map(({ label, choices }) =>
    `<div role="group" aria-label="${plain(label)}"><p class="group" aria-hidden="true">${plain(label)}</p>${choices.map(drawn).join("")}</div>`).join("");
}
