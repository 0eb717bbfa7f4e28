// The endpoint under test and the API key. Run on its own (`npm test` does this first), it only checks that all
// variables are set.

const NAMES = ['ENDPOINT', 'PROJECT_ID', 'API_KEY', 'OTHER_PROJECT_ID'];

const missing = NAMES.filter((name) => !process.env[name]);
if (missing.length > 0) {
  console.error(`These environment variables are required and not set: ${missing.join(', ')}.`);
  process.exit(1);
}

export const endpoint = process.env.ENDPOINT.replace(/\/+$/, '');
export const project = process.env.PROJECT_ID;
export const key = process.env.API_KEY;
export const otherProject = process.env.OTHER_PROJECT_ID;
