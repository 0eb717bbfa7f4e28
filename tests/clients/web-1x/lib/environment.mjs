// The endpoint under test, the API key, and the browser. Run on its own (`npm test` does this first), it only checks that all
// variables are set.

const NAMES = ['ENDPOINT', 'PROJECT_ID', 'API_KEY', 'CHROMIUM'];

const missing = NAMES.filter((name) => !process.env[name]);
if (missing.length > 0) {
  console.error(`These environment variables are required and not set: ${missing.join(', ')}.`);
  process.exit(1);
}

export const endpoint = process.env.ENDPOINT.replace(/\/+$/, '');
export const project = process.env.PROJECT_ID;
export const key = process.env.API_KEY;
/** The program of the browser. */
export const chromium = process.env.CHROMIUM;
/** Whether everything runs, as in `make clients`, or the part that `make test` runs. */
export const isWhole = process.env.CLIENTS === 'all';
