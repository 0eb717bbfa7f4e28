// What the server says in index.html, and what this browser remembers. The key is in neither: at most its name.

const meta = (name: string): string =>
  document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? '';

/** The URL of the API; a path if it has the origin of this page. */
export const endpoint = meta('endpoint').replace(/\/+$/, '');
/** The project that the server proposes, or that of its session. */
export const proposedProject = meta('project');
/** The name of the API key that the server adds to each call; the page then asks for none. Empty if it does not. */
export const session = meta('session');
/** Where the messages are that the stack would have sent; empty where there is no inbox. */
export const inbox = meta('inbox');

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
