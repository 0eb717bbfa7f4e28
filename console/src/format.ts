// Values as people read them.

const two = (number: number): string => String(number).padStart(2, '0');

/** A time in the zone of this browser, such as `2026-11-30 14:03`. */
export function time(moment: string): string {
  const at = new Date(moment);
  if (Number.isNaN(at.getTime())) return '';
  return `${day(moment)} ${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** A day in the zone of this browser. */
export function day(moment: string): string {
  const at = new Date(moment);
  return Number.isNaN(at.getTime()) ? '' : `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** The total of a list, which the API counts up to 5,000. */
export const total = (number: number): string =>
  number >= 5000 ? '5,000 or more' : number.toLocaleString('en');

export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number.toLocaleString('en')} ${number === 1 ? one : many}`;

/** Up to two letters for the picture of a user. */
export function initials(name: string, email: string): string {
  const words = (name || email).split(/[\s@._-]+/u).filter((word) => /^\p{L}/u.test(word));
  const chosen = words.length > 1 ? [words[0], words.at(-1)] : words;
  return chosen.map((word) => [...(word ?? '')][0] ?? '').join('').toUpperCase() || '·';
}

/** One of eight tints, always the same for an id. */
export function tint(id: string): number {
  let sum = 0;
  for (const character of id) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return sum % 8;
}

/** Bytes of a text in UTF-8. */
export const bytes = (text: string): number => new TextEncoder().encode(text).length;
