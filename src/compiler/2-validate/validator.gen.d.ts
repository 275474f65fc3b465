// Made by scripts/generate.mjs from mirror.schema.json. Do not edit.
// biome-ignore-all lint: generated
// biome-ignore-all format: generated
// biome-ignore-all assist: generated
import type { ErrorObject } from 'ajv'

export interface Validate {
  (data: unknown): boolean
  readonly errors?: null | readonly ErrorObject[]
}

export declare const validate: Validate
