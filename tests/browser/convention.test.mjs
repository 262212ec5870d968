// The whole convention in a browser: an administrator, the directoire, three signatories.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Api, smallPdf } from './api.mjs';
import { launch, Person } from './browser.mjs';
import { codeIn, linkIn, Mails } from './mails.mjs';

const { BASE, MAILS, SHOTS, TOKEN, LOGIN, PASSWORD } = process.env;
const api = new Api(BASE, TOKEN);
const mails = new Mails(MAILS);
const place = { base: BASE, shots: SHOTS };
const signatories = [
  ['Alix Exemple', 'alix@demo.example'], ['Béatrice Exemple', 'beatrice@demo.example'], ['Chloé Exemple', 'chloe@demo.example'],
];
let browser;
let admin;
let address;

before(async () => { browser = await launch(); });
after(() => browser.close());

const submit = (page, action) => page.locator(`form[action$="${action}"] button[type=submit]`).first().click();
const follow = (page, name) => page.getByRole('link', { name }).first().click();

/** The one thing the page says to do next, confirmed. */
async function next(page) {
  await page.locator('section.next a.button').click();
  await page.locator('main form button[type=submit]').last().click();
}

test('the administrator signs in and opens a draft', async () => {
  admin = await Person.arrive(browser, 'administratrice', place);
  const { page } = admin;
  await page.goto(`${BASE}/admin/`);
  assert.match(page.url(), /\/admin\/login/, 'a stranger is asked to sign in');
  await page.fill('#login', LOGIN);
  await page.fill('#password', 'un mot de passe faux');
  await submit(page, '/admin/login');
  await page.locator('[role=alert], .field-error, .error-summary').first().waitFor();
  await page.fill('#password', PASSWORD);
  await submit(page, '/admin/login');
  await page.waitForURL(`${BASE}/admin/`);
  await page.goto(`${BASE}/admin/conventions/new`);
  await page.check('#type-adhesion');
  await page.fill('#title', 'Adhésion de l’agglomération, dans un navigateur');
  await submit(page, '/admin/conventions/new');
  await page.waitForURL(/\/admin\/conventions\/[0-9a-f-]{36}/);
  address = /.*\/admin\/conventions\/[0-9a-f-]{36}/.exec(page.url())[0];
  await page.goto(address);
  assert.ok((await page.locator('.checks .unmet').count()) > 3, 'the checklist shows what blocks');
  await admin.shot('redaction-liste-de-controle');
  await page.locator('.checks .unmet a').first().click();
  await page.locator(':target').waitFor({ state: 'attached' });  // a missing point leads to its input
});

test('the administrator fills the draft, joins the annex and freezes the text', async () => {
  const { page } = admin;
  await page.goto(`${address}/edit`);
  const desktop = page.viewportSize();
  await page.setViewportSize({ width: 375, height: 800 });
  await admin.shot('redaction-telephone');
  const open = page.locator('details.fold[open]');
  assert.ok((await open.count()) > 0, 'what is missing is open');
  const blank = page.getByText('Ajouter un signataire').first();
  await blank.click();
  assert.ok(await page.locator('input[name^="slot"][name$=".name"]').last().isHidden(), 'one blank place at a time');
  await page.setViewportSize(desktop);
  await page.getByRole('radio', { name: 'Institutions et partenaires' }).check();
  await page.getByLabel(/Lien entre l’objet/).fill('L’agglomération accueille entreprises et formations.');
  const names = page.locator('input[name^="party"][name$=".name"], input[name^="parties"][name$=".name"]');
  await names.nth(1).fill('Communauté d’agglomération de démonstration');
  await page.locator('input[name^="part"][name$=".represented_by"]').nth(1).fill('sa présidente');
  const people = page.locator('input[name^="slot"][name$=".name"]');
  const addresses = page.locator('input[name^="slot"][name$=".email"]');
  for (const [i, [name, email]] of signatories.entries()) {
    await people.nth(i).fill(name);
    await addresses.nth(i).fill(email);
  }
  await admin.shot('redaction-formulaire');
  await page.locator('button[name=next][value=annexes]').click();
  await page.waitForURL(/\/annexes/);
  await page.selectOption('#kind', 'convention_constitutive');
  await page.fill('#annex_title', 'Convention constitutive du campus');
  await page.setInputFiles('#file', { name: 'annexe.pdf', mimeType: 'application/pdf', buffer: Buffer.from('ceci n’est pas un PDF') });
  await submit(page, '/annexes');
  await page.locator('.field-error, .error-summary, [role=alert]').first().waitFor();
  await page.setInputFiles('#file', { name: 'annexe.pdf', mimeType: 'application/pdf', buffer: smallPdf('Convention constitutive') });
  if ((await page.inputValue('#annex_title')) === '') await page.fill('#annex_title', 'Convention constitutive du campus');
  await submit(page, '/annexes');
  await page.goto(`${address}/edit`);
  await page.setViewportSize({ width: 375, height: 800 });
  assert.equal(await open.count(), 0, 'what is complete is folded');
  const size = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]);
  assert.ok(size[0] <= 375 && size[1] < 2400, `${size} pixels`);
  await admin.shot('redaction-telephone-complete');
  await page.setViewportSize(desktop);
  await page.goto(address);
  const toConfirm = page.locator('.checks .unmet a[href*="/actions/acknowledge_"]');
  while (await toConfirm.count()) {
    await toConfirm.first().click();
    await page.locator('main form textarea, main form input[type=text]').first().fill('Vu avec le membre.');
    await page.locator('main form button[type=submit]').last().click();
    await page.goto(address);
  }
  assert.equal(await page.locator('.checks .unmet').count(), 0, await page.locator('.checks').innerText());
  await next(page);
  await page.goto(address);
  await page.getByText(/SHA-256|[Ee]mpreinte/).first().waitFor();
  await admin.shot('texte-arrete');
});

