/* An <input data-cv-combo="list-id" data-cv-value="hidden-id"> whose list of options the server fills by htmx.
   An option carries data-value (for the hidden field) and data-text (for the input).
   Beside the list the server may say that the typed line is complete (data-cv-complete): then choosing sends the form as it
   was typed. Else the option's text takes the place of what was typed and the length is asked (data-cv-next). */
export function connectToServer(input, Combobox) {
  const list = document.getElementById(input.dataset.cvCombo);
  const [hidden, mark, next] = ["cvValue", "cvSettled", "cvNext"].map((name) => document.getElementById(input.dataset[name]));
  let settled = hidden?.value ? input.value : null;
  const box = new Combobox(input, list, {
    /* a click into the field is no change: what was chosen stays chosen until the text differs */
    refill: (query) => {
      if (query === settled) return;
      if (hidden) hidden.value = "";
      if (mark) mark.value = "";
    },
    choose: (option) => {
      if (option.getAttribute("aria-disabled") === "true") return;
      if (hidden) hidden.value = option.dataset.value;
      if (list.querySelector("[data-cv-complete]")) return void input.form.requestSubmit();
      const count = list.querySelector("[data-quantity]")?.dataset.quantity;
      const said = option.dataset.value === "off" ? "" : list.querySelector("[data-said]")?.dataset.said;
      settled = option.dataset.text ?? option.textContent.trim();
      input.value = settled;
      if (mark) mark.value = "1";
      if (count && input.form.elements.quantity) input.form.elements.quantity.value = count;
      const note = input.form.elements.note;
      if (said && note && !note.value) note.value = said;
      next?.focus();
      input.dispatchEvent(new CustomEvent("cv-chosen", { bubbles: true, detail: { ...option.dataset } }));
    },
  });
  /* a chip beside the box is an option that is always there; without script it is a link to the same */
  input.form?.addEventListener("click", (event) => {
    const chip = event.target.closest("[data-cv-fill]");
    if (!chip || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    list.replaceChildren();
    box.choose(chip);
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  input.addEventListener("input", () => { box.isStale = true; box.isWanted = false; });
  list.addEventListener("htmx:afterSwap", ({ detail }) => {
    /* an answer to what stood there before may come late: the list is right only for the present text */
    const asked = detail.xhr ? new URL(detail.xhr.responseURL).searchParams.get("text") ?? "" : input.value;
    box.isStale = asked !== input.value;
    if (document.activeElement !== input) return;
    box.open();
    if (box.isStale) return;
    if (box.isWanted && box.active) box.pick(box.active);
    box.isWanted = false;
  });
  return box;
}
