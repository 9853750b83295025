// Choosing a field shows its lines in the document beside it; choosing a line goes to its field. Without it, links do.
const panel = document.querySelector("[data-source]");
const paper = panel?.querySelector(".paper");
let marked = [];

const mark = (lines) => {
  for (const one of marked) one.classList.remove("now");
  marked = lines;
  for (const one of marked) one.classList.add("now");
};
const show = (first, last) => {
  const lines = [];
  for (let number = first; number <= last; number += 1) {
    const line = document.getElementById(`line-${number}`);
    if (line) lines.push(line);
  }
  if (!lines.length || lines[0] === marked[0]) return;
  mark(lines);
  // The panel alone: the page stays where somebody is typing.
  const top = lines[0].offsetTop - paper.offsetTop;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  paper.scrollTo({ top: top - paper.clientHeight / 3, behavior: calm ? "auto" : "smooth" });
};
const fieldOf = (goes) => {
  // A part that has no field of its own is shown with the whole that it belongs to.
  for (let id = goes; id.includes("-"); id = id.replace(/-[^-]*$/, "")) {
    const found = document.getElementById(id);
    if (found) return found;
  }
  return null;
};

if (paper) {
  paper.classList.add("leads");
  document.addEventListener("focusin", (event) => {
    const link = event.target.closest('[id^="f-"]')?.querySelector("a[data-first]");
    if (link) show(Number(link.dataset.first), Number(link.dataset.last));
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-first]");
    if (link) {
      show(Number(link.dataset.first), Number(link.dataset.last));
      if (matchMedia("(min-width: 64rem)").matches) event.preventDefault();
      return;
    }
    const line = event.target.closest("li[data-goes]");
    // Whoever selects text to copy it does not want to be led away.
    if (!line || !paper.contains(line) || String(getSelection())) return;
    const field = fieldOf(line.dataset.goes);
    if (!field) return;
    mark([line]);
    field.scrollIntoView({ block: "center" });
    (field.querySelector("input, textarea, select, a") ?? field).focus({ preventScroll: true });
  });
}