test('the directoire answers, the administrator opens the round', async () => {
  const { page } = admin;
  await next(page);
  await page.goto(address);
  const id = address.split('/').pop();
  for (const seat of (await api.call('GET', `/conventions/${id}`)).opinions.at(-1).seats) {
    const link = linkIn(await mails.next(seat.holder.email));
    if (seat.vote === 'guest') continue;
    const member = await Person.arrive(browser, seat.organisation, place);
    await member.page.goto(link);
    assert.match(member.page.url(), /\/s\//, 'the address no longer holds the secret');
    const choice = seat.n === 2 ? 'reserved' : 'favourable';
    await member.page.check(`#choice-${choice}`);
    if (choice === 'reserved') await member.page.fill('#text', 'Prévoir un point d’étape chaque année.');
    if (seat.n === 2) await member.shot('directoire');
    await submit(member.page, '/answer');
    assert.deepEqual(await member.leave(), []);
  }
  await page.goto(address);
  await admin.shot('avis-du-directoire');
  if (!(await api.call('GET', `/conventions/${id}`)).opinions.at(-1).closed_at) {
    await page.goto(`${address}`);
    await follow(page, /Clore l’avis/);
    await page.fill('#word', 'CLORE');
    await page.locator('main form button[type=submit]').last().click();
    await page.goto(address);
  }
  await next(page);
});

test('three people sign in order, each with a code mailed apart', async () => {
  for (const [i, [name, email]] of signatories.entries()) {
    const size = i === 0 ? {} : { width: 375, height: 800 };
    const signatory = await Person.arrive(browser, name, { ...place, ...size });
    const { page } = signatory;
    const boxes = page.locator('form[action$="/sign"] input[type=checkbox]');
    await page.goto(linkIn(await mails.next(email)));
    await submit(page, '/code');
    const code = codeIn(await mails.next(email));
    await page.locator('input[name=code]').waitFor();
    await signatory.shot(i === 0 ? 'signature' : `signature-telephone-${i}`);
    for (const box of await boxes.all()) await box.check();
    if (i === 0) {
      await page.fill('input[name=code]', code === '000000' ? '111111' : '000000');
      await submit(page, '/sign');
      await page.locator('.field-error').first().waitFor();
      for (const box of await boxes.all()) assert.ok(await box.isChecked(), 'ticks are kept after a wrong code');
    }
    await page.fill('input[name=code]', code);
    await submit(page, '/sign');
    await page.getByText('Signé électroniquement (signature simple)').first().waitFor();
    await signatory.shot(i === 0 ? 'recu' : `recu-telephone-${i}`);
    await mails.next(email);
    assert.deepEqual(await signatory.leave(), []);
  }
});

test('the administrator sees it in force, and every page was clean', async () => {
  const { page } = admin;
  await page.goto(address);
  await page.getByText('En vigueur').first().waitFor();
  await admin.shot('convention-en-vigueur');
  await page.goto(`${BASE}/admin/`);
  await page.getByText('Adhésion de l’agglomération, dans un navigateur').first().waitFor();
  await admin.shot('tableau-de-bord');
  const paths = ['effects', 'bodies', 'bodies/directoire', 'people', 'people?q=nobody', 'organisations', 'members', 'conventions/new'];
  const pages = [...paths.map((path) => `${BASE}/admin/${path}`), `${BASE}/admin/`, address, `${address}/history`];
  for (const width of [1280, 375]) {
    await page.setViewportSize({ width, height: 900 });
    for (const target of pages) {
      const answer = await page.goto(target);
      assert.equal(answer.status(), 200, target);
      const right = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(right <= width, `${target} is ${right} pixels wide`);
      const name = target.slice(`${BASE}/admin/`.length).replace(/conventions\/[0-9a-f-]{36}/, 'convention').replaceAll(/[/?=]/g, '-');
      await admin.shot(`admin-${name || 'conventions'}-${width}`);
    }
  }
  assert.deepEqual(await admin.leave(), []);
});

test('the signing page needs no script and fits 320 pixels', async () => {
  const holders = signatories.map(([name, email]) => ({ name, email: `x.${email}` }));
  const id = await api.frozenAdhesion('Adhésion sans script', holders);
  const asked = await api.call('POST', `/conventions/${id}/opinion`, {});
  await api.act(id, 'close_opinion', { opinion: asked.opinions.at(-1).n });
  await api.act(id, 'acknowledge_opinion', { reason: 'Essai sans quorum.' });
  await api.act(id, 'open_round');
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 320, height: 700 } });
  const page = await context.newPage();
  await page.goto(linkIn(await mails.next(holders[0].email)));
  await submit(page, '/code');
  await page.locator('form[action$="/sign"]').waitFor();
  const right = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(right <= 320, `the page is ${right} pixels wide`);
  await context.close();
});
