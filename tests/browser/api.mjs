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

  /** A membership agreement, frozen, opinion given by the API's close: ready to be signed. */
  async frozenAdhesion(title, holders) {
    const made = await this.call('POST', '/conventions', { type: 'adhesion', title });
    const slots = made.slots.map((slot, i) => ({
      n: slot.n, rank: slot.rank, party: slot.party, office: slot.office, stamp: slot.stamp, ...holders[i],
    }));
    const parties = made.parties;
    Object.assign(parties[1], { name: 'Communauté d’agglomération', represented_by: 'son président' });
    const fields = { ...made.fields, college: 'entreprises', motive: 'Formations et entreprises du territoire.' };
    await this.act(made.id, 'edit_draft', { fields, parties, slots });
    const form = new FormData();
    form.set('kind', 'convention_constitutive');
    form.set('title', 'Convention constitutive');
    form.set('file', new Blob([smallPdf('Convention constitutive')], { type: 'application/pdf' }), 'annexe.pdf');
    await this.call('POST', `/conventions/${made.id}/annexes`, form);
    for (const item of (await this.call('GET', `/conventions/${made.id}/checklist`)).draft) {
      if (item.verdict === 'needs_acknowledgement') {
        await this.act(made.id, 'acknowledge_warning', { item: item.item, reason: 'Vu.' });
      }
    }
    await this.call('POST', `/conventions/${made.id}/freeze`, {});
    return made.id;
  }
}
