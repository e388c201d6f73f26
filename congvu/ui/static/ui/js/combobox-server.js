/* An <input data-cv-combo="list-id" data-cv-value="hidden-id"> whose list of options the server fills by htmx.
   An option carries data-value (for the hidden field) and data-text (for the input). */
export function connectToServer(input, Combobox) {
  const list = document.getElementById(input.dataset.cvCombo);
  const hidden = document.getElementById(input.dataset.cvValue);
  let settled = hidden?.value ? input.value : null;
  const box = new Combobox(input, list, {
    /* a click into the field is no change: what was chosen stays chosen until the text differs */
    refill: (query) => { if (hidden && query !== settled) hidden.value = ""; },
    choose: (option) => {
      if (option.getAttribute("aria-disabled") === "true") return;
      settled = option.dataset.text ?? option.textContent.trim();
      input.value = settled;
      if (hidden) hidden.value = option.dataset.value;
      input.dispatchEvent(new CustomEvent("cv-chosen", { bubbles: true, detail: { ...option.dataset } }));
    },
  });
  list.addEventListener("htmx:afterSwap", () => { if (document.activeElement === input) box.open(); });
  return box;
}
