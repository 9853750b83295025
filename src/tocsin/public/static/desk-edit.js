// The edit screen, nicer: it saves while somebody types, and adds, moves and takes out without a new page. Without this
// script the same buttons do the same. Nothing that is typed is ever kept in the browser's own store.
const form = document.getElementById("edit");
const words = form?.dataset ?? {};
const place = document.querySelector("#saved .state");
const told = document.getElementById("told");
const AFTER = 1500;
const AGAIN = 5000;
let sent = null;
let timer = 0;
let busy = false;
let opens = false;
let base = form?.elements.revision.value;

const listOf = (name) => name.split(".")[0];
const LISTS = new Set([...(form?.querySelectorAll('[name="list"]') ?? [])].map((one) => one.value));

// What the form says, by field; a list is one field.
const said = () => {
  const now = new Map();
  for (const name of LISTS) now.set(name, "");
  for (const [name, value] of new FormData(form)) {
    if (name === "csrfmiddlewaretoken" || name === "revision" || name === "list") continue;
    const key = LISTS.has(listOf(name)) ? listOf(name) : name.replace(/^has\./, "");
    now.set(key, `${now.get(key) ?? ""}${name}=${value}\u0000`);
  }
  return now;
};
const changed = (now) => [...new Set([...now.keys(), ...sent.keys()])].filter((key) => now.get(key) !== sent.get(key));

const show = (text, look) => {
  place.textContent = text;
  place.className = `state ${look}`;
};

const bodyOf = (keys) => {
  const body = new FormData();
  const wanted = new Set(keys);
  for (const [name, value] of new FormData(form)) {
    const key = LISTS.has(listOf(name)) ? listOf(name) : name.replace(/^has\./, "");
    if (wanted.has(key) || name === "csrfmiddlewaretoken") body.append(name, value);
  }
  for (const key of wanted) if (LISTS.has(key)) body.append("list", key);
  body.append("revision", base);
  return body;
};

const openAgain = () => {
  opens = true;
  const field = document.activeElement?.closest('[id^="f-"]')?.id;
  const address = new URL(location.href);
  address.search = `?since=${form.elements.revision.value}`;
  address.hash = field ?? "";
  location.replace(address);
};

const faults = (found) => {
  for (const one of form.querySelectorAll("[data-live-fault]")) one.remove();
  for (const [path, sentence] of Object.entries(found)) {
    const field = document.getElementById(`f-${path.replaceAll(".", "-")}`);
    if (!field) continue;
    const line = document.createElement("p");
    line.className = "beside loud";
    line.dataset.liveFault = "";
    line.textContent = sentence;
    field.append(line);
  }
};

const save = async (leaving = false) => {
  clearTimeout(timer);
  if (opens || (busy && !leaving)) return;
  const now = said();
  const keys = changed(now);
  if (!keys.length) return;
  busy = true;
  show(words.saving, "moving");
  try {
    const answer = await fetch(words.save, { method: "POST", body: bodyOf(keys), keepalive: leaving, redirect: "manual" });
    if (answer.type === "opaqueredirect" || answer.status === 403 || answer.status === 404) {
      show(`${words.refused}: ${answer.status || 303}`, "failed");
      return;
    }
    const result = await answer.json();
    if (!answer.ok) {
      show(`${words.refused}: ${result.error ?? answer.status}`, "failed");
      return;
    }
    sent = now;
    faults(result.faults);
    show(result.said, "done");
    new BroadcastChannel(words.channel).postMessage("saved");
    if (result.held.length || result.came_in.length) {
      const moved = new Set(result.came_in.map(listOf));
      if (changed(said()).some((key) => moved.has(listOf(key)))) {
        // Typed further where another has changed something: from what was seen before, so that it is not taken back.
        busy = false;
        await save();
      }
      told.textContent = words.both;
      openAgain();
      return;
    }
    base = result.revision;
    form.elements.revision.value = base;
  } catch {
    show(words.offline, "failed");
    timer = setTimeout(save, AGAIN);
  } finally {
    busy = false;
  }
  if (changed(said()).length && !timer) timer = setTimeout(save, AFTER);
};

const later = () => {
  clearTimeout(timer);
  timer = setTimeout(() => {
    timer = 0;
    save();
  }, AFTER);
};

// --- entries ------------------------------------------------------------------------------------------------------

const renumber = (list) => {
  const entries = [...list.children];
  entries.forEach((entry, at) => {
    entry.querySelector(".n").textContent = at + 1;
  });
};

const move = (entry, by) => {
  const list = entry.parentElement;
  const other = by < 0 ? entry.previousElementSibling : entry.nextElementSibling;
  if (!other) return;
  const focused = document.activeElement;
  if (by < 0) other.before(entry);
  else other.after(entry);
  renumber(list);
  focused?.focus();
  const at = [...list.children].indexOf(entry) + 1;
  told.textContent = words.moved.replace("%(n)s", at).replace("%(all)s", list.children.length);
  later();
};

let added = 0;
const add = (name) => {
  const list = form.querySelector(`[data-list="${name}"]`);
  const blank = list.nextElementSibling.content.firstElementChild.cloneNode(true);
  added += 1;
  const renamed = (text) => text.replace(/(^|[.-])new($|[.-])/, `$1new${added}$2`);
  for (const one of [blank, ...blank.querySelectorAll("[name],[id],[for],[aria-describedby]")]) {
    for (const key of ["name", "id", "for", "aria-describedby"]) {
      if (one.hasAttribute(key)) one.setAttribute(key, renamed(one.getAttribute(key)));
    }
  }
  list.append(blank);
  renumber(list);
  blank.querySelector("textarea, input:not([type=hidden])")?.focus();
};

const remove = (entry) => {
  const list = entry.parentElement;
  const next = entry.nextElementSibling;
  entry.remove();
  renumber(list);
  const undo = document.createElement("p");
  undo.className = "said";
  undo.append(`${words.out} `);
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button plain";
  button.textContent = words.back;
  button.addEventListener("click", () => {
    if (next?.parentElement === list) next.before(entry);
    else list.append(entry);
    undo.remove();
    renumber(list);
    entry.querySelector("textarea, input:not([type=hidden]), summary")?.focus();
    later();
  });
  undo.append(button);
  list.parentElement.querySelector(":scope > .said")?.remove();
  list.after(undo);
  button.focus();
  later();
};

if (form && place) {
  sent = said();
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  addEventListener("online", () => save());
  addEventListener("pagehide", () => save(true));
  document.addEventListener("visibilitychange", () => document.hidden && save());
  form.addEventListener("submit", () => {
    opens = true;
    clearTimeout(timer);
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-add], button[data-move], button[data-remove]");
    if (!button) return;
    event.preventDefault();
    const entry = button.closest("li");
    if (button.dataset.add) add(button.dataset.add);
    else if (button.dataset.move) move(entry, Number(button.dataset.move));
    else remove(entry);
  });
  form.addEventListener("keydown", (event) => {
    const entry = event.target.closest("[data-list] > li");
    if (!entry || !event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    move(entry, event.key === "ArrowUp" ? -1 : 1);
  });
}
