// Every rule of the house style that is run over the repository, in the order in which the test tells them.
import { aloneSpecs } from './alone-specs.js'
import { anyType } from './any-type.js'
import { arrows } from './arrows.js'
import { barrels } from './barrels.js'
import { classes } from './classes.js'
import { comments } from './comments.js'
import { concreteEvents } from './concrete-events.js'
import { configReaders } from './config-readers.js'
import { databaseReaders } from './database-readers.js'
import { deadExports } from './dead-exports.js'
import { defaultExports } from './default-exports.js'
import { dependencies } from './dependencies.js'
import { enums } from './enums.js'
import { environmentReaders } from './environment-readers.js'
import { fileLength } from './file-length.js'
import { fileNames } from './file-names.js'
import { firstLine } from './first-line.js'
import { folderNames } from './folder-names.js'
import { functionLength } from './function-length.js'
import { lineLength } from './line-length.js'
import { nesting } from './nesting.js'
import { parameters } from './parameters.js'
import { reactions } from './reactions.js'
import { routes } from './routes.js'
import type { Rule } from './rule.js'
import { serviceFile } from './service-file.js'
import { specNames } from './spec-names.js'
import { testNames } from './test-names.js'
import { twinFiles } from './twin-files.js'
import { twinRuns } from './twin-runs.js'

export const allRules: readonly Rule[] = [
  arrows,
  concreteEvents,
  configReaders,
  databaseReaders,
  environmentReaders,
  deadExports,
  dependencies,
  barrels,
  fileLength,
  functionLength,
  nesting,
  parameters,
  lineLength,
  firstLine,
  comments,
  defaultExports,
  anyType,
  enums,
  classes,
  twinFiles,
  twinRuns,
  fileNames,
  folderNames,
  specNames,
  aloneSpecs,
  testNames,
  reactions,
  routes,
  serviceFile,
]
