# syntax=docker/dockerfile:1
# One image for every service; the command chooses which: services/<name>/dist/main.js
ARG NODE_IMAGE=node:22-slim

# What is installed depends on these files alone, so that a change of source code does not install anew.
FROM ${NODE_IMAGE} AS manifests
WORKDIR /app
COPY . .
RUN find . -type f ! -name package.json ! -path ./package-lock.json ! -path ./.npmrc -delete \
  && find . -type d -empty -delete

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY --from=manifests /app ./
# No install scripts: native modules ship their binaries, and the others would set up databases for development.
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts
COPY . .
RUN npm run build
# Only what runs: compiled files without specs, type declarations and build notes.
RUN mkdir /out \
  && find services shared tools rabbitmq -type f -not -path '*/node_modules/*' \
       \( -path '*/dist/*' -o -path 'rabbitmq/*' \) \
       -not -name '*.d.ts' -not -name '*.spec.js' -not -name '*.spec.js.map' -not -name '*.tsbuildinfo' -print0 \
  | tar --create --null --files-from=- | tar --extract --directory=/out

FROM ${NODE_IMAGE} AS dependencies
WORKDIR /app
COPY --from=manifests /app ./
# Optional ones are binaries for development, such as a whole PostgreSQL.
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts --omit=dev --omit=optional

FROM ${NODE_IMAGE}
ENV NODE_ENV=production
WORKDIR /app
# Owned by root and run by another: a service that is broken into cannot change its own code.
COPY --from=dependencies /app ./
COPY --from=build /out ./
USER node
EXPOSE 8080
# Tracing is loaded before anything else, and does nothing unless an OTEL_EXPORTER_* endpoint is set.
ENTRYPOINT ["node", "--enable-source-maps", "--require", "@eventflow/runtime/tracing"]
CMD ["services/gateway/dist/main.js"]
