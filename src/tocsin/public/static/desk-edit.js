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
let failing = false;
// A save whose answer has not come: it is sent again as it was, and the server knows it as done.
let pending = null;
let base = form?.elements.revision.value;

const listOf = (name) => name.split(".")[0];
// The field of the form that holds a path of the draft: “calls” of “calls.1”, “countries” of “countries.0”.
const fieldOf = (path) => path.replace(/\.\d+(\..*)?$/, "");
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

// At the top, where it is read out, and in the bar at the foot, where it is seen from wherever one types.
const below = document.getElementById("saving");
below?.setAttribute("aria-hidden", "true");
const show = (text, look) => {
  for (const one of [place, below]) {
    one.textContent = text;
    one.className = `state ${look}`;
    one.hidden = false;
  }
};

const bodyOf = (keys, from = base) => {
  const body = new FormData();
  const wanted = new Set(keys);
  for (const [name, value] of new FormData(form)) {
    const key = LISTS.has(listOf(name)) ? listOf(name) : name.replace(/^has\./, "");
    if (wanted.has(key) || name === "csrfmiddlewaretoken") body.append(name, value);
  }
  for (const key of wanted) if (LISTS.has(key)) body.append("list", key);
  body.append("revision", from);
  return body;
};

const openAgain = (field) => {
  opens = true;
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

const post = (body, leaving) =>
  fetch(words.save, { method: "POST", body, keepalive: leaving, redirect: "manual" });

const refused = (why) => {
  pending = null;
  failing = true;
  show(why, "bad");
};

const save = async (leaving = false) => {
  clearTimeout(timer);
  timer = 0;
  if (opens || (busy && !leaving)) return;
  const keys = changed(said());
  if (keys.length && (!pending || leaving)) pending = { now: said(), body: bodyOf(keys) };
  if (!pending) return;
  busy = true;
  show(words.saving, "moving");
  const { now, body } = pending;
  let result = null;
  try {
    const answer = await post(body, leaving);
    if (answer.type === "opaqueredirect") return refused(words.signedOut);
    if (answer.status === 403 || answer.status === 404) return refused(`${words.refused}: ${answer.status}`);
    result = await answer.json();
    if (!answer.ok) return refused(`${words.refused}: ${result.error ?? answer.status}`);
  } catch {
    failing = true;
    show(words.offline, "bad");
    timer = setTimeout(save, AGAIN);
    return;
  } finally {
    busy = false;
  }
  pending = null;
  failing = false;
  sent = now;
  faults(result.faults);
  show(result.said, "done");
  new BroadcastChannel(words.channel).postMessage("saved");
  const touched = new Set([...result.came_in, ...result.held.map((one) => one.path)].map(fieldOf));
  if (touched.size) return openWith(touched, result.revision, result.held.length > 0);
  base = result.revision;
  form.elements.revision.value = base;
  form.dispatchEvent(new Event("tocsin-saved"));
  if (changed(said()).length) later();
};

// Another changed something: the page is opened again. What was typed since the save goes first: where the other has
// changed something, on top of what was seen, so that nothing of theirs is taken back.
const openWith = async (touched, revision, held) => {
  const typing = document.activeElement?.closest('[id^="f-"]')?.id;
  form.inert = true;
  const keys = changed(said());
  try {
    const further = keys.filter((key) => touched.has(key));
    const rest = keys.filter((key) => !touched.has(key));
    if (further.length) held = (await (await post(bodyOf(further))).json()).held.length > 0 || held;
    if (rest.length) await post(bodyOf(rest, revision));
  } catch {
    form.inert = false;
    failing = true;
    show(words.offline, "bad");
    timer = setTimeout(save, AGAIN);
    return;
  }
  told.textContent = words.both;
  openAgain(held ? "both" : typing);
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
  form.dispatchEvent(new Event("tocsin-moved"));
  const entries = [...list.children];
  entries.forEach((entry, at) => {
    entry.querySelector(".n").textContent = at + 1;
    for (const one of entry.querySelectorAll(".lab label, .buttons .vh")) {
      one.textContent = one.textContent.replace(/\d+$/, at + 1);
    }
    entry.querySelector('[data-move="-1"]').hidden = at === 0;
    entry.querySelector('[data-move="1"]').hidden = at === entries.length - 1;
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

// Opened again because another changed something: go on where one was, or at one's own version.
const goOn = () => {
  if (!new URLSearchParams(location.search).has("since")) return;
  const part = document.getElementById(location.hash === "#both" ? "edit" : location.hash.slice(1));
  const one = location.hash === "#both" ? "[name^='aside.']" : "input:not([type=hidden]), textarea, select";
  part?.querySelector(one)?.focus();
};

if (form && place) {
  sent = said();
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  addEventListener("beforeunload", (event) => {
    if (!opens && failing && changed(said()).length) event.preventDefault();
  });
  addEventListener("pageshow", () => {
    opens = false;
    goOn();
  });
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
