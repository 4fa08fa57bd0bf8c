// Nginx as a proxy in front of a server, on a port of its own and with nothing of the machine's configuration.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../launcher/free-port.js'
import { waitUntil } from '../launcher/wait-until.js'

export interface Proxy {
  url: string
  pid: number
  close(): Promise<void>
}

const startsWithinMs = 5_000

const configuration = (upstream: string, port: number, folder: string) => `
daemon off; worker_processes 1; pid ${folder}/pid; error_log stderr error;
events { worker_connections 1024; }
http {
  access_log off; keepalive_requests 1000000;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/f;
  uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;
  upstream behind { server ${new URL(upstream).host}; keepalive 256; keepalive_requests 1000000; }
  server {
    listen 127.0.0.1:${port};
    location / { proxy_pass http://behind; proxy_http_version 1.1; proxy_set_header Connection ""; }
  }
}`

/** Rejects where there is no nginx. */
export async function startNginx(upstream: string): Promise<Proxy> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-nginx-'))
  const port = await freePort()
  const file = join(folder, 'nginx.conf')
  writeFileSync(file, configuration(upstream, port, folder))
  const child = spawn('nginx', ['-p', folder, '-c', file], { stdio: 'ignore' })
  const failed = new Promise<never>((_, reject) => child.once('error', reject))
  const url = `http://127.0.0.1:${port}`
  const answers = async () => (await fetch(url).catch(() => undefined))?.ok || undefined
  const signal = AbortSignal.timeout(startsWithinMs)
  await Promise.race([failed, waitUntil('nginx', answers, { timeoutMs: startsWithinMs, signal })])
  return { url, pid: child.pid ?? 0, close: () => ended(child) }
}

async function ended(child: ChildProcess): Promise<void> {
  const end = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await end
}
