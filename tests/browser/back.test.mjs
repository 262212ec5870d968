// Back, another value, send: a real browser posts the same hidden id twice.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Api } from './api.mjs';
import { launch, Person } from './browser.mjs';
import { linkIn, Mails } from './mails.mjs';

const { BASE, MAILS, SHOTS, TOKEN, LOGIN, PASSWORD } = process.env;
const api = new Api(BASE, TOKEN);
const mails = new Mails(MAILS);
const place = { base: BASE, shots: SHOTS };
let browser;
let admin;

before(async () => {
  browser = await launch();
  admin = await Person.arrive(browser, 'administratrice', place);
  await admin.page.goto(`${BASE}/admin/login`);
  await admin.page.fill('#login', LOGIN);
  await admin.page.fill('#password', PASSWORD);
  await submit(admin.page, '/admin/login');
  await admin.page.waitForURL(`${BASE}/admin/`);
});
after(() => browser.close());

const submit = (page, action) => page.locator(`form[method="post"][action$="${action}"] button[type=submit]`).first().click();

/** Sends the form, goes back to it and gives back what it hides: the same id as before. */
async function sendAndGoBack(page, action) {
  const id = () => page.locator(`form[method="post"][action$="${action}"] input[name=command]`).first().inputValue();
  const former = await id();
  await submit(page, action);
  await page.waitForLoadState();
  await page.goBack();
  return [former, await id()];
}

test('a draft saved, found again by Back and changed is saved or says what is kept', async () => {
  const { page } = admin;
  const made = await api.call('POST', '/conventions', { type: 'partenariat', title: 'Avant' });
  const address = `${BASE}/admin/conventions/${made.id}/edit`;
  await page.goto(address);
  await page.fill('#title', 'Premier');
  const [former, again] = await sendAndGoBack(page, '/edit');
  await page.fill('#title', 'Second');
  const answer = page.waitForResponse((response) => response.request().method() === 'POST');
  await submit(page, '/edit');
  const status = (await answer).status();
  if (former === again) {
    assert.equal(status, 409, 'the page of before holds what was there before');
    assert.match(await page.locator('main').innerText(), /Enregistré : «\s*Premier\s*»/);
    assert.equal(await page.inputValue('#title'), 'Second', 'what was typed is there');
    await admin.shot('retour-arriere-projet');
    await submit(page, '/edit');
    await page.waitForURL(/done=edit_draft/);
  }
  assert.equal((await api.call('GET', `/conventions/${made.id}`)).title, 'Second');
});

test('a vote sent, found again by Back and changed is the new one', async () => {
  const holders = ['Un', 'Deux', 'Trois'].map((name) => ({ name: `${name} Exemple`, email: `${name.toLowerCase()}@demo.example` }));
  const id = await api.frozenAdhesion('Avis changé par un retour en arrière', holders);
  const seats = (await api.call('POST', `/conventions/${id}/opinion`, {})).opinions.at(-1).seats;
  const seat = seats.find((each) => each.vote === 'deliberative');
  const member = await Person.arrive(browser, 'membre', place);
  await member.page.goto(linkIn(await mails.next(seat.holder.email)));
  await member.page.check('#choice-favourable');
  await sendAndGoBack(member.page, '/answer');
  await member.page.check('#choice-unfavourable');
  await member.page.fill('#text', 'Le calendrier ne convient pas.');
  await submit(member.page, '/answer');
  await member.page.getByText('Avis enregistré le').first().waitFor();
  const kept = (await api.call('GET', `/conventions/${id}`)).opinions.at(-1).seats.find((each) => each.n === seat.n);
  assert.equal(kept.answer.choice, 'unfavourable');
  assert.deepEqual(await member.leave(), []);
});

test('a person saved, found again by Back and changed is another person', async () => {
  const { page } = admin;
  await page.goto(`${BASE}/admin/people`);
  await page.fill('#name', 'Camille Premier');
  await page.fill('#email', 'premier@demo.example');
  await sendAndGoBack(page, '/admin/people');
  await page.fill('#name', 'Alix Second');
  await page.fill('#email', 'second@demo.example');
  await submit(page, '/admin/people');
  await page.waitForURL(/done=saved/);
  for (const name of ['Camille Premier', 'Alix Second']) {
    await page.goto(`${BASE}/admin/people?q=${encodeURIComponent(name)}`);
    await page.getByText(name).first().waitFor();
  }
});

test('a double click saves once', async () => {
  const { page } = admin;
  const made = await api.call('POST', '/conventions', { type: 'partenariat', title: 'Avant' });
  await page.goto(`${BASE}/admin/conventions/${made.id}/edit`);
  await page.fill('#title', 'Deux clics');
  await page.locator('form[action$="/edit"] button[type=submit]').first().dblclick();
  await page.waitForURL(/done=edit_draft/);
  const shown = await api.call('GET', `/conventions/${made.id}`);
  assert.equal(shown.title, 'Deux clics');
  const journal = await api.call('GET', `/conventions/${made.id}/journal`);
  assert.equal(journal.items.filter((entry) => entry.type === 'draft_edited').length, 1);
  assert.deepEqual(await admin.leave(), []);
});
