/* A line on the timeline is moved by its body and stretched by its edges; with the keyboard Alt+↑/↓ moves, Alt+Shift+↑/↓
   stretches. Five minutes a step. Times show while it moves; the server decides, and draws the day again.
   <li data-cv-move hx-post="address" hx-trigger="cv-moved" data-version data-start data-end> (minutes after midnight),
   rows of 6.5 px. */
const STEP = 5, ROW = 6.5, EDGE = 9, WAIT = 700, DAY = 24 * 60;
let moving = null, timer = 0;

const clock = (minute) => `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, "0")}`;

function take(block, y, way) {
  const { version, start, end } = block.dataset;
  const at = { row: row(block, "at-"), rows: row(block, "for-") };
  return { block, version, y, way, ...at, from: Number(start), to: Number(end), start: Number(start), end: Number(end) };
}

const MOST = 216;
const row = (block, name) => Number([...block.classList].find((one) => one.startsWith(name)).slice(name.length));

/* by classes, as the server places it: the content policy lets nobody write styles */
function stand(block, first, rows) {
  for (const one of [...block.classList]) if (/^(at|for)-[0-9]+$/.test(one)) block.classList.remove(one);
  block.classList.add(`at-${Math.min(Math.max(1, first), MOST)}`, `for-${Math.min(Math.max(1, rows), MOST)}`);
}

/* minutes: how far from where it stood; the way says which end follows */
function shift(move, minutes) {
  const by = Math.round(minutes / STEP) * STEP;
  if (move.way === "move") {
    const kept = Math.min(Math.max(by, -move.from), DAY - 1 - move.to);
    [move.start, move.end] = [move.from + kept, move.to + kept];
  } else if (move.way === "start") move.start = Math.min(Math.max(move.from + by, 0), move.to - STEP);
  else move.end = Math.max(Math.min(move.to + by, DAY - 1), move.from + STEP);
  stand(move.block, move.row + (move.start - move.from) / STEP, (move.end - move.start) / STEP);
  move.block.classList.add("moving");
  move.block.querySelector(".when").textContent = `${clock(move.start)}–${clock(move.end)}`;
}

function settle(move) {
  const { block } = move;
  block.classList.remove("moving");
  if (move.start === move.from && move.end === move.to) return void stand(block, move.row, move.rows);
  const token = document.querySelector("input[name=csrfmiddlewaretoken]").value;
  const values = { version: move.version, starts_at: clock(move.start), ends_at: clock(move.end), csrfmiddlewaretoken: token };
  block.addEventListener("htmx:configRequest", (event) => Object.assign(event.detail.parameters, values), { once: true });
  block.dispatchEvent(new CustomEvent("cv-moved"));
}

function onDown(event) {
  const block = event.target.closest("[data-cv-move]");
  if (!block || event.button !== 0 || event.target.closest("a, button") || event.pointerType === "touch") return;
  const box = block.getBoundingClientRect();
  const way = event.clientY - box.top < EDGE ? "start" : box.bottom - event.clientY < EDGE ? "end" : "move";
  moving = take(block, event.clientY, way);
  block.setPointerCapture(event.pointerId);
  event.preventDefault();
}

function onMove(event) {
  if (moving) shift(moving, ((event.clientY - moving.y) / ROW) * STEP);
}

function onUp() {
  if (moving) settle(moving);
  moving = null;
}

function onKey(event) {
  const sign = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const block = event.target.closest?.("[data-cv-move]");
  if (event.key === "Escape" && moving) { shift(moving, 0); settle(moving); moving = null; return; }
  if (!sign || !event.altKey || !block) return;
  event.preventDefault();
  const way = event.shiftKey ? "end" : "move";
  if (moving?.block !== block || moving.way !== way) moving = { ...take(block, 0, way), steps: 0 };
  moving.steps += sign;
  shift(moving, moving.steps * STEP);
  window.clearTimeout(timer);
  timer = window.setTimeout(onUp, WAIT);
}

let started = false;

export function start(event) {
  if (!started) {
    for (const [name, act] of [["pointerdown", onDown], ["pointermove", onMove], ["pointerup", onUp], ["pointercancel", onUp], ["keydown", onKey]]) {
      document.addEventListener(name, act);
    }
    started = true;
  }
  if (event?.type === "pointerover") return;
  if (event?.type === "keydown") onKey(event);
}
