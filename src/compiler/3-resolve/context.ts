import type { Report } from '../../diagnostic.ts'
import type { Span } from '../../source.ts'
import { keySpanAt, type MapNode, nodeAt, type Path, spanAt, spanInside } from '../document.ts'
import type { ReleaseTable } from '../mirror.ts'

/** What the rules of this phase share. */
export interface Context {
  readonly root: MapNode
  readonly releases: ReleaseTable
  readonly report: Report
}

/** The place of a value in the file, or of a part of it. */
export function valueSpan(context: Context, path: Path, part?: Span): Span {
  const node = nodeAt(context.root, path)
  return node?.kind === 'scalar' ? spanInside(node, part) : spanAt(context.root, path)
}

/** The place of a key in the file. */
export function keySpan(context: Context, path: Path): Span {
  return keySpanAt(context.root, path)
}
