// Progress that moves by itself: asks for the part that changes, every two seconds, until it says that it is over.
const PAUSE_MS = 2000;

async function follow(part) {
  while (part.dataset.live) {
    await new Promise((done) => setTimeout(done, PAUSE_MS));
    if (document.hidden) continue;
    try {
      const answer = await fetch(part.dataset.live, { credentials: "same-origin", redirect: "error" });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-live]");
      if (!fresh) return;
      part.replaceChildren(...fresh.childNodes);
      part.dataset.live = fresh.dataset.live;
    } catch {
      // The line is away for a moment: the link to look again still stands there.
    }
  }
}

for (const part of document.querySelectorAll("[data-live]")) follow(part);
