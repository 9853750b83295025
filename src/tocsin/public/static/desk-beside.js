// What is said beside the fields of the edit screen, anew after each save. Without this script it is as new as the page.
const form = document.getElementById("edit");
const WAIT = 1200;
let timer = 0;
let stale = false;

const own = (field) => [...field.querySelectorAll(":scope > .beside:not([data-live-fault])")];

const bring = (fresh) => {
  for (const field of form.querySelectorAll(".field[id]")) {
    const other = fresh.getElementById(field.id);
    if (!other || own(field).some((one) => one.contains(document.activeElement))) continue;
    for (const one of own(field)) one.remove();
    field.append(...own(other));
  }
  const [line, now] = [document, fresh].map((page) => page.querySelector(".bottombar p:not(#saving)"));
  if (line && now) line.replaceWith(now);
};

const look = async () => {
  if (stale) return;
  try {
    const answer = await fetch(location.pathname, { redirect: "manual" });
    if (answer.ok) bring(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch {
    // No connection: the next save says so.
  }
};

form?.addEventListener("tocsin-saved", () => {
  clearTimeout(timer);
  timer = setTimeout(look, WAIT);
});

// Once entries were added, moved or taken out, the fields of this page and of a new one are no longer the same.
form?.addEventListener("tocsin-moved", () => {
  stale = true;
});
