// What is read of the merged OpenAPI document: which operations there are.

export interface OpenApiDocument {
  paths: Record<string, Record<string, { operationId?: string }>>
}

export const operationsOf = ({ paths }: OpenApiDocument): string[] =>
  Object.values(paths)
    .flatMap((methods) => Object.values(methods))
    .flatMap(({ operationId }) => operationId ?? [])
