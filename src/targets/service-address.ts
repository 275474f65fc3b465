/** Where users find the rsync daemon. */
export const rsyncAddress = (domain: string, port: number): string =>
  `rsync://${domain}${port === 873 ? '' : `:${port}`}/`

/** Where users find the web server. */
export const httpAddress = (domain: string, port: number): string =>
  `http://${domain}${port === 80 ? '' : `:${port}`}/`
