// An update goes from the desk into mailboxes, and people join, choose and leave, through the pages alone:
// node alerts_walk.mjs CHROMIUM, what is given on standard input (asking.mjs). Prints a line {"found"}.
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { ask, ended, given } from "./asking.mjs";

const LONGEST = 60_000;
// Who is faster is taken for a machine.
const FASTEST = 2_500;
const found = { errors: [], sideways: [], asked: [], pages: 0, mails: {}, audience: [], states: [] };

// Somebody at their own machine. Staff sit at a desk, readers hold a phone without scripts.
async function somebody(browser, baseURL, phone) {
  const context = await browser.newContext({
    baseURL,
    acceptDownloads: true,
    colorScheme: phone ? "dark" : "light",
    javaScriptEnabled: !phone,
    viewport: phone ? { width: 360, height: 780 } : { width: 1280, height: 900 },
  });
  const page = await context.newPage();
  page.setDefaultTimeout(LONGEST);
  page.on("pageerror", (error) => found.errors.push(String(error)));
  page.on("console", (one) => {
    if (one.type() === "error") found.errors.push(`${page.url()}: ${one.text()}`);
  });
  page.on("request", (request) => {
    if (![given.site, given.desk].some((own) => request.url().startsWith(own))) found.asked.push(request.url());
  });
  return page;
}

async function seen(page, name) {
  found.pages += 1;
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (wide > 0) found.sideways.push(`${name}: ${wide}`);
  if (!given.pictures) return;
  mkdirSync(given.pictures, { recursive: true });
  const file = `alerts-${String(found.pages).padStart(2, "0")}-${name}.png`;
  await page.screenshot({ path: join(given.pictures, file), fullPage: true });
}

async function press(page, where, name) {
  await page.locator(where).first().click();
  await page.waitForLoadState();
  if (name) await seen(page, name);
}

async function signIn(page, person) {
  await page.goto("/desk/");
  await page.fill("main [name=email]", person.email);
  await page.fill("main [name=secret]", given.secret);
  await press(page, "main button.go");
  await page.fill("main [name=code]", person.code);
  await press(page, "main button.go");
}

const words = async (page, where) => (await page.locator(where).first().textContent()).trim().replace(/\s+/g, " ");
const numberIn = (text) => Number(text.replace(/\D/g, ""));

// The newest message to somebody, once there are more than before.
async function newest(page, email, before = 0) {
  for (const until = Date.now() + LONGEST; Date.now() < until; ) {
    await page.goto(`${given.site}/en/outbox/?to=${email}`);
    const messages = page.locator("ul.sent h3 a");
    if ((await messages.count()) > before) return messages.first().getAttribute("href");
  }
  throw new Error(`nothing came to ${email}`);
}

async function sentTo(page, email) {
  await page.goto(`${given.site}/en/outbox/?to=${email}`);
  return page.locator("ul.sent h3 a").evaluateAll((links) => links.map((one) => one.getAttribute("href")));
}

const countOf = async (page, email) => (await sentTo(page, email)).length;

// Joins by the page, confirms from the mail, chooses, and takes the file along.
async function joins(page, email) {
  await page.goto("/en/");
  await press(page, ".follow a[href$='/join/']", "join");
  await page.fill("main [name=email]", email);
  await page.waitForTimeout(FASTEST);
  await press(page, "main form button.go", "asked");
  await page.goto(await newest(page, email));
  await seen(page, "mail-to-confirm");
  await press(page, "main a[href*='/join/']", "confirm");
  await press(page, "main form button.go", "me");
  const mine = page.url();
  await page.check("main [name=further][value=all]");
  await page.locator("main [name=language]").first().selectOption("fr");
  await press(page, "main button.go[value=save]", "me-saved");
  const [download] = await Promise.all([page.waitForEvent("download"), page.locator("a[download]").click()]);
  found.joined = {
    saved: await page.locator("main .notice[role=status]").count(),
    language: await page.locator("main [name=language]").first().inputValue(),
    further: await page.locator("main [name=further]:checked").inputValue(),
    held: JSON.parse(readFileSync(await download.path(), "utf8")),
  };
  return mine;
}

// From the case to an approved update; how many members the review page says it goes to.
async function updated(author, reviewer, deadline, name) {
  await author.goto(`/desk/cases/${given.case}/next/`);
  await author.check("main [name=kind][value=update]");
  await press(author, "main button.go");
  await author.goto(`/desk/cases/${given.case}/edit/`);
  await author.fill("main [name=deadline]", deadline);
  await press(author, "main button.button[value=save]");
  await press(author, "main button.button[value=submit]");
  await reviewer.goto(`/desk/cases/${given.case}/review/`);
  await seen(reviewer, `${name}-review`);
  const reach = await words(reviewer, "section[aria-labelledby=reach] .figures dd");
  found.audience.push(numberIn(reach));
  await reviewer.check("main input[name=read]");
  await press(reviewer, "main button.button[value=approve]");
}

