// One tick for all: shown only where this script runs.
for (const form of document.querySelectorAll("form[data-choose]")) {
  const ticks = [...form.querySelectorAll('input[name="letter"]')];
  const row = form.querySelector("[data-all]");
  const all = row?.querySelector("input");
  if (!all || ticks.length < 2) continue;
  const show = () => {
    const chosen = ticks.filter((one) => one.checked).length;
    all.checked = chosen === ticks.length;
    all.indeterminate = chosen > 0 && chosen < ticks.length;
  };
  all.addEventListener("change", () => {
    for (const one of ticks) one.checked = all.checked;
    show();
  });
  form.addEventListener("change", show);
  row.hidden = false;
  show();
}
