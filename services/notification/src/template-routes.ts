// What admins may do with the templates of messages.
import type { Route } from '@eventflow/http'
import { previewTemplate, readTemplate, replaceTemplate } from './administer-templates/route.js'
import type { TemplateStore } from './write-templates/template-store.js'

export const templateRoutes = (parts: { templates: TemplateStore }): Route[] => [
  readTemplate(parts),
  replaceTemplate(parts),
  previewTemplate(parts),
]
