// The spooled mails, read as a mail program would.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

function decodeBody(headers, body) {
  const encoding = (/^content-transfer-encoding:\s*(\S+)/im.exec(headers) ?? [])[1]?.toLowerCase();
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  if (encoding !== 'quoted-printable') return body;
  const bytes = body.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

function textPart(raw) {
  const [headers, ...rest] = raw.split(/\r?\n\r?\n/);
  const body = rest.join('\n\n');
  const boundary = /boundary="?([^";\r\n]+)"?/i.exec(headers)?.[1];
  if (!boundary) return /^content-type:\s*text\/plain/im.test(headers) ? decodeBody(headers, body) : null;
  for (const part of raw.slice(raw.indexOf(`--${boundary}`)).split(`--${boundary}`).slice(1)) {
    const text = textPart(part.replace(/^\r?\n/, ''));
    if (text !== null) return text;
  }
  return null;
}

export class Mails {
  constructor(folder) {
    this.folder = folder;
    this.seen = new Set(readdirSync(folder));
  }

  /** Text of the next unread message to that address; throws after `seconds`. */
  async next(to, seconds = 120) {
    const end = Date.now() + seconds * 1000;
    while (Date.now() < end) {
      const files = readdirSync(this.folder).filter((name) => name.endsWith('.eml') && !this.seen.has(name))
        .map((name) => join(this.folder, name)).sort((a, b) => statSync(a).mtimeMs - statSync(b).mtimeMs);
      for (const file of files) {
        const raw = readFileSync(file, 'latin1');
        if (!raw.slice(0, raw.search(/\r?\n\r?\n/)).toLowerCase().includes(`<${to}>`)) continue;
        this.seen.add(file.split('/').pop());
        return textPart(raw);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`no mail to ${to} within ${seconds} s`);
  }
}

export const linkIn = (text) => /https?:\/\/\S+\/l\/\S+/.exec(text)[0];
export const codeIn = (text) => /^\s+(\d{6})\s*$/m.exec(text)[1];
