/* A line on the timeline is moved by its body and stretched by its edges; with the keyboard Alt+↑/↓ moves, Alt+Shift+↑/↓
   stretches. Five minutes a step. Times show while it moves; the server decides, and draws the day again.
   <li data-cv-move="address" data-version data-start data-end> (minutes after midnight), rows of 6.5 px. */
const STEP = 5, ROW = 6.5, EDGE = 9, WAIT = 700, DAY = 24 * 60;
let moving = null, timer = 0;

const clock = (minute) => `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, "0")}`;

function take(block, y, way) {
  const { cvMove: address, version, start, end } = block.dataset;
  return { block, address, version, y, way, from: Number(start), to: Number(end), start: Number(start), end: Number(end) };
}

/* minutes: how far from where it stood; the way says which end follows */
function shift(move, minutes) {
  const by = Math.round(minutes / STEP) * STEP;
  if (move.way === "move") {
    const kept = Math.min(Math.max(by, -move.from), DAY - 1 - move.to);
    [move.start, move.end] = [move.from + kept, move.to + kept];
  } else if (move.way === "start") move.start = Math.min(Math.max(move.from + by, 0), move.to - STEP);
  else move.end = Math.max(Math.min(move.to + by, DAY - 1), move.from + STEP);
  const first = Number([...move.block.classList].find((name) => name.startsWith("at-")).slice(3));
  move.block.style.gridRow = `${Math.max(1, first + (move.start - move.from) / STEP)} / span ${Math.max(1, (move.end - move.start) / STEP)}`;
  move.block.classList.add("moving");
  move.block.querySelector(".when").textContent = `${clock(move.start)}–${clock(move.end)}`;
}

function settle(move) {
  const { block } = move;
  block.classList.remove("moving");
  if (move.start === move.from && move.end === move.to) return void block.style.removeProperty("grid-row");
  const token = document.querySelector("input[name=csrfmiddlewaretoken]").value;
  const values = { version: move.version, starts_at: clock(move.start), ends_at: clock(move.end), csrfmiddlewaretoken: token };
  window.htmx.ajax("POST", move.address, { source: block, target: "#ngay", swap: "outerHTML", values });
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
    /* else htmx would carry the style over to the new block, which the content policy forbids */
    document.addEventListener("htmx:beforeSwap", () => {
      for (const block of document.querySelectorAll("[data-cv-move][style]")) block.removeAttribute("style");
    });
    started = true;
  }
  if (event?.type === "pointerover") return;
  if (event?.type === "keydown") onKey(event);
}