async function published(reviewer, name) {
  await reviewer.goto(`/desk/cases/${given.case}/publish/`);
  await press(reviewer, "main button.button[value=now]", `${name}-published`);
  await reviewer.goto("/desk/alerts/");
  await seen(reviewer, `${name}-alerts`);
  await press(reviewer, "main section h2 a", `${name}-alert`);
  // Scripts follow it until it is over: nothing is pressed.
  await reviewer.waitForFunction(() => !document.querySelector("[data-live]")?.dataset.live);
  const figures = await reviewer.locator(".figures dd").allTextContents();
  found.states.push({ figures: figures.map((one) => one.trim()), told: await words(reviewer, "svg.progress + p") });
  await reviewer.reload();
  await seen(reviewer, `${name}-alert-over`);
  found.states.at(-1).mark = await words(reviewer, ".page-head .mark");
}

// An alert as its recipient sees it; both of its forms.
async function reads(page, language, email, before) {
  const message = await newest(page, email, before);
  await page.goto(message);
  await seen(page, `alert-${language}`);
  const mail = { text: await page.locator("main .read").textContent(), subject: await words(page, "h1") };
  await press(page, "main a[href$='/html']", `alert-${language}-html`);
  mail.html = await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir]);
  mail.links = await page.evaluate(() => [...document.links].map((one) => one.href));
  mail.loaded = await page.evaluate(() => document.querySelectorAll("img, script, link, iframe").length);
  found.mails[language] = mail;
  await page.goto(message);
}

// As it stands in the message's head.
async function addressOfLeaving(page) {
  return (await words(page, "dl.head")).match(/https?:\/\/[^<>]+\/leave\/[^<>]+\//)[0];
}

async function main(browser) {
  const author = await somebody(browser, given.desk, false);
  const reviewer = await somebody(browser, given.desk, false);
  const reader = await somebody(browser, given.site, true);
  await signIn(author, given.author);
  await signIn(reviewer, given.reviewer);
  const mine = await joins(reader, given.joins);
  const leavers = [...Object.values(given.readers), given.joins];
  const before = {};
  for (const email of Object.values(given.readers)) before[email] = await countOf(reader, email);

  await updated(author, reviewer, given.deadlines[0], "first");
  await published(reviewer, "first");
  for (const [language, email] of Object.entries(given.readers)) await reads(reader, language, email, before[email]);

  // One by the button that mail programs have, one by the link at the foot, one by a provider's machine.
  const { en, fr, ar } = given.readers;
  await reader.goto(await newest(reader, fr));
  await press(reader, "main form[action*='/leave/'] button", "left-by-program");
  found.left = [await words(reader, "h1")];
  await reader.goto(await newest(reader, ar));
  await reader.goto(await addressOfLeaving(reader));
  await seen(reader, "leave");
  found.left.push(await words(reader, "h1"));
  await press(reader, "main form button.go", "left-by-link");
  found.left.push(await words(reader, "h1"));
  await reader.goto(await newest(reader, en));
  found.provider = await ask("one click", await addressOfLeaving(reader));
  await newest(reader, given.joins, 1);
  await reader.goto(mine);
  await press(reader, "main button[value=leave]", "left-by-own-page");
  found.gone = (await reader.goto(mine)).status();
  found.errors = found.errors.filter((one) => !one.startsWith(mine) || !one.includes("404"));

  // By their addresses: what lies there of who left is taken away by the worker at some moment of its own.
  const lay = new Set();
  for (const email of leavers) for (const one of await sentTo(reader, email)) lay.add(one);
  await updated(author, reviewer, given.deadlines[1], "second");
  await published(reviewer, "second");
  await newest(reader, given.stays, await countOf(reader, given.stays) - 1);
  found.after = [];
  for (const email of leavers) found.after.push(...(await sentTo(reader, email)).filter((one) => !lay.has(one)));
}

const browser = await chromium.launch({ executablePath: process.argv[2], args: ["--disable-gpu", "--no-first-run"] });
try {
  await main(browser);
} catch (error) {
  found.stopped = `${error.stack} at ${browser.contexts().map((one) => one.pages()[0]?.url()).join(" | ")}`;
  for (const one of browser.contexts()) await seen(one.pages()[0], "stopped").catch(() => {});
}
process.stdout.write(`${JSON.stringify({ found: [found] })}\n`);
await ended;
await browser.close();
