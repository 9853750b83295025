// Puts a button beside every field that is there to be copied. Without it, the field is selected and copied by hand.

for (const field of document.querySelectorAll("[data-copy]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button copy";
  button.textContent = field.dataset.copy;
  button.setAttribute("aria-describedby", labelOf(field));
  button.addEventListener("click", () => {
    field.select();
    // Pages here may not use the clipboard's newer interface: the permissions policy closes it for everything.
    if (document.execCommand("copy")) {
      button.textContent = field.dataset.copied;
      setTimeout(() => { button.textContent = field.dataset.copy; }, 3000);
    }
  });
  field.after(button);
}

function labelOf(field) {
  const label = field.labels[0];
  label.id ||= `label-of-${field.id}`;
  return label.id;
}
