// Hostile text in every field that people fill, on every page that shows it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Api } from './api.mjs';
import { launch, Person } from './browser.mjs';
import { codeIn, linkIn, Mails } from './mails.mjs';

const { BASE, MAILS, SHOTS, TOKEN, LOGIN, PASSWORD } = process.env;
const api = new Api(BASE, TOKEN);
const mails = new Mails(MAILS);
const place = { base: BASE, shots: SHOTS };
const SCRIPT = `</script><script>alert(1)</script><img src=x onerror=alert(2)>"'{{title}}{{{title}}}`;
const title = `=cmd|' /C calc'!A0 🏛️ ${SCRIPT} ${'très long '.repeat(20)}`.slice(0, 190);
const name = (n) => `${n} ${SCRIPT}`.slice(0, 120);
let browser;

before(async () => { browser = await launch(); });
after(() => browser.close());

async function arrive(who) {
  const person = await Person.arrive(browser, who, place);
  person.page.on('dialog', (dialog) => { person.faults.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  return person;
}

/** What was typed is read on the page, and the page did nothing else with it. */
async function shows(person, path, text) {
  const answer = await person.page.goto(`${BASE}${path}`);
  assert.equal(answer.status(), 200, path);
  const said = await person.page.locator('body').innerText();
  assert.ok(said.includes(text), `${path} does not show ${text}`);
  const wide = await person.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(wide <= 0, `${path} is ${wide} pixels too wide`);
}

test('no page runs, breaks on or hides what a stranger wrote', async () => {
  const holders = [1, 2, 3].map((n) => ({ name: name(n), email: `hostile${n}@demo.example` }));
  await api.call('POST', '/people', {
    name: name('Personne'), email: 'personne@demo.example',
  });
  await api.call('POST', '/organisations', { name: name('Organisme') });
  const id = await api.frozenAdhesion(title, holders);
  const asked = await api.call('POST', `/conventions/${id}/opinion`, { question: `Question ${SCRIPT}` });
  const seats = asked.opinions.at(-1).seats.filter((seat) => seat.vote !== 'guest');
  const member = await arrive('membre');
  await member.page.goto(linkIn(await mails.next(seats[1].holder.email)));
  assert.ok((await member.page.locator('body').innerText()).includes(SCRIPT));
  await member.page.check('#choice-reserved');
  await member.page.fill('#text', `Réserve ${SCRIPT}`);
  await member.page.locator('form[action$="/answer"] button[type=submit]').first().click();
  assert.deepEqual(await member.leave(), []);
  await api.act(id, 'close_opinion', { opinion: asked.opinions.at(-1).n });
  await api.act(id, 'acknowledge_opinion', { reason: `Motif ${SCRIPT}` });
  await api.act(id, 'open_round');

  const signatory = await arrive('signataire');
  const { page } = signatory;
  await page.goto(linkIn(await mails.next(holders[0].email)));
  assert.ok((await page.locator('body').innerText()).includes(SCRIPT));
  await page.locator('form[action$="/code"] button[type=submit]').first().click();
  const code = codeIn(await mails.next(holders[0].email));
  for (const box of await page.locator('form[action$="/sign"] input[type=checkbox]').all()) await box.check();
  await page.fill('input[name=code]', code);
  await page.locator('form[action$="/sign"] button[type=submit]').first().click();
  await page.getByText('Signé électroniquement (signature simple)').first().waitFor();
  assert.deepEqual(await signatory.leave(), []);

  const admin = await arrive('administratrice');
  await admin.page.goto(`${BASE}/admin/login`);
  await admin.page.fill('#login', LOGIN);
  await admin.page.fill('#password', PASSWORD);
  await admin.page.locator('form[action$="/admin/login"] button[type=submit]').click();
  await admin.page.waitForURL(`${BASE}/admin/`);
  await shows(admin, '/admin/', '=cmd|');
  await shows(admin, `/admin/conventions/${id}`, SCRIPT);
  await admin.shot('texte-hostile');
  await shows(admin, '/admin/people', '<script>alert(1)</script>');
  await shows(admin, '/admin/organisations', '<script>alert(1)</script>');
  for (const path of ['effects', 'bodies', 'members']) {
    assert.equal((await admin.page.goto(`${BASE}/admin/${path}`)).status(), 200, path);
  }
  assert.deepEqual(await admin.leave(), []);
});
