// Hostile text in what people type, on the pages of everybody who reads it; and the proof that a page
// which ran it would be noticed.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Api } from './api.mjs';
import { launch, Person } from './browser.mjs';
import { codeIn, linkIn, Mails } from './mails.mjs';

const { BASE, MAILS, SHOTS, TOKEN, LOGIN, PASSWORD } = process.env;
const api = new Api(BASE, TOKEN);
const mails = new Mails(MAILS);
const SCRIPT = `</script><script>alert(1)</script><img src=x onerror=alert(2)>"'`;
const title = `=cmd|' /C calc'!A0 ${SCRIPT} ${'très long '.repeat(20)}`.slice(0, 190).trim();
/** A hostile text that an act prints: no blank to fill, all letters drawn. Says which one it is. */
const printed = (what) => `${what} ${SCRIPT}`;
/** One that no act prints. */
const nasty = (what) => `${what} 🏛️ ${SCRIPT}{{title}}{{{title}}}`;
/** The same of a name that the registers keep, which an act must be able to print. */
const recorded = (what) => `${what} ${SCRIPT}{{title}}{{{title}}}`;
const words = {
  place: printed('Lieu'), motive: printed('Motivation'), party: printed('Partie'),
  representedBy: printed('Représentant'), office: printed('Qualité'), annex: printed('Annexe'), confirmed: nasty('Constat'),
};
const holders = [1, 2, 3].map((n) => ({ name: printed(`Personne ${n}`), email: `hostile${n}@demo.example` }));
let browser;

before(async () => { browser = await launch(); });
after(() => browser.close());

const arrive = (who) => Person.arrive(browser, who, { base: BASE, shots: SHOTS });

/** The next mail to that address that `finds` something: a notice may come before. */
async function mailed(to, finds) {
  for (;;) {
    const text = await mails.next(to);
    try { return finds(text); } catch (nothing) { if (!(nothing instanceof TypeError)) throw nothing; }
  }
}

