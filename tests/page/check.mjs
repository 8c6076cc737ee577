// Pages in a browser: node check.mjs BROWSER DIRECTORY, where each NAME.html has its report NAME.json beside it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const [executablePath, directory, shots] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const report = (name) => JSON.parse(readFileSync(`${directory}/${name}.json`, 'utf8'));
const address = (name, fragment = '') => `file://${directory}/${name}.html${fragment}`;
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });

/** Opens a page; whatever it asks for or complains about fails the check. */
async function open(name, options = {}, fragment = '') {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const tab = await context.newPage();
  const wrong = [];
  tab.on('request', (request) => { if (request.url().split('#')[0] !== address(name)) wrong.push(`asks for ${request.url()}`); });
  tab.on('console', (message) => wrong.push(`says ${message.text()}`));
  tab.on('pageerror', (error) => wrong.push(`fails with ${error}`));
  tab.on('dialog', (dialog) => { wrong.push(`shows ${dialog.message()}`); dialog.dismiss(); });
  await tab.goto(address(name, fragment));
  if (options.javaScriptEnabled !== false) await tab.waitForFunction(() => document.documentElement.dataset.ready);
  return { tab, close: async () => { await context.close(); assert.deepEqual(wrong, [], name); } };
}

/** Owners and what they hold, in the table of owners, the column of findings and its filters. */
async function tellsOwners(tab, json) {
  const { governance, score } = json;
  const rows = await tab.locator('table.owners tbody tr').evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent)));
  const kinds = ['overdue', 'dueSoon', 'onTime', 'unassigned', 'unknown'];
  const expected = governance.owners.map((own) => [own.owner ?? 'nobody', ...kinds.map((kind) => String(own[kind])), `+${own.points.toFixed(2)}`]);
  assert.deepEqual(rows, expected);
  kinds.forEach((kind, at) => assert.equal(rows.reduce((all, row) => all + Number(row[at + 1]), 0), governance.counts[kind], kind));
  const grace = tab.locator('dl.facts > div', { hasText: 'Without what is in grace' }).locator('dd');
  assert.equal(await grace.textContent(), `${(score.withoutGrace.percentage * 100).toFixed(2)} %, ${score.withoutGrace.current.toFixed(2)} of ${score.withoutGrace.max} points`);
  // Each owner's address leads to that owner's findings, and nobody's to those of nobody.
  for (const [at, own] of governance.owners.entries()) {
    await tab.locator('table.owners tbody a').nth(at).click();
    const all = kinds.reduce((sum, kind) => sum + own[kind], 0);
    await tab.waitForFunction((text) => document.getElementById('findings-count').textContent.startsWith(text), `${all} of `);
    const cells = await tab.locator('#findings-rows td[data-label="Owner and due"] small').allTextContents();
    assert.deepEqual([...new Set(cells)], [own.owner ?? '(nobody)']);
  }
  await tab.locator('#findings-reset').click();
  // In order of days.
  await tab.locator('th[data-sort=due] button').click();
  const days = await tab.locator('#findings-rows td[data-label="Owner and due"] .day').allTextContents();
  assert.deepEqual(days, days.toSorted());
  const first = json.assessments.flatMap((each) => each.due?.due?.day ?? []).toSorted();
  assert.equal(days[0], first[0]);
  await tab.locator('#findings-reset').click();
}

