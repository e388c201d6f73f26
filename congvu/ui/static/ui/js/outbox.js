/* What waits on this device, told to its writer (ADR 0031). The worker holds and sends; it tells {cv: "mine", items}
   and {cv: "flushed", who, state, sent, refused}; state is "done", "offline" or "expired". */
import { draw } from "./outbox-view.js";
import { fill } from "./outbox-fill.js";
import { showToast } from "./toast.js";

const AGAIN = 30000;
const who = document.body.dataset.cvWho ?? "";
let mine = [], behind = false;
let state = document.body.dataset.cvCached || !navigator.onLine ? "offline" : "done";

const ask = (message) => navigator.serviceWorker.controller?.postMessage({ who, ...message });
const hello = () => ask({ cv: "hello" });
const show = () => draw({ mine, state, behind, drop: (key) => ask({ cv: "drop", key }) });

/* The part of the page that a sent item changes is drawn again, unless something stands typed in it. */
async function refresh() {
  const part = document.querySelector("#ngay, #ca");
  if (!part || !window.htmx) return;
  const boxes = [...part.querySelectorAll("input:not([type=hidden], [type=radio], [type=checkbox]), textarea")];
  behind = boxes.some((box) => box.value !== box.defaultValue);
  if (behind) return;
  const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
  const asked = { target: `#${part.id}`, select: `#${part.id}`, swap: "outerHTML" };
  await window.htmx.ajax("GET", location.pathname + location.search, asked).catch(() => {});
  if (part.isConnected) return;
  delete document.body.dataset.cvCached;
  if (focused) document.getElementById(focused)?.focus();
}

export async function told(data) {
  if (data.cv === "mine") mine = data.items;
  else {
    state = data.who && data.who !== who ? "done" : data.state;
    if (data.who === who && data.sent) {
      showToast(`Đã có mạng, đã gửi ${data.sent} mục chờ.`);
      await refresh();
    }
    ask({ cv: "list" });
  }
  show();
}

/* A post was kept by the worker: the form is free for the next one. */
export function queued({ target }) {
  if (target.closest?.("form")?.id === "ghi") fill(null);
  showToast("Đã lưu trên máy này, sẽ tự gửi khi có mạng.");
  for (const field of document.querySelectorAll("input[name=client_id]")) field.value = crypto.randomUUID();
  hello();
}

window.addEventListener("online", async () => {
  state = "done";
  hello();
  if (document.body.dataset.cvCached) await refresh();
  show();
});
window.addEventListener("offline", () => { state = "offline"; show(); });
window.setInterval(() => { if (mine.some((item) => !item.refusal)) hello(); }, AGAIN);
document.body.addEventListener("htmx:afterSwap", () => { show(); ask({ cv: "list" }); });
show();
