// The users that a view matches as a file, made in this browser: CSV for a spreadsheet, NDJSON for programs. Preferences are not in it,
// because a browser cannot parse all of them and write the same bytes; `roster users export` writes them, and the password hashes.

import type { User, UserList } from '../../generated/models';
import { get } from '../api';
import { apiQuery, type View } from './filters';

/** Users in a request. */
const PAGE = 500;

const FIELDS = [
  '$id', 'name', 'email', 'emailVerification', 'phone', 'phoneVerification', 'status', 'labels', '$createdAt', '$updatedAt', 'accessedAt',
  'passwordUpdate', 'mfa',
] as const satisfies ReadonlyArray<keyof User>;

export type Format = 'csv' | 'ndjson';

/** A cell of CSV (RFC 4180). A cell that a spreadsheet would compute as a formula gets a quote in front. */
export function cell(value: unknown): string {
  const text = Array.isArray(value) ? value.join(' ') : String(value ?? '');
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const fieldsOf = (user: User): Record<string, unknown> => Object.fromEntries(FIELDS.map((name) => [name, user[name]]));

const LINES: Record<Format, { head: string; line(user: User): string }> = {
  csv: { head: `${FIELDS.join(',')}\r\n`, line: (user) => `${FIELDS.map((name) => cell(user[name])).join(',')}\r\n` },
  ndjson: { head: '', line: (user) => `${JSON.stringify(fieldsOf(user))}\n` },
};

/** Reads all pages of the view, and returns the file. Reports the number of users after each page. */
export async function exportUsers(view: View, format: Format, signal: AbortSignal, report: (users: number) => void): Promise<Blob> {
  const { head, line } = LINES[format];
  const parts: Blob[] = [new Blob([head])];
  let number = 0;
  for (let after = ''; ;) {
    const page: View = { ...view, size: PAGE, after, before: '' };
    const { users } = await get<UserList>('/users', apiQuery(page, false), signal);
    // A blob for each page: the browser can keep it outside of the memory of this page.
    parts.push(new Blob([users.map(line).join('')]));
    number += users.length;
    report(number);
    after = users.at(-1)?.$id ?? '';
    if (users.length < PAGE) return new Blob(parts, { type: format === 'csv' ? 'text/csv' : 'application/x-ndjson' });
  }
}

/** Lets the browser save a file. */
export function save(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
