// The page of many findings beside an empty one: node benches/page.mjs UPLIFT BROWSER [FINDINGS].
// Needs what `npm ci --prefix tests/page` installs.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const { chromium } = createRequire(new URL('../tests/page/package.json', import.meta.url))('playwright-core');
const [uplift, executablePath, number = '100000'] = process.argv.slice(2);
const directory = mkdtempSync(join(tmpdir(), 'uplift-page-'));
const run = (...words) => execFileSync(uplift, words, { maxBuffer: 2 ** 31 - 1 });

/** The example's report with its findings again and again, on other resources in other files. */
function report() {
  const whole = JSON.parse(run('scan', 'examples/contoso', '--format', 'json', '--with', 'fixes,route'));
  const hex = (value, length) => value.toString(16).padStart(length, '0');
  const again = (_, at) => {
    const own = structuredClone(whole.assessments[at % whole.assessments.length]);
    const subscription = `${hex(at % 20, 8)}-0000-4000-8000-${hex(at % 20, 12)}`, resourceGroup = `rg-${at % 400}`;
    const name = `res${Math.floor(at / 3)}`, type = own.resource.type, line = ((at * 37) % 9000) + 1;
    const id = `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/${type}/${name}`;
    const file = `infra/${at % 300}/${resourceGroup}.json`;
    own.evidence.forEach((each, behind) => Object.assign(each, { file, line: line + behind }));
    return { ...own, resource: { id, name, type, resourceGroup, subscription }, location: { file, line, column: 5 } };
  };
  return JSON.stringify({ ...whole, assessments: Array.from({ length: Number(number) }, again) });
}

/** Medians of several visits, in milliseconds; of a search also what its script took of the processor. */
async function visits(browser, file) {
  const median = (all) => all.sort((a, b) => a - b)[Math.floor(all.length / 2)];
  const paints = [], ready = [], searches = [], work = [];
  for (let visit = 0; visit < 5; visit++) {
    const tab = await browser.newPage();
    await tab.goto(`file://${file}`, { waitUntil: 'commit' });
    await tab.waitForFunction(() => document.documentElement.dataset.ready && performance.getEntriesByName('first-paint').length);
    const [painted, drawn] = await tab.evaluate(() => [performance.getEntriesByName('first-paint')[0].startTime, performance.now()]);
    paints.push(painted);
    ready.push(drawn);
    await tab.waitForTimeout(1000);
    const session = await tab.context().newCDPSession(tab);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    const used = async () => (await session.send('Performance.getMetrics')).metrics.find((each) => each.name === 'ScriptDuration').value * 1000;
    for (const query of ['res', 'res12', 'storage', 'rg-7 web', 'nothing like it', '']) {
      const before = await used();
      searches.push(await tab.evaluate((text) => {
        const input = document.getElementById('findings-search');
        if (!input) return 0;
        const start = performance.now();
        input.value = text;
        input.dispatchEvent(new Event('input'));
        return performance.now() - start;
      }, query));
      work.push((await used()) - before);
    }
    await tab.close();
  }
  return { paint: median(paints), ready: median(ready), search: median(searches), work: median(work) };
}

writeFileSync(join(directory, 'report.json'), report());
const [page, empty] = ['page.html', 'empty.html'].map((name) => join(directory, name));
writeFileSync(page, run('page', join(directory, 'report.json')));
writeFileSync(empty, '<!doctype html><html lang="en" data-ready="true"><title>Empty</title><p>Empty</p></html>');
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const none = await visits(browser, empty);
const { paint, ready, search, work } = await visits(browser, page);
await browser.close();
const size = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
console.log(`${number} findings: report ${size(statSync(join(directory, 'report.json')).size)}, page ${size(readFileSync(page).length)}`);
console.log(`first paint ${paint.toFixed(0)} ms, ${(paint / none.paint).toFixed(1)} times an empty page's; table ready after ${ready.toFixed(0)} ms; search ${search.toFixed(0)} ms, ${work.toFixed(0)} ms of it on the processor`);
rmSync(directory, { recursive: true });
