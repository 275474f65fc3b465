import type { Ledger } from '../ledger.ts'
import type { Certificate, Probe, ResourceKind } from '../resource.ts'
import type { Ownership } from './host-state.ts'

/** What would be done to one host, and all that is needed to print it and to do it. */
export interface Plan {
  readonly host: string
  /** In the order in which they are done. */
  readonly changes: readonly Change[]
  /** Why nothing may be done; then `changes` is not to be carried out. */
  readonly refusals: readonly Refusal[]
  readonly notes: readonly string[]
  /** What is wanted, and has to wait. */
  readonly pending: readonly string[]
  /** What must answer after the changes, or they are undone. */
  readonly probes: readonly Probe[]
  /** The record to write at the end; undefined where nothing may be done. */
  readonly ledger: LedgerChange | undefined
}

export interface LedgerChange {
  readonly next: Ledger
  /** The digest of the one on the host; undefined where there is none. */
  readonly before: string | undefined
  /** Whether it says something else than the one on the host. */
  readonly differs: boolean
  /** How many things are on the host and not in its record. */
  readonly unrecorded: number
}

/** Why something changes. */
export type Cause =
  | 'new'
  | 'changed'
  /** Somebody edited it on the host. */
  | 'drift'
  /** Somebody edited it, and mirror.yaml wants something new too. */
  | 'conflict'
  /** mirror.yaml has no more need of it. */
  | 'removed'

export interface Change {
  /** The resource's stable name. */
  readonly id: string
  readonly kind: ResourceKind
  readonly verb: 'add' | 'change' | 'remove'
  readonly cause: Cause
  /** What the resource is called after its kind: a path, a name. */
  readonly name: string
  /** What is wrong with it now, or how it will be. */
  readonly details: readonly string[]
  /** The text before and after, where the resource is a text. */
  readonly text?: { readonly before: string; readonly after: string }
  /** What the host must still look like for the steps to be right. */
  readonly guards: readonly Guard[]
  readonly steps: readonly Step[]
}

export interface Refusal {
  readonly message: string
  readonly hint?: string
}

/** What a path was when the plan was made. */
export interface Guard {
  readonly path: string
  readonly expect:
    | { readonly type: 'absent' }
    | { readonly type: 'file'; readonly sha256: string }
    | { readonly type: 'link'; readonly target: string }
  /** A package that the plan installs may have put its own file there meanwhile. */
  readonly orPristine: boolean
}

/** What certbot is told of a certificate, and what is known again of an order that failed. */
export interface Order extends Omit<Certificate, 'kind'> {
  readonly digest: string
}

/** One thing the runner on the host knows how to do. */
export type Step =
  | { readonly do: 'install'; readonly package: string; readonly upgrade?: true }
  /** A unit of a package that comes, which nobody here has use for. */
  | { readonly do: 'keep-off'; readonly unit: string }
  | { readonly do: 'group'; readonly name: string }
  | {
      readonly do: 'user'
      readonly name: string
      readonly group: string
      readonly home: string
      readonly shell: string
      readonly comment: string
    }
  | ({ readonly do: 'directory'; readonly path: string } & Ownership)
  | ({ readonly do: 'write'; readonly path: string; readonly content: string } & Ownership)
  | ({ readonly do: 'own'; readonly path: string } & Ownership)
  | { readonly do: 'link'; readonly path: string; readonly target: string }
  | { readonly do: 'unlink-site'; readonly path: string; readonly target: string }
  | {
      readonly do: 'insert-line'
      readonly path: string
      readonly line: string
      readonly block: string
    }
  | { readonly do: 'placeholder'; readonly name: string }
  | ({ readonly do: 'order'; readonly how: 'order' | 'use' } & Order)
  /** With the certificate, and not before. */
  | ({
      readonly do: 'write-later'
      readonly certificate: string
      readonly path: string
      readonly content: string
    } & Ownership)
  | { readonly do: 'remove'; readonly path: string }
  | { readonly do: 'remove-directory'; readonly path: string }
  | { readonly do: 'remove-line'; readonly path: string; readonly line: string }
  | { readonly do: 'check'; readonly tool: 'nginx' }
  | { readonly do: 'daemon-reload' }
  | {
      readonly do: 'enable'
      readonly unit: string
      /** The package that brings the unit enables it, so that there is only something to do where it did not. */
      readonly byPackage?: true
    }
  | { readonly do: 'deactivate'; readonly unit: string }
  | {
      readonly do: 'activate'
      readonly unit: string
      readonly how: 'start' | 'reload' | 'restart'
      /** Where the unit listens once it is up. */
      readonly ports: readonly number[]
    }
