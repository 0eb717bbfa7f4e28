// The project and the key of the sign-in. The key is in this module alone: not in the URL, not in any storage, and gone when the page is closed.

import { store } from './state';

/** After this long without a key press or a click, the page forgets the key. */
const IDLE_MINUTES = 30;

export interface Access {
  project: string;
  /** Empty in a session of `roster console`, which adds the key itself. */
  key: string;
}

/** The project that is open; `null` before the sign-in. */
export const project = store<string | null>(null);
/** Why the page asks for a key (again). */
export const problem = store<string>('');
/** Whether the key no longer works while a page is open, which then stays as it is behind the question for another key. */
export const isStale = store(false);
/** The scopes that the key was found to lack. Controls that need them are switched off. */
export const missingScopes = store<ReadonlySet<string>>(new Set());

let access: Access | null = null;
let hasWorked = false;
/** The project of the last attempt, which the next one begins with. */
let attempted = '';

export const lastProject = (): string => attempted;
export const current = (): Access | null => access;

export function signIn(next: Access): void {
  if (next.project !== access?.project) hasWorked = false;
  access = next;
  attempted = next.project;
  problem.set('');
  isStale.set(false);
  missingScopes.set(new Set());
  project.set(next.project);
  active();
}

export function signOut(why = ''): void {
  access = null;
  hasWorked = false;
  clearTimeout(timer);
  isStale.set(false);
  problem.set(why);
  project.set(null);
}

/** The API has accepted the key. */
export function accepted(): void {
  hasWorked = true;
}

/** The API has rejected the key. */
export function rejected(why: string): void {
  if (!hasWorked) return signOut(why);
  problem.set(why);
  isStale.set(true);
}

export function lacks(scopes: string[]): void {
  missingScopes.set(new Set([...missingScopes.get(), ...scopes]));
}

let timer: ReturnType<typeof setTimeout> | undefined;

function active(): void {
  clearTimeout(timer);
  if (access) {
    timer = setTimeout(() => signOut(`Signed out after ${IDLE_MINUTES} minutes without activity.`), IDLE_MINUTES * 60_000);
  }
}

for (const event of ['keydown', 'pointerdown'] as const) addEventListener(event, active, { passive: true });
