// Walks a rendered report in a real browser. One JSON object on stdout: check name to null (it held) or what was seen.
// Usage: node report.mjs CHROMIUM REPORT.html SCREENSHOT-FOLDER
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const [executablePath, file, pictures] = process.argv.slice(2);
const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const url = `file://${file}`;
const outcome = {};
const noises = [];

const browser = await chromium.launch({
  executablePath,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
});

const open = async (hash = "", options = {}) => {
  // axe is injected past the page's own policy; everything else runs under it.
  const { bypassCSP = false, ...rest } = options;
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, bypassCSP, ...rest });
  const page = await context.newPage();
  page.on("console", (message) => { if (["error", "warning"].includes(message.type())) noises.push(message.text()); });
  page.on("pageerror", (error) => noises.push(String(error)));
  page.on("dialog", (dialog) => { noises.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on("request", (request) => { if (!request.url().startsWith(url)) noises.push(`request: ${request.url()}`); });
  await page.goto(url + hash);
  return page;
};

const equal = (seen, wanted) => {
  if (JSON.stringify(seen) !== JSON.stringify(wanted)) throw new Error(`saw ${JSON.stringify(seen)}, wanted ${JSON.stringify(wanted)}`);
};
const holds = (condition, said) => { if (!condition) throw new Error(said); };

const check = async (name, act) => {
  try {
    await act();
    outcome[name] = null;
  } catch (error) {
    outcome[name] = String(error.message ?? error).slice(0, 2000);
  }
};

const shownRows = (page) => page.locator(".all tbody tr:not([hidden]):not(.opened)").count();

await check("filters by verdict, area, level and text", async () => {
  const page = await open();
  const total = await shownRows(page);
  await page.locator("select[name=verdict]").selectOption("FAIL");
  const failing = await shownRows(page);
  holds(failing > 0 && failing < total, `${failing} of ${total} rows fail`);
  equal(await page.locator(".filter output").textContent(), `${failing} of ${total} shown`);
  await page.locator("select[name=area]").selectOption("matching");
  equal(await shownRows(page), 1);
  await page.getByRole("button", { name: "Reset" }).click();
  await page.waitForFunction((count) => document.querySelectorAll(".all tbody tr:not([hidden])").length === count, total);
  await page.getByRole("searchbox").fill("EXTERNAL-id search");
  equal(await shownRows(page), 1);
  await page.getByRole("searchbox").fill("no such words anywhere");
  equal(await shownRows(page), 0);
});

await check("a count of the picture filters the table", async () => {
  const page = await open();
  await page.locator(".counts a", { hasText: "WARN" }).click();
  await page.waitForFunction(() => document.querySelectorAll(".all tbody tr:not([hidden])").length === 1);
  equal(await page.locator(".all tbody tr:not([hidden])").getAttribute("data-verdict"), "WARN");
});

await check("expands an exchange that only the block holds", async () => {
  const page = await open();
  const details = page.locator("details[data-exchange]").first();
  await details.locator("summary").click();
  await details.locator("pre").first().waitFor();
  holds((await details.locator("pre").first().textContent()).includes("https://scim.example.com/scim/v2"), "no request is shown");
});

await check("opens a passing requirement by keyboard", async () => {
  const page = await open();
  const row = page.locator("[id='patch.behaviour-26']");
  const button = row.getByRole("button");
  await button.focus();
  await page.keyboard.press("Enter");
  await page.locator(".opened .exchange").first().waitFor();
  equal(await button.getAttribute("aria-expanded"), "true");
  await page.keyboard.press("Enter");
  equal(await page.locator(".opened").count(), 0);
});

await check("a deep link opens a row, an article, and an article inside a group", async () => {
  const passing = await open("#patch.behaviour-26");
  await passing.locator("[id='patch.behaviour-26'] + .opened .exchange").first().waitFor();
  holds(await passing.evaluate(() => scrollY > 0), "the page did not scroll");
  const finding = await open("#patch.active-as-string");
  equal(await finding.evaluate(() => document.activeElement.id), "patch.active-as-string");
  const inside = await open("#patch.replace-title");
  await inside.locator("[id='patch.replace-title'] .facts").first().waitFor({ state: "visible" });
});

await check("a link to a filtered-out row shows it again", async () => {
  const page = await open();
  await page.locator("select[name=verdict]").selectOption("FAIL");
  await page.evaluate(() => { location.hash = "#patch.behaviour-26"; });
  await page.locator("[id='patch.behaviour-26'] + .opened").waitFor({ state: "visible" });
});

await check("copies a curl line", async () => {
  const page = await open("", { permissions: ["clipboard-read", "clipboard-write"] });
  const box = page.locator("[id='patch.active-as-string'] .curl").first();
  await box.getByRole("button", { name: "Copy" }).click();
  await box.getByRole("button", { name: "Copied" }).waitFor();
  equal(await page.evaluate(() => navigator.clipboard.readText()), await box.locator("pre").textContent());
});

await check("opens all evidence, and closes it again", async () => {
  const page = await open();
  const closed = () => page.locator("#findings .evidence:not([open])").count();
  holds(await closed() > 0, "all evidence is open from the start");
  await page.getByRole("button", { name: "Open all" }).click();
  equal(await closed(), 0);
  await page.getByRole("button", { name: "Close all" }).click();
  equal(await page.locator("#findings .evidence[open]").count(), 0);
});

await check("numbers of exchanges open them", async () => {
  const page = await open();
  await page.getByRole("button", { name: "Exchanges 4-6" }).click();
  const dialog = page.getByRole("dialog", { name: "Exchanges 4 to 6" });
  equal(await dialog.locator("details").count(), 3);
  await dialog.locator("summary").first().click();
  await dialog.locator("pre").first().waitFor();
  await page.keyboard.press("Escape");
  equal(await page.locator("dialog").count(), 0);
  await page.getByRole("button", { name: "Exchanges 9", exact: true }).click();
  await page.getByRole("dialog", { name: "Exchange 9" }).locator("pre").first().waitFor();
  await page.getByRole("button", { name: "Close" }).click();
  equal(await page.locator("dialog").count(), 0);
});

await check("lists the many requests of a test when they are asked for", async () => {
  const page = await open("#fuzz.filters");
  const list = page.locator("[id='fuzz.filters'] details[data-list]");
  await list.locator("summary").first().click();
  await list.locator("details").nth(13).waitFor();
  equal(await list.locator("details").count(), 14);
  await list.locator("details summary").first().click();
  await list.locator("pre").first().waitFor();
});

await check("hostile text is shown and runs nothing", async () => {
  const page = await open();
  for (const summary of await page.locator("summary").all()) if (await summary.isVisible()) await summary.click();
  await page.waitForTimeout(200);
  holds((await page.title()).startsWith("scimproof: "), `the title is now ${await page.title()}`);
  equal(await page.locator("img, iframe, object").count(), 0);
  holds((await page.locator("main").textContent()).includes("<script>document.title"), "the text is not shown");
});

await check("is readable without its script", async () => {
  const page = await open("", { javaScriptEnabled: false });
  await page.locator("[id='patch.active-as-string'] .observed").first().waitFor({ state: "visible" });
  equal(await page.locator("button:visible, form:visible").count(), 0);
});

for (const [name, options] of [["light", {}], ["dark", { colorScheme: "dark" }], ["phone", { viewport: { width: 360, height: 740 } }]]) {
  await check(`axe finds no violation: ${name}`, async () => {
    const page = await open("#patch.behaviour-26", { ...options, bypassCSP: true });
    await page.locator(".opened").waitFor();
    await page.getByRole("button", { name: "Open all" }).click();
    await page.addScriptTag({ path: axe });
    const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
    equal(violations.map((each) => [each.id, each.nodes.slice(0, 3).map((node) => node.html.slice(0, 160))]), []);
  });
  await check(`has a picture and no sideways scroll: ${name}`, async () => {
    const page = await open("", options);
    const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    holds(content <= window, `${content} px of content in ${window} px`);
    await page.screenshot({ path: `${pictures}/report-${name}.png` });
  });
}

await check("prints with its findings open and its controls gone", async () => {
  const page = await open();
  const pdf = await page.pdf({ path: `${pictures}/report.pdf`, format: "A4" });
  holds(pdf.length > 20_000, `${pdf.length} bytes`);
  await page.emulateMedia({ media: "print" });
  equal(await page.locator("button:visible, form:visible, nav:visible").count(), 0);
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  equal(await page.locator(".evidence:not([open]), .blocks:not([open]), .likewise:not([open])").count(), 0);
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  holds(await page.locator(".evidence:not([open]), .blocks:not([open]), .likewise:not([open])").count() > 0, "it stays open after printing");
});

outcome["nothing is fetched, logged or asked"] = noises.length ? noises.join("\n").slice(0, 2000) : null;
await browser.close();
process.stdout.write(JSON.stringify(outcome));
