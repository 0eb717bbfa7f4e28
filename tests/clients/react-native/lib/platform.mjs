// The network code of a phone: `fetch` keeps cookies. (The modules of React Native and Expo are in `substitutes`.)

/** The cookies of the app, by name. */
export const cookies = new Map();

const platformFetch = globalThis.fetch;

globalThis.fetch = async (url, options = {}) => {
  const headers = new Headers(options.headers);
  if (cookies.size > 0) headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '));
  const response = await platformFetch(url, { ...options, headers });
  for (const cookie of response.headers.getSetCookie()) {
    const [pair, ...attributes] = cookie.split(/; */);
    const [, name, value] = /^([^=]*)=(.*)$/.exec(pair);
    const expires = attributes.find((attribute) => attribute.toLowerCase().startsWith('expires='));
    const isOver = value === '' || (expires && Date.parse(expires.slice(8)) < Date.now());
    if (isOver) cookies.delete(name);
    else cookies.set(name, value);
  }
  return response;
};
