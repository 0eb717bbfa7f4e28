// Where to test and with whose key. Run by itself (`npm test` does so first), it only checks that nothing is missing.

const NAMES = ['ENDPOINT', 'PROJECT_ID', 'API_KEY', 'OTHER_PROJECT_ID'];

const missing = NAMES.filter((name) => !process.env[name]);
if (missing.length > 0) {
  console.error(`These environment variables are needed and not set: ${missing.join(', ')}.`);
  process.exit(1);
}

export const endpoint = process.env.ENDPOINT.replace(/\/+$/, '');
export const project = process.env.PROJECT_ID;
export const key = process.env.API_KEY;
export const otherProject = process.env.OTHER_PROJECT_ID;
