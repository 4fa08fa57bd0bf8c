// The one place that reads the environment of the process; everything else gets typed settings.
export type Environment = Readonly<Record<string, string | undefined>>

export const environment = (): Environment => process.env
