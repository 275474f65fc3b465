// Writes what follows from mirror.schema.json: the validator and the types of its input.
// `node scripts/generate.mjs` writes the files; a test calls `generate` and compares.
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { Ajv } from 'ajv'
import standalone from 'ajv/dist/standalone/index.js'
import { compile } from 'json-schema-to-typescript'

const root = new URL('../', import.meta.url)
const header = `// Made by scripts/generate.mjs from mirror.schema.json. Do not edit.
// biome-ignore-all lint: generated
// biome-ignore-all format: generated
// biome-ignore-all assist: generated`

/** The generated files: path from the project's root -> text. */
export async function generate() {
  const schema = JSON.parse(await readFile(new URL('mirror.schema.json', root), 'utf8'))
  return {
    'src/compiler/2-validate/validator.gen.js': validatorText(schema),
    'src/compiler/2-validate/validator.gen.d.ts': declarationText,
    'src/compiler/2-validate/mirror-input.gen.ts': await typesText(schema),
  }
}

const declarationText = `${header}
import type { ErrorObject } from 'ajv'

export interface Validate {
  (data: unknown): boolean
  readonly errors?: null | readonly ErrorObject[]
}

export declare const validate: Validate
`

// Loading ajv itself costs more than the rest of \`mirrorc validate\`: nothing may be left of it at run time.
function validatorText(schema) {
  const ajv = new Ajv({
    allErrors: true,
    strict: true,
    verbose: true,
    coerceTypes: false,
    keywords: ['markdownDescription'],
    code: { source: true, esm: true, lines: true, optimize: 1 },
  })
  const text = standalone
    .default(ajv, { validate: ajv.compile(schema) && schema.$id })
    // A new array for each map with errors: seconds for a file that is nothing but errors.
    .replaceAll(/vErrors\.concat\((\w+)\.errors\)/g, '(vErrors.push(...$1.errors), vErrors)')
  if (/\brequire\(/.test(text)) throw new Error('the validator needs a part of ajv at run time')
  return `${header}\n${text}\n`
}

async function typesText(schema) {
  const text = await compile(withoutUserKeys(schema), 'MirrorInput', {
    bannerComment: header,
    additionalProperties: false,
    ignoreMinAndMaxItems: true,
    style: { semi: false, singleQuote: true },
  })
  return text
}

// `x-…` keys are no part of the type: they would turn every typo in the code into \`unknown\`.
function withoutUserKeys(value) {
  if (Array.isArray(value)) return value.map(withoutUserKeys)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([key]) => key !== 'patternProperties')
  return Object.fromEntries(entries.map(([key, item]) => [key, withoutUserKeys(item)]))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [path, text] of Object.entries(await generate())) {
    await writeFile(new URL(path, root), text)
    console.log(path)
  }
}
