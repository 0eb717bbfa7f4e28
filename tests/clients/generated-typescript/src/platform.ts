// What the tests use of Node and of the shared code, with the types that they need: neither brings its own.

type Test = (name: string, run: () => Promise<void>) => void;

interface Assert {
  equal(actual: unknown, expected: unknown): void;
  deepEqual(actual: unknown, expected: unknown): void;
  match(actual: string, expected: RegExp): void;
}

interface Environment {
  endpoint: string;
  project: string;
  key: string;
}

interface Values {
  PASSWORD: string;
  anId(): string;
  anEmail(): string;
}

const load = (name: string): Promise<unknown> => import(name);

export const { test } = await load('node:test') as { test: Test };
export const { default: assert } = await load('node:assert/strict') as { default: Assert };
export const environment = await load('../../shared/environment.mjs') as Environment;
export const values = await load('../../shared/values.mjs') as Values;
