/* The service worker (ADR 0031): the shell, the person's own pages to read without a network, the outbox.
   /sw.js sets CV = {version, shell, statics, pages, doors, offline, search, choices, pulse} and loads the parts. */
const SHELL = `cv-shell-${CV.version}`;
const OWN = "cv-own";
const DAY = 24 * 3600 * 1000;

addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll(CV.shell)).then(() => self.skipWaiting()));
});

addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("cv-shell-") && name !== SHELL;
  event.waitUntil(caches.keys()
    .then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))))
    .then(() => clients.claim()));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.method === "POST") {
    /* machines are shared: whoever comes or goes, nothing of the last person stays to be read */
    if (CV.doors.includes(pathname)) event.waitUntil(caches.delete(OWN));
    else if (isQueued(pathname)) event.respondWith(post(event, pathname));
  } else if (request.method !== "GET") return;
  else if (pathname.startsWith(CV.statics)) event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
  else if (request.mode === "navigate") event.respondWith(visit(event, pathname));
  else if (pathname === CV.search) event.respondWith(fetch(request).catch(() => choose(new URL(request.url))));
});

addEventListener("sync", (event) => {
  if (event.tag !== OUTBOX) return;
  event.waitUntil(flush().then(({ state }) => { if (state === "offline") throw new Error("later"); }));
});

addEventListener("message", (event) => {
  const { cv, who, key } = event.data;
  event.waitUntil((async () => {
    if (cv === "drop") await dropItem(key);
    const items = (await waiting()).filter((item) => item.who === who && !flying.has(item.key));
    event.source.postMessage({ cv: "mine", items });
    if (cv === "hello") await flush();
  })());
});

async function visit(event, path) {
  try {
    const response = await fetch(event.request);
    if (CV.pages.includes(path) && response.ok && !new URL(event.request.url).search) {
      event.waitUntil(keepPage(path, response.clone()).catch(() => {}));
    }
    return response;
  } catch {
    return (await keptPage(path)) ?? (await caches.match(CV.offline)) ?? Response.error();
  }
}

async function keepPage(path, response) {
  const text = await response.text();
  const who = /<body[^>]* data-cv-who="(\d+)"/.exec(text)?.[1];
  if (!who) return;
  const owner = await caches.match("/who", { cacheName: OWN }).then((kept) => kept?.text());
  if (owner !== who) await caches.delete(OWN);
  const own = await caches.open(OWN);
  await own.put("/who", new Response(who));
  const policy = response.headers.get("content-security-policy") ?? "default-src 'none'";
  const headers = { "content-type": "text/html; charset=utf-8", "content-security-policy": policy, "x-cv-at": String(Date.now()) };
  await own.put(path, new Response(text, { headers }));
  const choices = await fetch(CV.choices).catch(() => null);
  if (choices?.ok && !choices.redirected) await own.put(CV.choices, choices);
}

/* The page as it was, with its time, every form under a number of its own. "/" leads to the one last seen. */
async function keptPage(path) {
  const own = await caches.open(OWN);
  const wanted = path === "/" ? CV.pages : CV.pages.filter((page) => page === path);
  const kept = (await Promise.all(wanted.map((page) => own.match(page)))).filter(Boolean);
  const when = (response) => Number(response.headers.get("x-cv-at"));
  const page = kept.sort((one, other) => when(other) - when(one))[0];
  if (!page || Date.now() - when(page) > DAY) return null;
  const at = new Date(when(page));
  const today = at.toDateString() === new Date().toDateString();
  const text = `${at.getHours()}:${String(at.getMinutes()).padStart(2, "0")}${today ? "" : ` ngày ${at.getDate()}/${at.getMonth() + 1}`}`;
  const body = (await page.text()).replace("<body", `<body data-cv-cached="${text}"`)
    .replace(/(name="client_id" value=")[^"]*/g, (_, before) => before + crypto.randomUUID());
  return new Response(body, { headers: page.headers });
}

async function choose(url) {
  const kept = await caches.match(CV.choices, { cacheName: OWN });
  const { groups } = kept ? await kept.json() : { groups: [] };
  return new Response(drawnChoices(groups, url.searchParams.get("text") ?? ""), { headers: { "content-type": "text/html; charset=utf-8" } });
}
