// Goes the whole way of writers in Chromium: node walk.mjs CHROMIUM, the writers on standard input (asking.mjs). Prints a line
// {"found"} with what each saw.
import { chromium } from "playwright-core";
import { ask, ended, given } from "./asking.mjs";

const AT_ONCE = 4;
// Who is faster is taken for a machine.
const FASTEST = 3100;
const LONGEST = 30_000;

async function press(page, value, place = "") {
  const ending = place ? `[formaction$="#${place}"]` : "";
  await page.locator(`main button[name=do][value=${value}]${ending}`).last().click();
  await page.waitForLoadState();
}

// Whom, in which language, the text: typed, or put together from sentences.
async function write(page, writer) {
  await page.selectOption("#country", writer.country);
  await page.selectOption("#language", writer.language);
  await press(page, "look", "whom");
  if (writer.assisted) {
    await page.locator("#help > summary").click();
    for (const group of await page.locator("#help fieldset").all()) {
      await group.locator("input[name=pick]").first().check();
    }
    await page.fill("#own_sentence", writer.text);
    await press(page, "assemble");
  } else {
    await page.locator("#text").fill(writer.text);
  }
  await page.locator(`input[name=sign_as][value=${writer.sign_as}]`).check();
  for (const name of ["name", "place", "address", "email"]) await page.fill(`#${name}`, writer[name]);
  await page.locator(`input[name=answers][value=${writer.answers}]`).check();
}

// What each letter may take, by the recipient's key.
function ways(page) {
  return page.locator('input[name^="way."]').evaluateAll((all) => {
    const byKey = {};
    for (const { name, value } of all) (byKey[name.slice("way.".length)] ??= []).push(value);
    return byKey;
  });
}

async function choose(page, ways) {
  for (const [key, way] of Object.entries(ways)) {
    await page.locator(`input[name="way.${key}"][value="${way}"]`).check();
  }
}

// Each letter as the page shows it; lines and paragraphs as they stand there.
function previews(page) {
  return page.locator("ul.previews > li").evaluateAll((all) => {
    const line = (node) => (node.nodeName === "BR" ? "\n" : node.textContent);
    return all.map((one) => ({
      recipient: one.querySelector("h3 > span, summary > span").textContent,
      head: [...one.querySelectorAll("dl.head dd")].map((value) => value.textContent),
      language: one.querySelector(".read").lang,
      direction: one.querySelector(".read").dir,
      text: [...one.querySelectorAll(".read > p")].map((part) => [...part.childNodes].map(line).join("")).join("\n\n"),
    }));
  });
}

function states(page) {
  return page.locator("ul.sent > li .state").evaluateAll((all) => all.map((one) => one.className.replace("state", "").trim()));
}

// A letter on its way that can no longer be taken back is handed over.
async function settled(page) {
  const until = Date.now() + LONGEST;
  while (await page.locator("ul.sent > li:has(.moving) button[value=back]").count()) {
    if (Date.now() > until) throw new Error(`not handed over: ${await page.locator("ul.sent").textContent()}`);
    await page.reload();
  }
}

async function download(page, link) {
  const [file] = await Promise.all([page.waitForEvent("download"), link.click()]);
  return file.path();
}

async function walk(browser, writer) {
  const { locale, width, scheme: colorScheme, javascript: javaScriptEnabled } = writer;
  const context = await browser.newContext({ locale, colorScheme, javaScriptEnabled, viewport: { width, height: 860 } });
  const page = await context.newPage();
  page.setDefaultTimeout(LONGEST);
  const found = { email: writer.email, asked: [], sideways: [], errors: [] };
  page.on("request", (request) => found.asked.push(request.url()));
  page.on("pageerror", (error) => found.errors.push(String(error)));
  const begun = Date.now();
  const look = async (name) => {
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wide > 0) found.sideways.push(`${name}: ${wide}`);
  };

  await page.goto(`${writer.site}/`);
  found.page = await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir]);
  await look("home");
  await page.locator(`main a[href$="/actions/${writer.slug}/"]`).first().click();
  await look("action");
  await page.locator(`main a[href$="/actions/${writer.slug}/write/"]`).first().click();
  await page.waitForLoadState();
  const opened = Date.now();
  await look("write");
  await write(page, writer);
  if (writer.javascript) await page.locator("#size:not(:empty)").waitFor();
  found.counted = (await page.locator("#size").textContent()).trim();
  await press(page, "look", "letters");
  found.ways = await ways(page);
  await choose(page, writer.ways);
  await press(page, "look", "letters");
  await look("letters");
  found.text = await page.locator("#text").inputValue();
  found.previews = await previews(page);
  await page.locator("#consent").check();
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, opened + FASTEST - Date.now())));
  await press(page, "send");
  found.mine = page.url();
  found.waiting = await states(page);
  await look("sent");

  if (writer.by_network) {
    await page.goto(await ask("link", writer.email));
    found.confirm = await previews(page);
    await look("confirm");
    await press(page, "confirm");
    found.after = page.url();
    await ask("letters", writer.email);
    await settled(page);
  }
  await look("handed over");
  found.states = await states(page);
  found.copies = await page.locator("button.copy").count();
  found.pdfs = [];
  for (const link of await page.locator('ul.sent a[href$=".pdf"]').all()) {
    const answer = await context.request.get(new URL(await link.getAttribute("href"), page.url()).href);
    found.pdfs.push((await answer.body()).toString("base64"));
  }
  found.faxes = [];
  for (const link of await page.locator('ul.sent a[href$=".tiff"]').all()) found.faxes.push(await download(page, link));
  found.seconds = (Date.now() - begun) / 1000;
  found.asked = found.asked.filter((url) => !url.startsWith(`${writer.site}/`));
  return found;
}

const browser = await chromium.launch({ executablePath: process.argv[2], args: ["--disable-gpu", "--no-first-run"] });
const found = [];
const queue = given.map((writer, number) => [number, writer]);
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    for (let next = queue.shift(); next; next = queue.shift()) found[next[0]] = await walk(browser, next[1]);
  }),
);
process.stdout.write(`${JSON.stringify({ found })}\n`);
// The files that were saved go with the browser: whoever asked has read them by then.
await ended;
await browser.close();
