import { defineConfig } from 'vitest/config'
import { LongestFirst } from './scripts/longest-first.mjs'
import { nunjucksTemplates } from './scripts/nunjucks-templates.mjs'
import { shellText } from './scripts/shell-text.mjs'

const long = process.env.MIRRORC_LONG === '1' ? [] : ['**/*.long.test.ts']

// biome-ignore lint/style/noDefaultExport: vitest reads the default export.
export default defineConfig({
  // The projects extend this configuration for the sake of the plugins.
  plugins: [nunjucksTemplates(), shellText()],
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: ['test/e2e/**', ...long],
          maxWorkers: 3,
          testTimeout: 120_000,
          // A sandbox with its servers, on a machine that has much else to do.
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          exclude: long,
          // Each file has a lab of its own; much of its time goes into waiting for hosts.
          maxWorkers: 4,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
})
