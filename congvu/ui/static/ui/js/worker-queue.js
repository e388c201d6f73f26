/* Posts that must not be lost: stored, tried, sent again in order (ADR 0031). A part of /sw.js. */
const QUEUED = [/^\/hom-nay\/[\d-]+\/ghi$/, /^\/ca\/[\d-]+\/(ghi|thuong-le|xong|mo-lai)$/, /^\/ca\/lan\/\d+\/hoan-tac$/];
const UNREACHED = [502, 503, 504];
const PATIENCE = 30000, UPLOAD = 180000;
const flying = new Set();
const isQueued = (path) => QUEUED.some((one) => one.test(path));
const until = (fields) => AbortSignal.timeout?.(fields.some(([, value]) => value instanceof Blob) ? UPLOAD : PATIENCE);

/* The answer to a post: the server's, or "it is kept". */
async function post(event, path) {
  const { request } = event;
  const item = await stored(request.clone(), path).catch(() => null);
  if (!item) return fetch(request);
  const others = (await waiting()).filter((one) => one.who === item.who && one.key !== item.key);
  if (others.some((one) => !one.refusal && !flying.has(one.key))) {
    event.waitUntil(flush());
    return laid(request, path);
  }
  flying.add(item.key);
  const response = await fetch(request, request.mode === "navigate" ? {} : { signal: until(item.fields) }).catch(() => null);
  /* the session has ended, or the page's token is old: kept too, sent with a fresh one */
  const refused = request.mode !== "navigate" && [401, 403].includes(response?.status);
  const answered = response && !refused && !UNREACHED.includes(response.status);
  if (answered) await dropItem(item.key);
  flying.delete(item.key);
  return answered ? response : laid(request, path);
}

function laid(request, path) {
  self.registration.sync?.register(OUTBOX).catch(() => {});
  if (request.mode === "navigate") return Response.redirect(path.startsWith("/ca/") ? "/ca" : "/hom-nay", 303);
  return new Response(null, { status: 204, headers: { "HX-Trigger": "cv-queued" } });
}

/* Who is signed in now, with a fresh token; null when the server cannot be reached. */
async function present() {
  try {
    const response = await fetch(CV.pulse, { cache: "no-store", signal: AbortSignal.timeout?.(PATIENCE) });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

async function send(item, token) {
  const body = new FormData();
  const more = [["client_id", item.number], ["device_time", new Date(item.at).toISOString()]];
  for (const [name, value] of [...item.fields, ...more]) {
    if (value instanceof Blob) body.append(name, value, value.name);
    else body.append(name, value);
  }
  const headers = { "X-CSRFToken": token, "X-Cv-Queue": item.who };
  const asked = { method: "POST", body, headers, redirect: "manual", signal: until(item.fields) };
  const response = await fetch(item.path, asked).catch(() => null);
  if (!response?.status || [401, 403, 429].includes(response.status) || response.status >= 500) return "later";
  if (response.ok) {
    await dropItem(item.key);
    return "sent";
  }
  const answer = await response.json().catch(() => ({}));
  await keepItem({ ...item, refusal: answer.sentence || "Máy chủ không nhận mục này. Ghi lại, hoặc bỏ mục." });
  return "refused";
}

async function sendAll() {
  const told = { cv: "flushed", who: "", state: "done", sent: 0, refused: 0 };
  if (!(await waiting()).some((item) => !item.refusal && !flying.has(item.key))) return told;
  const me = await present();
  if (!me) told.state = "offline";
  else if (!me.who) told.state = "expired";
  else {
    told.who = me.who;
    for (const item of await waiting()) {
      if (item.who !== me.who || item.refusal || flying.has(item.key)) continue;
      const outcome = await send(item, me.token);
      if (outcome === "later") {
        told.state = "offline";
        break;
      }
      told[outcome] += 1;
    }
  }
  for (const client of await clients.matchAll({ type: "window" })) client.postMessage(told);
  return told;
}

/* one round at a time: nothing is sent twice beside itself */
let turn = Promise.resolve();
const flush = () => (turn = turn.then(sendAll, sendAll));
