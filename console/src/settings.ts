// What the server says in index.html, and what this browser remembers. The key is in neither.

const meta = (name: string): string =>
  document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? '';

/** The URL of the API; a path if it has the origin of this page. */
export const endpoint = meta('endpoint').replace(/\/+$/, '');
/** The project that the server proposes. */
export const proposedProject = meta('project');
/** The path of the inbox of a local stack; empty elsewhere. */
export const inboxPath = meta('inbox');

/** Reads a setting of the page. A browser may forbid its storage, and then nothing is remembered. */
export function recall(name: string): string | null {
  try {
    return localStorage.getItem(`roster.${name}`);
  } catch {
    return null;
  }
}

/** Remembers a setting of the page, which must not be a secret. */
export function remember(name: string, value: string): void {
  try {
    localStorage.setItem(`roster.${name}`, value);
  } catch {
    // Without storage the setting lasts until the page is closed.
  }
}
