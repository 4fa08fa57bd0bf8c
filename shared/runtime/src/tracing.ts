// OpenTelemetry, loaded before anything else by `node --require @eventflow/runtime/tracing`; off unless an endpoint is set.
import type { InstrumentationConfigMap } from '@opentelemetry/auto-instrumentations-node'
import { environment } from './environment.js'

const wanted = [
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
  'OTEL_EXPORTER_ZIPKIN_ENDPOINT',
]

type ExpressConfig = NonNullable<InstrumentationConfigMap['@opentelemetry/instrumentation-express']>

/** The layers of Express that every request passes; named by their values, since the enum's package is not ours to import. */
const plumbing = ['middleware', 'router'] as unknown as NonNullable<ExpressConfig['ignoreLayersType']>

/** A service is run as `services/<name>/dist/main.js`, a further process of it as `dist/worker.js`: one image tells their traces apart. */
const nameOf = (file = ''): string | undefined => {
  const [, service, process] = /services[/\\]([a-z0-9-]+)[/\\]dist[/\\]([a-z0-9-]+)\.js$/.exec(file) ?? []
  return process === 'main' ? service : service && `${service}-${process}`
}

/** The exporter, the sampler and the service name come from the standard OTEL_* variables; the name may go without. */
function startTracing(): void {
  // Loaded here and not at the top: it costs half a second, which a process without tracing does not spend.
  const { NodeSDK } = require('@opentelemetry/sdk-node') as typeof import('@opentelemetry/sdk-node')
  const { getNodeAutoInstrumentations } =
    require('@opentelemetry/auto-instrumentations-node') as typeof import('@opentelemetry/auto-instrumentations-node')
  const serviceName = environment().OTEL_SERVICE_NAME ?? nameOf(process.argv[1])
  const sdk = new NodeSDK({
    ...(serviceName === undefined ? {} : { serviceName }),
    instrumentations: [
      getNodeAutoInstrumentations({
        // One span for each file read or name looked up would bury the ones that tell a story.
        '@opentelemetry/instrumentation-fs': { enabled: false },
        '@opentelemetry/instrumentation-dns': { enabled: false },
        '@opentelemetry/instrumentation-net': { enabled: false },
        '@opentelemetry/instrumentation-router': { enabled: false },
        '@opentelemetry/instrumentation-express': { ignoreLayersType: plumbing },
      }),
    ],
  })
  sdk.start()
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => void sdk.shutdown().catch(() => undefined))
}

if (wanted.some((name) => environment()[name])) startTracing()
