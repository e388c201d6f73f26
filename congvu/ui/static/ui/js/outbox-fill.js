/* The quick form filled with what the server refused, to correct it under the same number; or emptied for the next line. */
const MAIN = ["text", "duration", "what", "settled"];
const form = () => document.getElementById("ghi");

export const isFillable = (item) => item.path.startsWith("/hom-nay/");

function empty(into) {
  for (const field of [...into.elements]) {
    if (field.dataset.cvBrought) field.remove();
    else if (["text", "textarea", "file"].includes(field.type) || MAIN.includes(field.name)) field.value = "";
    else if (field.tagName === "SELECT") field.selectedIndex = Math.max(0, [...field.options].findIndex((one) => one.defaultSelected));
  }
}

function put(into, name, value) {
  let field = into.querySelector(`[name="${CSS.escape(name)}"]:not([type=radio])`);
  if (!field) {
    field = document.createElement("input");
    Object.assign(field, { type: "hidden", name });
    field.dataset.cvBrought = "1";
    into.append(field);
  }
  if (value instanceof Blob) {
    const files = new DataTransfer();
    files.items.add(value);
    field.files = files.files;
  } else field.value = value;
}

export function fill(item) {
  const into = form();
  if (item && into?.getAttribute("action") !== item.path) {
    location.assign(item.path.replace(/\/ghi$/, ""));
    return;
  }
  empty(into);
  if (!item) return;
  for (const [name, value] of item.fields) if (value) put(into, name, value);
  put(into, "client_id", item.number);
  if (item.fields.some(([name, value]) => value && !MAIN.includes(name))) into.querySelector("details").open = true;
  into.scrollIntoView({ block: "center" });
  into.elements.duration.focus();
}
