// Comments say why, in sentences: what is left to do stands in the issues, and a heading is a file of its own.
import type { Comment } from '@babel/types'
import type { Source } from './reading/source.js'
import { rule } from './rule.js'

const leftToDo = /\b(TODO|FIXME|XXX)\b/
const banner = /([=\-*#~])\1{2}/

export const comments = rule('comments', 'has no banners and no notes to self in comments', function* (tree) {
  for (const { path, text, line } of tree.sources.flatMap(commentLines)) {
    const note = leftToDo.exec(text)
    if (note) yield { file: path, line, message: `${note[0]} belongs into an issue` }
    if (banner.test(text))
      yield { file: path, line, message: 'a banner; a part that needs a heading needs a file' }
  }
})

const commentLines = ({ path, file }: Source) =>
  (file().comments ?? []).flatMap((comment) =>
    comment.value.split('\n').map((text, index) => ({ path, text, line: firstLineOf(comment) + index })),
  )

const firstLineOf = ({ loc }: Comment) => loc?.start.line ?? 1
