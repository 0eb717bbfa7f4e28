// Writes generated/models.d.ts: the models and bodies of the 1.x dialect as TypeScript, made of openapi/models.yaml and
// openapi/requests.yaml. The compiler then rejects a page that names a field which the API does not have.
//
//     node types.mjs

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const read = (name) => parse(readFileSync(here(`../openapi/${name}`), 'utf8'));

const models = read('models.yaml');
const requests = read('requests.yaml');
const errors = read('errors.yaml');

/** The name at the end of a reference. Models of 0.15 have names of their own and are left out. */
const nameOf = (reference) => reference.slice(reference.lastIndexOf('/') + 1);
const isOld = (schema) => typeof schema.$ref === 'string' && schema.$ref.includes('models-0.15');
/** Which fields must be there, without saying what they are: no type. */
const isRule = (schema) => Object.keys(schema).every((name) => name === 'required');

const union = (parts) => [...new Set(parts)].join(' | ');

function ofType(type, schema) {
  switch (type) {
    case 'string': return 'string';
    case 'integer': case 'number': return 'number';
    case 'boolean': return 'boolean';
    case 'null': return 'null';
    case 'array': return `Array<${schema.items ? typeOf(schema.items) : 'unknown'}>`;
    case 'object': return schema.properties ? members(schema) : 'Record<string, unknown>';
    default: throw new Error(`no TypeScript for the type ${type} of ${JSON.stringify(schema)}`);
  }
}

function members(schema) {
  const required = new Set(schema.required ?? []);
  const fields = Object.entries(schema.properties ?? {}).map(
    ([name, field]) => `${JSON.stringify(name)}${required.has(name) ? '' : '?'}: ${typeOf(field)};`,
  );
  return `{ ${fields.join(' ')} }`;
}

function typeOf(schema) {
  if (schema.$ref) return nameOf(schema.$ref);
  if ('const' in schema) return JSON.stringify(schema.const);
  if (schema.enum) return union(schema.enum.map((value) => JSON.stringify(value)));
  const either = (schema.oneOf ?? schema.anyOf ?? []).filter((part) => !isOld(part) && !isRule(part));
  if (either.length > 0) return union(either.map(typeOf));
  const parts = (schema.allOf ?? []).map(typeOf);
  if (schema.properties) parts.push(members(schema));
  if (parts.length > 0) return parts.join(' & ');
  if (Array.isArray(schema.type)) return union(schema.type.map((type) => ofType(type, schema)));
  return ofType(schema.type, schema);
}

/** Aliases for all schemas of a file. A body that has the name of a model is not used by the page. */
const aliases = (schemas, known) => Object.entries(schemas)
  .filter(([name]) => !known.has(name))
  .map(([name, schema]) => `export type ${name} = ${typeOf(schema)};`);

const lines = [
  '// Made by types.mjs of openapi/. Do not edit.',
  ...aliases(models, new Set()),
  ...aliases(requests, new Set(Object.keys(models))),
  ...aliases(errors, new Set()),
];
mkdirSync(here('generated'), { recursive: true });
writeFileSync(here('generated/models.d.ts'), `${lines.join('\n')}\n`);
