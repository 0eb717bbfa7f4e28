// JSON as text. Nothing here parses a value and writes it again, which would change numbers, repeated names and the order of names.

/** Why the text is not an object, or an empty text. */
export function fault(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? '' : 'Preferences must be an object: { … }.';
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause);
  }
}

/** Strings, marks, other values, and what is between them. */
const TOKEN = /"(?:\\.|[^"\\])*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/** The same tokens without white space between them. */
export const compact = (text: string): string => (text.match(TOKEN) ?? []).join('');

/** The same tokens, one member on each line. Only white space between tokens differs. */
export function spread(text: string): string {
  const tokens = text.match(TOKEN) ?? [];
  let depth = 0;
  const line = (): string => `\n${'  '.repeat(depth)}`;
  return tokens.map((token, at) => {
    const next = tokens[at + 1] ?? '';
    switch (token) {
      case '{': case '[':
        if (next === '}' || next === ']') return token;
        depth += 1;
        return token + line();
      case '}': case ']':
        if (tokens[at - 1] === '{' || tokens[at - 1] === '[') return token;
        depth -= 1;
        return line() + token;
      case ',': return token + line();
      case ':': return ': ';
      default: return token;
    }
  }).join('');
}