const checks = {
  async 'meets WCAG 2.2 AA in both themes and fits 320, 390 and 1280 pixels'(name) {
    for (const colorScheme of ['light', 'dark']) {
      const { tab, close } = await open(name, { colorScheme });
      await tab.evaluate(() => document.querySelectorAll('details').forEach((fold) => { fold.open = true; }));
      for (const width of [1280, 390, 320]) {
        await tab.setViewportSize({ width, height: 900 });
        const wide = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(wide <= 0, `${width} pixels are ${wide} too few`);
        const thin = await tab.evaluate(() => [...document.querySelectorAll('caption, th, p')]
          .filter((each) => each.textContent.length > 60 && each.clientWidth > 1 && each.clientWidth < 120).map((each) => each.textContent));
        assert.deepEqual(thin, [], `${width}`);
        // Each theme is looked at once: one wide, the other narrow.
        if (width !== (colorScheme === 'light' ? 1280 : 320)) continue;
        await tab.evaluate(axe);
        const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
        const found = await tab.evaluate((values) => axe.run(document, { runOnly: { type: 'tag', values } }), tags);
        const told = found.violations.map((each) => `${each.id}: ${each.nodes.slice(0, 3).map((node) => node.html).join(' | ')}`);
        assert.deepEqual(told, [], `${colorScheme} at ${width}`);
      }
      await close();
    }
  },

  async 'tells the numbers of its report'(name) {
    const { tab, close } = await open(name);
    const json = report(name);
    const findings = json.assessments ?? json.findings;
    const one = findings.length === 1 ? 'finding' : 'findings';
    const number = findings.length.toLocaleString('en-US');
    assert.equal(await tab.locator('#findings-count').textContent(), `${number} of ${number} ${one}`);
    const score = json.score.after ?? json.score;
    assert.equal(await tab.locator('.figure strong').textContent(), `${(score.percentage * 100).toFixed(2)} %`);
    assert.ok((await tab.locator('.figure span').textContent()).startsWith(`${score.current.toFixed(2)} of ${score.max} `));
    if (json.assessments) {
      const cells = await tab.locator('table.controls tbody > tr:first-child').evaluateAll((rows) =>
        rows.map((row) => [...row.querySelectorAll('.number')].map((cell) => cell.textContent)));
      assert.equal(cells.length, json.controls.length);
      json.controls.forEach((control, at) => {
        const increase = control.potentialIncrease;
        assert.ok(cells[at][0].startsWith(increase === null ? '–' : `+${increase.toFixed(2)} `), cells[at][0]);
        assert.ok(cells[at][1].includes(control.current === null ? 'not scored' : control.current.toFixed(2)), cells[at][1]);
        const tally = [control.unhealthy, control.healthy, control.notApplicable, control.unknown];
        assert.deepEqual(cells[at].slice(2).map((cell) => parseInt(cell, 10)), tally);
      });
      for (const entry of json.recommendations.filter((entry) => entry.unhealthy)) {
        const head = tab.locator(`details[data-recommendation="${entry.id}"] > summary`);
        assert.ok((await head.textContent()).includes(`${entry.unhealthy} unhealthy`));
      }
      if (json.governance?.counts) await tellsOwners(tab, json);
      const sum = (list) => list.reduce((all, each) => all + each.count, 0);
      assert.equal(sum(json.coverage.reasons), json.coverage.unknown);
    }
    await tab.locator('#filters > summary').click();
    const facet = (legend) => tab.locator('fieldset', { has: tab.locator('legend', { hasText: legend }) }).locator('b');
    const counts = (await facet('Severity').allTextContents()).map((text) => parseInt(text.replaceAll(',', ''), 10));
    if (counts.length) assert.equal(counts.reduce((all, each) => all + each, 0), findings.length);
    if (json.governance?.counts) {
      const told = await tab.locator('fieldset', { has: tab.locator('legend', { hasText: /^Due$/ }) }).locator('label').evaluateAll((all) =>
        all.map((each) => [each.querySelector('span').textContent, Number(each.querySelector('b').textContent)]));
      const { overdue, dueSoon, onTime, unassigned } = json.governance.counts;
      const none = json.assessments.filter((each) => !each.due).length;
      assert.deepEqual(told, [['overdue', overdue], ['due soon', dueSoon], ['on time', onTime], ['unassigned', unassigned], ['(none)', none]]);
    }
    await close();
  },

  async 'is walked by keyboard'(name) {
    const { tab, close } = await open(name);
    const focused = () => tab.evaluate(() => document.activeElement.id || document.activeElement.textContent);
    const tabTo = async (what, key = 'Tab') => {
      for (let step = 0; step < 100 && (await focused()) !== what; step++) await tab.keyboard.press(key);
      assert.equal(await focused(), what);
    };
    await tab.keyboard.press('Tab');
    assert.equal(await focused(), 'Skip to the content');
    await tabTo('Dark');
    await tab.keyboard.press('Enter');
    assert.equal(await tab.evaluate(() => document.documentElement.dataset.theme), 'dark');
    // The contents lead past all that stands before the findings.
    await tabTo('Findings');
    await tab.keyboard.press('Enter');
    await tabTo('findings-search');
    await tab.keyboard.type('a');
    const all = (report(name).assessments ?? report(name).findings).length;
    await tabTo('filters-summary');
    await tab.keyboard.press('Enter');
    await tab.locator('fieldset').first().waitFor();
    await tab.keyboard.press('Tab');
    await tab.keyboard.press('Space');
    const shown = await tab.locator('#findings-count').textContent();
    assert.ok(parseInt(shown, 10) < all, shown);
    assert.match(await tab.evaluate(() => location.hash), /^#theme=dark&q=a&[a-z]+=./);
    // A view can be passed on.
    const again = await open(name, {}, await tab.evaluate(() => location.hash));
    assert.equal(await again.tab.locator('#findings-count').textContent(), shown);
    await again.close();
    await tabTo('findings-reset', 'Shift+Tab');
    await tab.keyboard.press('Enter');
    await tabTo('filters-summary');
    await tab.keyboard.press('Enter');
    await tabTo('Resource');
    await tab.keyboard.press('Enter');
    assert.equal(await tab.locator('th[data-sort=resource]').getAttribute('aria-sort'), 'ascending');
    if (all > 25) {
      await tabTo('Next');
      await tab.keyboard.press('Enter');
      assert.match(await tab.locator('#findings-pager').textContent(), /rows 26–/);
    }
    await close();
  },

  async 'stands without a script'(name) {
    const { tab, close } = await open(name, { javaScriptEnabled: false });
    assert.ok(await tab.locator('.figure strong').isVisible());
    assert.ok(await tab.locator('#findings noscript').count());
    const fold = tab.locator('#recommendations details').first();
    await fold.locator('> summary').click();
    assert.ok(await fold.locator('> div').isVisible());
    if (shots) await tab.screenshot({ path: `${shots}/${name}-no-script.png` });
    await close();
  },

  async 'is printed whole, and at most 200 rows of it'(name) {
    const { tab, close } = await open(name);
    await tab.emulateMedia({ media: 'print' });
    await tab.evaluate(() => dispatchEvent(new Event('beforeprint')));
    assert.equal(await tab.locator('main details:not(.long, #findings details, [open])').count(), 0);
    assert.ok((await tab.locator('#findings-rows > tr').count()) <= 200);
    assert.equal(await tab.locator('.tools').isVisible(), false);
    await tab.evaluate(() => dispatchEvent(new Event('afterprint')));
    assert.ok((await tab.locator('#findings-rows > tr').count()) <= 25);
    assert.ok((await tab.pdf()).length > 1000);
    await close();
  },
};

const looks = 'meets WCAG 2.2 AA in both themes and fits 320, 390 and 1280 pixels';
const ofBoth = { [looks]: checks[looks], 'is printed whole': checks['is printed whole, and at most 200 rows of it'] };

// What the page with owners shows is not shown again.
const ofScan = Object.fromEntries(Object.entries(checks).filter(([what]) => what !== 'is walked by keyboard' && what !== looks));

const ofTour = {
  [looks]: checks[looks],

  async 'is walked to its end by keyboard'(name) {
    const { tab, close } = await open(name);
    const titles = [];
    for (;;) {
      const step = tab.locator('#tour li:not([hidden])');
      assert.equal(await step.count(), 1);
      titles.push(await step.locator('h3').textContent());
      const place = await tab.evaluate(() => {
        const shown = document.querySelector('.tour-place').getBoundingClientRect();
        return { top: shown.top, bottom: innerHeight - document.getElementById('tour').offsetHeight };
      });
      assert.ok(place.top >= -2 && place.top < place.bottom, `${titles.at(-1)}: ${JSON.stringify(place)}`);
      if (shots) await tab.screenshot({ path: `${shots}/${name}-${titles.length}.png` });
      if ((await tab.evaluate(() => document.activeElement.textContent)) === 'Finish') break;
      await tab.keyboard.press(titles.length % 2 ? 'Enter' : 'ArrowRight');
      await tab.waitForTimeout(50);
      assert.ok(titles.length < 20);
    }
    const expected = ['The score', 'What gives back most', 'All or nothing', 'A quick fix, and the new score', 'The way to a target', 'The same at home'];
    assert.deepEqual(titles, expected);
    assert.equal((await tab.locator('#tour li:not([hidden]) pre').textContent()).trim().split('\n').length, 3);
    await tab.keyboard.press('Enter');
    assert.equal(await tab.locator('#tour').count(), 0);
    await close();
  },
};

const ofComment = {
  async 'has its verdict on the first screen and fits 1000 and 390 pixels'(name) {
    for (const width of [1000, 390]) {
      const { tab, close } = await open(name, { javaScriptEnabled: false, viewport: { width, height: 900 } });
      const look = await tab.evaluate(() => ({
        wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
        tall: document.documentElement.scrollHeight,
        // Only tables and commands scroll, each in its own place.
        cut: [...document.querySelectorAll('main > :not(table, pre, details, ul, ol)')].filter((each) => each.scrollWidth > each.clientWidth).length,
        tops: ['h2', 'strong', 'pre'].map((each) => document.querySelector(each).getBoundingClientRect().top),
        groups: document.querySelectorAll('h4').length,
        text: document.body.textContent,
      }));
      assert.ok(look.wide <= 0 && look.cut === 0, JSON.stringify({ ...look, text: '' }));
      assert.ok(look.tops.every((top) => top < 900), `the verdict, the score and the command stand at ${look.tops}`);
      // A group of findings is told once, whatever it counts.
      assert.ok(look.groups > 5 && look.tall < look.groups * 750 + 2500, `${look.groups} groups, ${look.tall} pixels`);
      assert.ok(!/\p{L}\.?…\./u.test(look.text), 'a sentence is cut within a word');
      if (shots) await tab.screenshot({ path: `${shots}/${name}-${width}.png`, fullPage: true });
      await close();
    }
  },
};

let failed = 0;
const pages = [['comment7', ofComment], ['comment270', ofComment], ['owned', checks], ['contoso', ofScan], ['hostile', checks], ['both', ofBoth], ['tour', ofTour]];
const waiting = pages.flatMap(([name, all]) => Object.entries(all).map(([what, check]) => ({ name, what, check })));
/** Takes one after the other, in one browser, each in a context of its own. */
async function work() {
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const { name, what, check } = next, start = performance.now();
    try {
      await check(name);
      console.log(`ok      ${name} ${what} (${Math.round(performance.now() - start)} ms)`);
    } catch (error) {
      failed += 1;
      console.log(`failed  ${name} ${what}\n${error.stack}`);
    }
  }
}
await Promise.all([work(), work()]);
await browser.close();
process.exit(failed ? 1 : 0);
