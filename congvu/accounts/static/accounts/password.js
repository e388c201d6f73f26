/* Shows or hides what is typed into a password field. Without script the button stays hidden. */
for (const button of document.querySelectorAll("[data-cv-password]")) {
  const field = document.getElementById(button.dataset.cvPassword);
  button.hidden = false;
  button.addEventListener("click", () => {
    const shown = field.type === "text";
    field.type = shown ? "password" : "text";
    button.setAttribute("aria-pressed", String(!shown));
    field.focus();
  });
  field.form.addEventListener("submit", () => { field.type = "password"; });
}
