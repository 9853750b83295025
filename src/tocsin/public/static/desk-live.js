// The preview beside the form, on wide screens: as page, sheet or letter, anew after each save. Other screens and those
// without this script have the page of previews.
const form = document.getElementById("edit");
const live = document.getElementById("live");
const details = live?.querySelector("details");
const place = document.getElementById("live-frame");
const ways = [...(live?.querySelectorAll("button[data-shows]") ?? [])];
const wide = matchMedia("(min-width: 75rem)");
const WAIT = 1500;
const KEPT = "tocsin-live";
let chosen = ways[0];
let timer = 0;

// A page is framed as one that runs nothing. No browser shows a file in such a frame, and the file is made by us.
const show = () => {
  const frame = document.createElement("iframe");
  frame.className = "preview";
  frame.title = chosen.textContent;
  if (!("file" in chosen.dataset)) frame.sandbox = "allow-same-origin";
  frame.src = chosen.dataset.shows;
  place.replaceChildren(frame);
};

const again = () => {
  const frame = place.querySelector("iframe");
  if (!frame || !details.open || live.hidden) return;
  // A page stays where it was scrolled to.
  if ("file" in chosen.dataset) show();
  else frame.contentWindow.location.reload();
};

// The form is opened anew where entries are added: what was chosen is still chosen then.
const keep = () => sessionStorage.setItem(KEPT, details.open ? ways.indexOf(chosen) : "");

const choose = (way) => {
  chosen = way;
  for (const one of ways) one.setAttribute("aria-pressed", one === way);
  keep();
  show();
};

const fit = () => {
  live.hidden = !wide.matches;
  live.parentElement.classList.toggle("with-live", wide.matches && details.open);
};

if (form && live) {
  const before = ways[Number(sessionStorage.getItem(KEPT) || "-1")];
  for (const way of ways) way.addEventListener("click", () => choose(way));
  details.addEventListener("toggle", () => {
    fit();
    if (details.open) choose(chosen);
    else keep();
  });
  wide.addEventListener("change", fit);
  form.addEventListener("tocsin-saved", () => {
    clearTimeout(timer);
    timer = setTimeout(again, WAIT);
  });
  fit();
  if (before && wide.matches) {
    chosen = before;
    details.open = true;
  }
}
