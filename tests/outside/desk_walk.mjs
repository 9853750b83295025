// Two people of the staff bring a document from its file to a live, signed edition with a French translation, through the
// pages alone: node desk_walk.mjs CHROMIUM, the pairs on standard input (asking.mjs). Prints a line {"found"}.
import { createHmac } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { ended, given } from "./asking.mjs";

const LONGEST = 30_000;
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

// What an authenticator shows (RFC 6238).
function codeOf(secret) {
  const bits = [...secret.replace(/\s/g, "")].map((one) => LETTERS.indexOf(one).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const hash = createHmac("sha1", key).update(step).digest();
  const at = hash.at(-1) & 15;
  return String((hash.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

// Somebody at their own machine. Counts what they press and the pages that they are given.
class Somebody {
  constructor(pair, person, found) {
    Object.assign(this, { pair, person, found, number: 0 });
  }

  async open(browser) {
    const { width, scheme: colorScheme, javascript: javaScriptEnabled, desk } = this.pair;
    const viewport = { width, height: 900 };
    this.context = await browser.newContext({ colorScheme, javaScriptEnabled, viewport, baseURL: desk });
    this.page = await this.context.newPage();
    this.page.setDefaultTimeout(LONGEST);
    this.page.on("pageerror", (error) => this.found.errors.push(String(error)));
    this.page.on("console", (one) => {
      if (one.type() === "error" && !/40[0-9]|422/.test(one.text())) this.found.errors.push(one.text());
    });
    this.page.on("request", (request) => {
      // What Chromium shows a PDF with is a part of it.
      if (/^chrome(-extension)?:/.test(request.url())) return;
      if (![this.pair.desk, this.pair.site].some((own) => request.url().startsWith(own))) this.found.asked.push(request.url());
    });
  }

  async seen(name) {
    this.found.pages += 1;
    const wide = await this.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wide > 0) this.found.sideways.push(`${name}: ${wide}`);
    if (!this.pair.pictures) return;
    mkdirSync(this.pair.pictures, { recursive: true });
    const file = `${this.pair.name}-${String(this.found.pages).padStart(2, "0")}-${name}.png`;
    await this.page.screenshot({ path: join(this.pair.pictures, file), fullPage: true });
  }

  async press(where, name) {
    this.found.clicks += 1;
    const one = typeof where === "string" ? this.page.locator(where).first() : where;
    await one.click();
    await this.page.waitForLoadState();
    if (name) await this.seen(name);
  }

  async fill(name, text) {
    this.found.filled += 1;
    await this.page.locator(`main [name="${name}"]`).first().fill(text);
  }

  // A button that does something, by what it sends.
  do(value, name) {
    return this.press(`main button.button[name=do][value="${value}"]`, name);
  }

  tab(end, name) {
    return this.press(`.tabs a[href$="${end}"], main a[href$="${end}"]`, name);
  }

  heading() {
    return this.page.locator("h1").first().textContent();
  }

  async signIn() {
    const { page, person } = this;
    await page.goto("/desk/");
    await this.seen("sign-in");
    await this.fill("email", person.email);
    await this.fill("secret", person.first);
    await this.press("main button.go", "own-secret");
    await this.fill("secret", person.secret);
    await this.fill("again", person.secret);
    await this.press("main button.go", "set-up");
    await this.fill("code", codeOf(await page.locator("main code").first().textContent()));
    await this.press("main button.go", "recovery-codes");
    const codes = await page.locator("main .codes code").count();
    await this.press("main a.go", "home-empty");
    if (this.pair.language !== "en") {
      await page.goto("/desk/account/");
      await page.locator("main [name=language]").first().waitFor();
      const choice = page.locator(`main select[name=language], main input[name=language][value="${this.pair.language}"]`).first();
      if ((await choice.evaluate((one) => one.tagName)) === "SELECT") await choice.selectOption(this.pair.language);
      else await choice.check();
      await this.do("language", "account");
      await page.goto("/desk/");
    }
    return codes;
  }
}

// From the file to the reviewer's desk.
async function bringIn(author) {
  const { page, pair, found } = author;
  await page.goto("/desk/");
  await page.locator("main input[type=file]").first().setInputFiles(pair.document);
  found.filled += 1;
  const section = page.locator("main form:has(input[type=file]) select[name=section]");
  if (await section.count()) await section.selectOption("DE");
  await author.press("main form:has(input[type=file]) button.go, main form:has(input[type=file]) button", "read");
  const known = page.locator('main a.go[href*="/edit/"], main a.go[href*="/source/"]');
  if (/\/known\//.test(page.url())) await author.press(known, "known");
  found.case = Number(page.url().match(/cases\/(\d+)/)[1]);
  found.warnings = [await page.locator(".warnings li").count()];
  await complete(author);
}

// The preview beside the form, anew after the save; then its other shapes.
async function lookedAt(live, anew) {
  const seen = [(await anew).status()];
  for (const form of ["sheet", "letter", "page"]) {
    const [answer] = await Promise.all([
      live.page().waitForResponse((one) => one.url().endsWith(`/preview/${form}/`)),
      live.locator(`[data-shows$="/${form}/"]`).click(),
    ]);
    seen.push(answer.status());
  }
  await live.locator("summary").click();
  return seen;
}

// What the document leaves out, and what its reader doubted.
async function complete(author) {
  const { page, pair, found } = author;
  for (let left = 25; left && (await page.locator('button[value^="settle:"]').count()); left -= 1) {
    await author.press('button[value^="settle:"]');
  }
  await author.seen("settled");
  found.warnings.push(await page.locator(".warnings button[value^='settle:']").count());
  if (pair.javascript) {
    const live = page.locator("#live");
    found.beside = await live.isVisible();
    const preview = () => page.waitForResponse((answer) => answer.url().endsWith("/preview/page/"));
    if (found.beside) await Promise.all([preview(), live.locator("summary").click()]);
    // Typed, and nothing pressed.
    await author.fill("deadline", pair.deadline);
    const saving = page.waitForResponse((answer) => answer.url().endsWith("/edit/save/"));
    const anew = found.beside ? preview() : null;
    await author.fill("summary", pair.summary);
    await saving;
    if (found.beside) found.live = await lookedAt(live, anew);
    await page.locator("#saved .done").waitFor();
    found.autosaved = (await page.locator("#saved").textContent()).trim();
    await page.reload();
    found.kept = [await page.locator("[name=deadline]").inputValue(), await page.locator("[name=summary]").inputValue()];
  } else {
    await author.fill("deadline", pair.deadline);
    await author.fill("summary", pair.summary);
    await author.do("save", "saved");
    found.kept = [await page.locator("[name=deadline]").inputValue(), await page.locator("[name=summary]").inputValue()];
  }
  if (!(await page.locator('[name="people.0.name"]').count())) await author.press('button[value="add:people"]', "person");
  const person = page.locator('#l-people [name$=".name"]').first();
  const closed = page.locator("details.bench-section:not([open]):has(#l-people) > summary");
  if (await closed.count()) await author.press(closed);
  await person.fill(pair.person);
  found.filled += 1;
  await author.do("save", "edited");
  found.person = await page.locator('#l-people [name$=".name"]').first().inputValue();
}

async function agree(author) {
  const { page } = author;
  await author.tab("/consent/", "consent");
  await author.fill("who", "The daughter");
  await author.fill("how", "By telephone, through the pastor");
  for (const tick of await page.locator("main form:has([name=who]) input[type=checkbox]:not(:checked)").all()) {
    await tick.check();
    author.found.clicks += 1;
  }
  await author.do("give", "agreed");
}

async function submit(author, name) {
  await author.tab("/edit/", `${name}-edit`);
  await author.do("submit", name);
}

async function sendBack(reviewer) {
  const { page, pair } = reviewer;
  await page.goto("/desk/");
  await reviewer.seen("waiting");
  await reviewer.press(`main a[href^="/desk/cases/${pair.case}/"]`, "case");
  await reviewer.tab("/review/", "review");
  const closed = page.locator("details.back:not([open]) > summary");
  if (await closed.count()) await reviewer.press(closed);
  await reviewer.fill("note", pair.note);
  await page.selectOption("#place", { index: 1 });
  await reviewer.fill("more", pair.comment);
  await reviewer.do("back", "sent-back");
}

async function change(author, found) {
  const { page, pair } = author;
  await page.goto("/desk/");
  await author.press(`main a[href^="/desk/cases/${pair.case}/"]`, "case-sent-back");
  await author.tab("/edit/", "remarks");
  found.remarks = await page.locator("main").evaluate(
    (main, words) => words.filter((one) => main.textContent.includes(one)).length,
    [pair.note, pair.comment],
  );
  await author.fill("headline", pair.headline);
  await author.do("save");
  for (let left = 5; left && (await page.locator('button[value^="remark:"], button[value^="settle-remark"]').count()); left -= 1) {
    await author.press('button[value^="remark:"], button[value^="settle-remark"]');
  }
  await author.do("submit", "sent-again");
}

async function approve(reviewer) {
  const { page, pair } = reviewer;
  await page.goto(`/desk/cases/${pair.case}/review/`);
  await page.locator("main input[name=read]").check();
  reviewer.found.clicks += 1;
  await reviewer.do("approve", "approved");
}

// Every text in other words that keep its numbers, addresses and names.
async function translate(author, found) {
  const { page, pair } = author;
  await page.goto(`/desk/cases/${pair.case}/translations/`);
  await author.seen("translations");
  await author.fill("language", "fr");
  await author.press("main form button", "translate");
  const fields = page.locator("main textarea[name^='t-']");
  found.texts = await fields.count();
  const sources = await page.locator("main .segments .original > .seg-text").allTextContents();
  for (let at = 0; at < found.texts; at += 1) await fields.nth(at).fill(`${pair.french} ${sources[at]}`);
  found.filled += found.texts;
  await author.press("main .bottombar button.go", "translated");
}

async function readFrench(reviewer, found) {
  const { page, pair } = reviewer;
  await page.goto(`/desk/cases/${pair.case}/translations/`);
  await reviewer.press(`main a[href$="/fr/read/"]`, "second-read");
  await reviewer.do("approve", "french-approved");
  found.french = page.url();
}

async function publish(reviewer, found) {
  const { page, pair } = reviewer;
  await page.goto(`/desk/cases/${pair.case}/review/`);
  await reviewer.press(`main a[href$="/cases/${pair.case}/publish/"]`, "publish");
  await reviewer.do("now", "published");
  found.said = (await page.locator(".said").first().textContent()).trim();
  found.public = await page.locator(`a[href^="${pair.site}/actions/"]`).first().getAttribute("href");
  for (const language of ["en", "fr"]) {
    await page.goto(found.public.replace("/actions/", `/${language}/actions/`));
    await reviewer.seen(`public-${language}`);
    found[`public_${language}`] = [await page.evaluate(() => document.documentElement.lang), await reviewer.heading(), await page.locator("main").textContent()];
  }
}

async function walk(browser, pair) {
  const begun = Date.now();
  const found = { name: pair.name, clicks: 0, pages: 0, filled: 0, errors: [], sideways: [], asked: [] };
  const [author, reviewer] = pair.people.map((person) => new Somebody(pair, person, found));
  let step = "";
  try {
    for (const one of [author, reviewer]) {
      step = "signing in";
      await one.open(browser);
      found.codes = await one.signIn();
    }
    step = "bringing in";
    await bringIn(author);
    pair.case = found.case;
    step = "consent";
    await agree(author);
    await author.tab("/preview/", "preview");
    step = "submitting";
    await submit(author, "in-review");
    step = "sending back";
    await sendBack(reviewer);
    step = "changing";
    await change(author, found);
    step = "approving";
    await approve(reviewer);
    step = "translating";
    await translate(author, found);
    step = "second reading";
    await readFrench(reviewer, found);
    step = "publishing";
    await publish(reviewer, found);
    await reviewer.page.goto(`/desk/cases/${pair.case}/`);
    await reviewer.seen("case-live");
    await reviewer.tab("/history/", "history");
    step = "";
  } catch (error) {
    for (const one of [author, reviewer]) if (one.page) await one.seen(`stopped ${step}`.replace(" ", "-")).catch(() => {});
    found.stopped = `${step}: ${error.message} at ${author.page?.url()} | ${reviewer.page?.url()}`;
  }
  found.seconds = (Date.now() - begun) / 1000;
  return found;
}

const browser = await chromium.launch({ executablePath: process.argv[2], args: ["--disable-gpu", "--no-first-run"] });
const found = await Promise.all(given.map((pair) => walk(browser, pair)));
process.stdout.write(`${JSON.stringify({ found })}\n`);
await ended;
await browser.close();