/** Each of `texts` is on the page as it was typed, read or in a field, and the page is not too wide. */
async function holds(person, ...texts) {
  const { page } = person;
  const said = await page.evaluate(() => [
    document.body.textContent, ...[...document.querySelectorAll('input, textarea')].map((field) => field.value),
  ].join('\n').replaceAll(/\s+/g, ' '));
  for (const text of texts) assert.ok(said.includes(text), `${page.url()} does not show ${text}`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(wide <= 0, `${page.url()} is ${wide} pixels too wide`);
}

async function shows(person, path, ...texts) {
  const answer = await person.page.goto(`${BASE}${path}`);
  assert.equal(answer.status(), 200, path);
  await holds(person, ...texts);
}

/** Follows the links mailed to that address, oldest first, until one leads where `selector` is. */
async function opens(person, email, selector) {
  do {
    await person.page.goto(await mailed(email, linkIn));
    await holds(person);
  } while ((await person.page.locator(selector).count()) === 0);
}

const submit = (page, action) => page.locator(`form[action$="${action}"] button[type=submit]`).first().click();

async function sign(person, email) {
  const { page } = person;
  await submit(page, '/code');
  const code = await mailed(email, codeIn);
  await holds(person, title, words.annex, words.office, words.party);
  for (const box of await page.locator('form[action$="/sign"] input[type=checkbox]').all()) await box.check();
  await page.fill('input[name=code]', code);
  await submit(page, '/sign');
  await page.getByText('Signé électroniquement (signature simple)').first().waitFor();
}

test('what would run, leave the site or break the policy is noticed', async () => {
  const visitor = await arrive('témoin');
  const { page, faults } = visitor;
  const noticed = async (what, plant) => {
    faults.length = 0;
    await page.goto(`${BASE}/`);
    assert.deepEqual(faults, [], 'the page itself is clean');
    await page.evaluate(plant);
    for (let tries = 0; tries < 2400 && !faults.some((fault) => what.test(fault)); ++tries) await page.waitForTimeout(25);
    assert.ok(faults.some((fault) => what.test(fault)), `${what} is not among ${faults}`);
    assert.equal(await page.evaluate(() => window.ran), undefined);
  };
  await noticed(/inline script/i, () => {
    document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.ran = 1' }));
  });
  await noticed(/inline event handler/i, () => {
    const image = document.createElement('img');
    image.setAttribute('onerror', 'window.ran = 1');
    image.src = 'x';
    document.body.append(image);
  });
  await noticed(/inline style/i, () => { document.body.innerHTML += '<p style="color: red">x</p>'; });
  await noticed(/Content Security Policy/i, () => { document.body.innerHTML += '<img src="http://127.0.0.1:1/x">'; });
  // Without the policy it runs and leaves, and that is noticed too.
  await page.route(`${BASE}/`, async (route) => {
    const answer = await route.fetch();
    const headers = { ...answer.headers() };
    delete headers['content-security-policy'];
    await route.fulfill({
      response: answer, headers,
      body: `${await answer.text()}<script>alert(1)</script><img src="http://127.0.0.1:1/x">`,
    });
  });
  faults.length = 0;
  await page.goto(`${BASE}/`);
  assert.deepEqual(faults.filter((fault) => /^(dialog|request outside)/.test(fault)).sort(),
    ['dialog: 1', 'request outside: http://127.0.0.1:1/x']);
  await visitor.leave();
});

test('no page runs, breaks on or hides what a stranger wrote', async () => {
  await api.call('POST', '/people', { name: recorded('Inscrite'), email: 'personne@demo.example' });
  await api.call('POST', '/organisations', { name: recorded('Organisme'), place: nasty('Ville') });
  const body = (await api.call('GET', '/bodies')).items.find((one) => one.kind === 'directoire');
  const seats = body.seats.map((seat) => {
    const written = { ...seat, organisation: recorded(`Siège ${seat.n}`) };
    for (const key of ['holder', 'substitute']) if (written[key] === null) delete written[key];
    return written;
  });
  await api.call('PUT', '/bodies/directoire', { name: recorded('Directoire'), seats });
  const id = await api.frozenAdhesion(title, holders, words);

  // The body.
  const asked = await api.call('POST', `/conventions/${id}/opinion`, { question: nasty('Question') });
  const opinion = asked.opinions.at(-1);
  const voting = opinion.seats.filter((seat) => seat.vote !== 'guest');
  const member = await arrive('membre');
  await member.page.goto(await mailed(voting[1].holder.email, linkIn));
  await holds(member, title, nasty('Question'), recorded('Directoire'), words.annex);
  await member.page.check('#choice-reserved');
  await member.page.fill('#text', nasty('Réserve'));
  await submit(member.page, '/answer');
  await holds(member, nasty('Réserve'));
  await api.act(id, 'close_opinion', { opinion: opinion.n });
  await api.act(id, 'acknowledge_opinion', { reason: nasty('Constat') });
  await member.page.reload();
  await holds(member, title);
  assert.deepEqual(await member.leave(), []);

  // A signatory whose link is withdrawn, whose address is corrected, and who signs.
  await api.act(id, 'open_round');
  const corrected = 'corrigee@demo.example';
  const signatory = await arrive('signataire');
  const withdrawn = await mailed(holders[0].email, linkIn);
  await api.act(id, 'revoke_link', { place: 'slot/1', reason: nasty('Retrait') });
  await signatory.page.goto(withdrawn);
  await holds(signatory);
  await api.act(id, 'correct_address', { place: 'slot/1', email: corrected, reason: nasty('Correction') });
  await signatory.page.goto(await mailed(corrected, linkIn));
  await holds(signatory, title, holders[0].name, words.party, words.office, words.annex);
  await sign(signatory, corrected);
  await holds(signatory, title, holders[0].name, words.party, words.office, words.annex);
  await signatory.shot('recu-hostile');

  // The next one refuses.
  const refuser = await arrive('refus');
  await refuser.page.goto(await mailed(holders[1].email, linkIn));
  await refuser.page.goto(`${refuser.page.url().replace(/[?#].*/, '')}/decline`);
  await holds(refuser, title);
  await refuser.page.fill('#reason', nasty('Refus'));
  await submit(refuser.page, '/decline');
  await holds(refuser, title, nasty('Refus'));
  await refuser.page.goto(refuser.page.url().replace(/\/decline$/, ''));
  await holds(refuser, title, nasty('Refus'));
  await refuser.shot('refus-hostile');
  assert.deepEqual(await refuser.leave(), []);
  await signatory.page.reload();
  await holds(signatory, title);
  assert.deepEqual(await signatory.leave(), []);

  // The administrator, before and after the text is opened again.
  const admin = await arrive('administratrice');
  await admin.page.goto(`${BASE}/admin/login`);
  await admin.page.fill('#login', LOGIN);
  await admin.page.fill('#password', PASSWORD);
  await submit(admin.page, '/admin/login');
  await admin.page.waitForURL(`${BASE}/admin/`);
  const act = `/admin/conventions/${id}`;
  await shows(admin, act, title, holders[0].name, words.office, words.party, words.annex, nasty('Refus'), recorded('Directoire'),
    nasty('Question'), nasty('Réserve'), recorded('Siège 1'));
  await admin.shot('texte-hostile');
  await api.act(id, 'reopen_draft', { reason: nasty('Réouverture'), substantial: false });
  await shows(admin, `${act}/history`, title, nasty('Retrait'), nasty('Correction'), nasty('Refus'), nasty('Réouverture'));
  await shows(admin, `${act}/edit`, title, words.place, words.motive, words.party, words.representedBy, words.office, holders[2].name);
  await shows(admin, `${act}/annexes`, title, words.annex);
  await shows(admin, `${act}/actions/abandon`, title);
  await shows(admin, '/admin/', title);
  await shows(admin, '/admin/people', recorded('Inscrite'));
  await shows(admin, `/admin/people?q=${encodeURIComponent(recorded('Inscrite'))}`, recorded('Inscrite'));
  await shows(admin, '/admin/organisations', recorded('Organisme'), nasty('Ville'));
  await shows(admin, '/admin/bodies', recorded('Directoire'));
  await shows(admin, '/admin/bodies/directoire', recorded('Directoire'), recorded('Siège 1'));
  await shows(admin, '/admin/conventions/new');
  await shows(admin, '/admin/effects');
  await shows(admin, '/demo/mails', title);

  // All sign the second text.
  await api.confirmWarnings(id, nasty('Constat'));
  await api.call('POST', `/conventions/${id}/freeze`, {});
  await api.act(id, 'open_round');
  const last = [corrected, holders[1].email, holders[2].email];
  for (const [i, email] of last.entries()) {
    const person = await arrive(`signataire ${i + 1}`);
    await opens(person, email, 'form[action$="/code"]');
    await sign(person, email);
    if (i === 2) {
      await person.page.reload();
      await holds(person, title, words.annex, holders[0].name, holders[2].name);
    }
    assert.deepEqual(await person.leave(), []);
  }
  assert.equal((await api.call('GET', `/conventions/${id}`)).stage, 'in_force');
  const reader = await arrive('lectrice');
  await opens(reader, corrected, 'h1:has-text("Vous avez signé")');
  await holds(reader, title, words.annex, holders[0].name);
  // The body that is told reads a copy.
  const told = (await api.call('GET', `/conventions/${id}/effects?limit=200`)).items.find((one) => one.what === 'body_information');
  await opens(reader, told.to.email, 'h1:has-text("Votre copie")');
  await holds(reader, title, words.annex, holders[0].name);
  await reader.shot('copie-hostile');
  assert.deepEqual(await reader.leave(), []);
  await shows(admin, act, title, words.annex);
  await shows(admin, `${act}/history`, title, nasty('Retrait'), nasty('Réouverture'));
  await shows(admin, '/admin/members', words.party);
  assert.deepEqual(await admin.leave(), []);
});
