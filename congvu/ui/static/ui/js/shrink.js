/* Photos are redrawn before they leave the device: at most 1600 pixels, and without place, device or time (ADR 0031).
   What cannot be redrawn is sent as it is; the server takes its metadata off. */
const LONGEST = 1600, QUALITY = 0.82;
const KINDS = ["image/jpeg", "image/png", "image/webp"];
const busy = new Map();

async function redrawn(file) {
  if (!KINDS.includes(file.type)) return file;
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff"; /* JPEG knows no transparency */
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const bytes = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  return bytes ? new File([bytes], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }) : file;
}

async function shrink(input) {
  const chosen = [...input.files];
  if (!chosen.some((file) => KINDS.includes(file.type))) return;
  const kept = new DataTransfer();
  for (const file of chosen) kept.items.add(await redrawn(file).catch(() => file));
  input.files = kept.files;
}

/* a form sent in the meantime waits for its picture */
function onSubmit(event) {
  const work = busy.get(event.target);
  if (!work) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  work.then(() => event.target.requestSubmit(event.submitter));
}

function onChange({ target }) {
  if (!target.matches?.("input[type=file]") || !target.form) return;
  const work = shrink(target).finally(() => busy.delete(target.form));
  busy.set(target.form, work);
}

let started = false;

export function start(event) {
  if (!started) {
    document.addEventListener("change", onChange);
    document.addEventListener("submit", onSubmit, true);
    started = true;
    onChange(event);
  }
}
