// Calls of the API in the 1.x dialect.

import { accepted, current, lacks, rejected } from './access';
import { endpoint, session } from './settings';

/** The version of the dialect that this page reads. */
const FORMAT = '1.9.6';
/** Seconds to wait after a 429 or 503 that does not say how long. */
const PAUSE = 2;

/** A call that failed, in the words of the API. */
export class ApiError extends Error {
  constructor(
    /** The status; 0 without a response. */
    readonly status: number,
    readonly type: string,
    message: string,
    /** Seconds after which the same call can succeed; 0 if waiting does not help. */
    readonly retryAfter = 0,
  ) {
    super(message);
  }
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
export type Query = Record<string, string | string[] | undefined>;

interface Options {
  query?: Query | undefined;
  /** A value that is sent as JSON. */
  body?: unknown;
  /** The body as JSON text, sent as it is. */
  text?: string;
  signal?: AbortSignal;
}

/** A path with its values encoded: path`/users/${id}`. */
export function path(parts: TemplateStringsArray, ...values: string[]): string {
  // No id is one of these, which a browser would take out of the path even if they are encoded.
  if (values.some((value) => value === '.' || value === '..')) throw new ApiError(404, 'invalid_id', 'There is nothing with this id.');
  return parts.reduce((whole, part, at) => whole + encodeURIComponent(values[at - 1] ?? '') + part);
}

export function queryString(query: Query): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : value === undefined ? [] : [value]) parameters.append(name, one);
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}

/** Calls the API and returns the text of the response. */
export async function sendText(method: Method, route: string, options: Options = {}): Promise<string> {
  const response = await fetched(method, route, options);
  const text = await response.text().catch(lost);
  if (response.ok) {
    accepted();
    return text;
  }
  throw explained(response, text);
}

/** Calls the API and returns the value of the response. */
export async function send<T>(method: Method, route: string, options: Options = {}): Promise<T> {
  const text = await sendText(method, route, options);
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

export const get = <T>(route: string, query?: Query, signal?: AbortSignal): Promise<T> =>
  send<T>('GET', route, { query, ...(signal ? { signal } : {}) });

async function fetched(method: Method, route: string, { query, body, text, signal }: Options): Promise<Response> {
  const access = current();
  if (!access) throw new ApiError(401, 'signed_out', 'You are signed out.');
  const headers: Record<string, string> = { 'X-Appwrite-Project': access.project, 'X-Appwrite-Response-Format': FORMAT };
  if (session === '') headers['X-Appwrite-Key'] = access.key;
  const content = text ?? (body === undefined ? undefined : JSON.stringify(body));
  if (content !== undefined) headers['Content-Type'] = 'application/json';
  // The cookie of `roster console` goes with each call. The API itself must not see that of a user who is signed in at its origin.
  const credentials = session === '' ? 'omit' : 'same-origin';
  const request: RequestInit = { method, headers, credentials, cache: 'no-store', redirect: 'error' };
  if (content !== undefined) request.body = content;
  if (signal) request.signal = signal;
  return fetch(endpoint + route + queryString(query ?? {}), request).catch(lost);
}

function lost(cause: unknown): never {
  if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
  throw new ApiError(0, 'no_connection', 'The API cannot be reached: check the connection, and whether it runs.');
}

export const wasAborted = (cause: unknown): boolean => cause instanceof DOMException && cause.name === 'AbortError';

/** The error of a response. The gateway answers 413, 429, 500 and 503 with a body of its own. */
function explained(response: Response, text: string): ApiError {
  let body: { message?: string; type?: string } = {};
  try {
    body = JSON.parse(text) as typeof body;
  } catch {
    // Not from the API: the status must be enough.
  }
  const { status } = response;
  const message = body.message || `The response has the status ${status} and no text.`;
  const waits = status === 429 || status === 503;
  const seconds = Number(response.headers.get('Retry-After')) || PAUSE;
  const error = new ApiError(status, body.type ?? '', message, waits ? seconds : 0);
  noteAccess(error);
  return error;
}

/** The scopes in "… missing scope (users.write)" or "… missing scopes (["users.write","sessions.write"])". */
const scopesIn = (message: string): string[] => message.match(/\b[a-z]+\.(?:read|write)\b/g) ?? [];

function noteAccess({ status, type, message }: ApiError): void {
  if (type === 'general_unauthorized_scope' && !message.includes('role: guests')) {
    accepted();
    lacks(scopesIn(message));
  } else if (status === 401 || type === 'project_not_found' || type === 'project_id_missing') {
    rejected(message);
  }
}
