// Saves each text while somebody writes, and shows what the desk says of it. Without it, the button saves all at once.

const form = document.getElementById("translate");
const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
const words = form.dataset;
const everything = form.querySelector("[data-all]") ?? document.createElement("span");
const waiting = new Map();
const PAUSE = 1500;

everything.textContent = words.auto;

for (const field of form.querySelectorAll("textarea[name^='t-']")) {
  field.dataset.kept = field.value;
  field.addEventListener("input", () => {
    clearTimeout(waiting.get(field));
    waiting.set(field, setTimeout(() => save(field), PAUSE));
  });
  field.addEventListener("change", () => save(field));
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      save(field);
      next(field);
    }
  });
}

form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-earlier]");
  if (button) {
    event.preventDefault();
    const field = part(button, "textarea");
    field.value = button.dataset.earlier;
    field.focus();
  }
});
form.addEventListener("submit", () => { form.dataset.leaving = "yes"; });
document.addEventListener("keydown", (event) => {
  if (event.altKey && event.code === "KeyN" && form.querySelector("[data-todo]")) {
    event.preventDefault();
    next(document.activeElement);
  }
});
window.addEventListener("beforeunload", (event) => {
  const open = [...form.querySelectorAll("textarea[name^='t-']")].some((field) => field.value !== field.dataset.kept);
  if (open && !form.dataset.leaving) event.preventDefault();
});

function part(inside, selector) {
  return inside.closest("li[id]").querySelector(selector);
}

function next(from) {
  const open = [...form.querySelectorAll("[data-todo] textarea[name^='t-']")].filter((field) => field !== from);
  const after = open.find((field) => from.compareDocumentPosition(field) & Node.DOCUMENT_POSITION_FOLLOWING);
  const field = after ?? open[0];
  if (field) {
    field.focus();
    field.closest("li").scrollIntoView({ block: "center" });
  }
}

async function save(field) {
  clearTimeout(waiting.get(field));
  // One at a time for each text: the next one has to know what this one left there.
  if (field.dataset.busy) { field.dataset.again = "yes"; return; }
  if (field.value === field.dataset.kept) return;
  field.dataset.busy = "yes";
  const sent = field.value;
  tell(field, words.saving);
  try {
    const answer = await fetch(words.save, {
      method: "POST",
      redirect: "error",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify({ key: field.name.slice(2), text: sent, seen: seen(field).value }),
    });
    take(field, sent, await answer.json(), answer.ok);
  } catch {
    tell(field, words.failed);
  }
  delete field.dataset.busy;
  if (field.dataset.again) { delete field.dataset.again; save(field); }
}

function seen(field) { return form.querySelector(`[name="seen-${field.name.slice(2)}"]`); }
function tell(field, text) { part(field, "[data-told]").textContent = text; }

function take(field, sent, told, isSaved) {
  if (told.theirs) { conflict(field, told.theirs); return; }
  if (!isSaved) { tell(field, told.fault || words.failed); return; }
  field.dataset.kept = sent;
  seen(field).value = told.seen;
  part(field, "[data-conflict]").replaceChildren();
  const state = part(field, "[data-state]");
  state.textContent = told.state;
  state.className = `state ${told.look}`;
  field.closest("li").toggleAttribute("data-todo", told.todo);
  part(field, "[data-findings]").replaceChildren(...told.findings.map((text) => made("li", text)));
  part(field, "[data-hits]").replaceChildren(...told.hits.map((hit) => term(hit, field)));
  document.querySelector("[data-progress]").textContent = told.progress;
  tell(field, words.saved);
  everything.textContent = `${words.saved} ${told.progress}`;
}

function made(name, text, more = {}) { return Object.assign(document.createElement(name), { textContent: text }, more); }

function term(hit, field) {
  const source = part(field, ".seg-text");
  const item = made("li", "");
  item.append(made("span", hit.source, { lang: source.lang, dir: source.dir }), " → ");
  item.append(made("b", hit.target, { lang: field.lang, dir: field.dir }));
  if (!hit.used) { item.className = "unused"; item.append(" ", made("span", words.unused, { className: "soft" })); }
  if (hit.note) item.append(" ", made("span", hit.note, { className: "soft", dir: "auto" }));
  return item;
}

function conflict(field, theirs) {
  const box = made("div", "", { className: "notice loud", role: "alert" });
  const mine = made("button", words.mine, { type: "button", className: "button" });
  const other = made("button", words.take, { type: "button", className: "button" });
  mine.addEventListener("click", () => { seen(field).value = theirs.seen; save(field); });
  other.addEventListener("click", () => {
    field.value = field.dataset.kept = theirs.text;
    seen(field).value = theirs.seen;
    box.remove();
    tell(field, "");
  });
  const buttons = made("p", "", { className: "buttons" });
  buttons.append(other, mine);
  box.append(
    made("p", theirs.by ? `${words.theirs} (${theirs.by})` : words.theirs),
    made("p", theirs.text || "—", { className: "seg-text", lang: field.lang, dir: field.dir }),
    buttons,
  );
  part(field, "[data-conflict]").replaceChildren(box);
  tell(field, "");
}
