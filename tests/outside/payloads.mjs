// Writes letters that are full of scripts and looks at every page and file where they come out: node payloads.mjs CHROMIUM,
// the writers on standard input (asking.mjs). Prints a line {"found"} with what ran, and where the words were seen.
import { chromium } from "playwright-core";
import { ask, ended, given } from "./asking.mjs";

const AT_ONCE = 4;
const FASTEST = 3100;
const FIELDS = ["name", "place", "address", "email", "text"];

// Everything that a script can do to be noticed: it calls what the page does not have, or asks the reader something.
async function watched(context, ran) {
  await context.exposeFunction("ran", (what) => ran.push(String(what)));
  const page = await context.newPage();
  page.on("dialog", async (dialog) => {
    ran.push(dialog.message());
    await dialog.dismiss();
  });
  return page;
}

async function press(page, value) {
  await page.locator(`main button[name=do][value=${value}]`).last().click();
  await page.waitForLoadState();
}

// Opens whatever is closed, presses what leads nowhere, and waits for all that was begun.
async function poke(page) {
  await page.waitForLoadState();
  await page.evaluate(async () => {
    for (const one of document.querySelectorAll("details")) one.open = true;
    for (const one of document.querySelectorAll("a[href]")) {
      if (!/^(https?|mailto):$/.test(one.protocol)) one.click();
    }
    for (const one of document.querySelectorAll("button[type=button]")) one.click();
    for (const one of document.querySelectorAll("main input, main textarea")) one.focus();
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 30)));
  });
}

async function attack(browser, writer) {
  const context = await browser.newContext({ locale: "en-GB", bypassCSP: !writer.policy });
  const ran = [];
  const page = await watched(context, ran);
  const found = { name: writer.name, policy: writer.policy, seen: {}, strange: [] };
  const look = async (name) => {
    await poke(page);
    const text = await page.evaluate(() => {
      const fields = [...document.querySelectorAll("input, textarea")].map((one) => one.value);
      return [document.documentElement.textContent, ...fields].join("\n");
    });
    const plain = text.replace(/\s+/g, " ");
    found.seen[name] = writer.marks.filter((mark) => plain.includes(mark));
    const strange = await page.evaluate(() => [...document.links].map((one) => one.protocol));
    found.strange.push(...strange.filter((protocol) => !/^(https?|mailto):$/.test(protocol)));
  };

  // The trap is real: the same words in a page that does not mask them.
  await page.goto("about:blank");
  for (const value of writer.alive) {
    await page.setContent(`<!doctype html><title>x</title><div>${value}</div>`);
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
  }
  found.trap = ran.length;
  ran.length = 0;

  const write = `${writer.site}/en/actions/${writer.slug}/write/`;
  await page.goto(write);
  const opened = Date.now();
  await page.selectOption("#country", "DE");
  await page.locator("#help > summary").click();
  await page.fill("#own_sentence", writer.own_sentence);
  await press(page, "assemble");
  await look("sentence of one's own");
  await page.locator("input[name=sign_as][value=full]").check();
  for (const name of FIELDS) await page.fill(`#${name}`, writer[name]);
  await press(page, "send");
  await look("refused");
  await page.fill("#email", writer.good_email);
  await press(page, "look");
  for (const [key, way] of Object.entries(writer.ways)) {
    await page.locator(`input[name="way.${key}"][value="${way}"]`).check();
  }
  await press(page, "look");
  await look("letters");
  await page.locator("#consent").check();
  await page.waitForTimeout(Math.max(0, opened + FASTEST - Date.now()));
  await press(page, "send");
  await look("sent");
  const mine = page.url();

  const { link, letter } = await ask("asked to confirm", writer.good_email).then(JSON.parse);
  for (const [name, address] of [["outbox", `${writer.site}/en/outbox/`], ["asked to confirm", letter], ["confirm", link]]) {
    await page.goto(address);
    await look(name);
  }
  await press(page, "confirm");
  for (const address of JSON.parse(await ask("handed over", writer.good_email))) {
    await page.goto(address);
    await look("letter in the outbox");
  }
  const told = JSON.parse(await ask("answered", writer.good_email));
  await page.goto(mine);
  await look("own page");
  found.files = [];
  for (const link of await page.locator("ul.sent a[href]").all()) {
    const address = new URL(await link.getAttribute("href"), mine);
    if (!/\.(pdf|eml|tiff)$/.test(address.pathname)) continue;
    const answer = await context.request.get(address.href);
    found.files.push([address.pathname.split(".").pop(), (await answer.body()).toString("base64")]);
  }
  await page.goto(told);
  await look("message about the answer");
  await page.goto(`${writer.site}/en/outbox/`);
  await look("outbox at the end");
  for (const name of ["", "letters.svg", "letters.json"]) {
    await page.goto(`${writer.site}/en/actions/${writer.slug}/${name}`);
    await poke(page);
  }
  await page.goto(mine);
  await press(page, "erase");
  await look("erase");
  found.ran = ran;
  await context.close();
  return found;
}

const browser = await chromium.launch({ executablePath: process.argv[2], args: ["--disable-gpu", "--no-first-run"] });
const found = [];
const queue = given.map((writer, number) => [number, writer]);
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    for (let next = queue.shift(); next; next = queue.shift()) found[next[0]] = await attack(browser, next[1]);
  }),
);
await browser.close();
process.stdout.write(`${JSON.stringify({ found })}\n`);
await ended;
