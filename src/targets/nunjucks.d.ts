// What scripts/nunjucks-templates.mjs makes of a template that is imported.
declare module '*.njk' {
  export const template: object
}

// What scripts/shell-text.mjs makes of a program that is imported.
declare module '*.sh' {
  export const text: string
}

// The part of nunjucks that runs compiled templates.
declare module 'nunjucks/browser/nunjucks-slim.js' {
  import type { Environment, ILoader } from 'nunjucks'

  const nunjucks: {
    readonly Environment: typeof Environment
    readonly PrecompiledLoader: new (templates: Readonly<Record<string, object>>) => ILoader
  }
  // biome-ignore lint/style/noDefaultExport: it is a CommonJS module.
  export default nunjucks
}
