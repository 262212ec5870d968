// The REST API, for what a scenario needs prepared before somebody opens a page.
import { randomUUID } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export function smallPdf(title) {
  const folder = mkdtempSync(join(tmpdir(), 'ctrg-'));
  try {
    writeFileSync(join(folder, 'a.html'), `<html lang="fr"><meta charset="utf-8"><title>${title}</title><h1>${title}</h1>`);
    execFileSync('weasyprint', ['-q', join(folder, 'a.html'), join(folder, 'a.pdf')], { stdio: 'ignore' });
    return readFileSync(join(folder, 'a.pdf'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export class Api {
  constructor(base, token) {
    this.base = `${base}/api/v1`;
    this.token = token;
  }

  async call(method, path, body) {
    const headers = { Authorization: `Bearer ${this.token}`, Accept: 'application/json' };
    if (method !== 'GET') headers['Idempotency-Key'] = randomUUID();
    if (body !== undefined && !(body instanceof FormData)) headers['Content-Type'] = 'application/json';
    const answer = await fetch(this.base + path, {
      method, headers, body: body === undefined || body instanceof FormData ? body : JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text === '' ? null : JSON.parse(text);
  }

  act(id, action, body = {}) {
    return this.call('POST', `/conventions/${id}/actions/${action}`, body);
  }

  /** Every warning that waits for a confirmation is confirmed. */
  async confirmWarnings(id, reason = 'Vu.') {
    for (const item of (await this.call('GET', `/conventions/${id}/checklist`)).draft) {
      if (item.verdict === 'needs_acknowledgement') {
        await this.act(id, 'acknowledge_warning', { item: item.item, reason });
      }
    }
  }

  /** A membership agreement, frozen: the opinion may be asked. `words` replaces what people would type. */
  async frozenAdhesion(title, holders, words = {}) {
    const made = await this.call('POST', '/conventions', { type: 'adhesion', title });
    const slots = made.slots.map((slot, i) => ({
      n: slot.n, rank: slot.rank, party: slot.party, office: words.office ?? slot.office, stamp: slot.stamp, ...holders[i],
    }));
    const parties = made.parties;
    Object.assign(parties[1], {
      name: words.party ?? 'Communauté d’agglomération', represented_by: words.representedBy ?? 'son président',
    });
    const motive = words.motive ?? 'Formations et entreprises du territoire.';
    const fields = { ...made.fields, college: 'entreprises', motive };
    await this.act(made.id, 'edit_draft', { fields, parties, slots, place: words.place ?? made.place });
    const form = new FormData();
    form.set('kind', 'convention_constitutive');
    form.set('title', words.annex ?? 'Convention constitutive');
    form.set('file', new Blob([smallPdf('Convention constitutive')], { type: 'application/pdf' }), 'annexe.pdf');
    await this.call('POST', `/conventions/${made.id}/annexes`, form);
    await this.confirmWarnings(made.id, words.confirmed);
    await this.call('POST', `/conventions/${made.id}/freeze`, {});
    return made.id;
  }
}
