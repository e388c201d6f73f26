/* What waits on this device (ADR 0031): one IndexedDB store of posts that have no answer yet, or were refused.
   An item: {key, who, path, at (ms of the device), fields: [[name, text or File]], refusal}. A part of /sw.js. */
const OUTBOX = "cv-outbox";

function database() {
  return new Promise((done, fail) => {
    const asked = indexedDB.open(OUTBOX, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("items", { keyPath: "key" });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });
}

async function inStore(mode, act) {
  const opened = await database();
  try {
    return await new Promise((done, fail) => {
      const deal = opened.transaction("items", mode, { durability: "strict" });
      const asked = act(deal.objectStore("items"));
      deal.oncomplete = () => done(asked.result);
      deal.onabort = () => fail(deal.error);
    });
  } finally {
    opened.close();
  }
}

async function waiting() {
  const found = await inStore("readonly", (store) => store.getAll());
  return found.sort((one, other) => one.at - other.at);
}

const keepItem = (item) => inStore("readwrite", (store) => store.put(item));
const dropItem = (key) => inStore("readwrite", (store) => store.delete(key));

/* without the number that makes it the same post twice, and the token that is fresh each time */
const said = (fields) => JSON.stringify(fields.map(([name, value]) => [name, value instanceof Blob ? value.size : value]));

/* A post as an item, already stored; null for a form that does not say whose it is. */
async function stored(request, path) {
  const all = [...await request.formData()].filter(([, value]) => !(value instanceof Blob) || value.size);
  const fields = all.filter(([name]) => !["csrfmiddlewaretoken", "client_id", "who"].includes(name));
  const [who, first] = ["who", "client_id"].map((wanted) => all.find(([name]) => name === wanted)?.[1]);
  if (!who || !first) return null;
  const before = (await waiting()).find((item) => item.key === `${who}:${first}`);
  /* another text under a number that waits already: a page drawn before; it gets a number of its own */
  const number = before && !before.refusal && said(before.fields) !== said(fields) ? crypto.randomUUID() : first;
  const item = { key: `${who}:${number}`, who, number, path, fields, at: Date.now(), refusal: "" };
  await keepItem(item);
  return item;
}
