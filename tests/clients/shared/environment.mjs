// The endpoint under test and the API keys. Run on its own (`npm test` does this first), it only checks that all
// variables are set.

const NAMES = ['ENDPOINT', 'PROJECT_ID', 'API_KEY', 'READ_KEY', 'EXPIRED_KEY', 'OTHER_PROJECT_ID', 'OTHER_KEY'];

const missing = NAMES.filter((name) => !process.env[name]);
if (missing.length > 0) {
  console.error(`These environment variables are required and not set: ${missing.join(', ')}.`);
  process.exit(1);
}

export const endpoint = process.env.ENDPOINT.replace(/\/+$/, '');
export const project = process.env.PROJECT_ID;
export const key = process.env.API_KEY;
export const readKey = process.env.READ_KEY;
export const expiredKey = process.env.EXPIRED_KEY;
export const otherProject = process.env.OTHER_PROJECT_ID;
export const otherKey = process.env.OTHER_KEY;

/** Whether everything runs, as in `make clients`, or the part that `make test` runs. */
export const isWhole = process.env.CLIENTS === 'all';
