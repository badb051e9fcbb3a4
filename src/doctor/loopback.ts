/** Whether an address to listen on is open to this machine only. */
export function isLoopbackHost(host: string): boolean {
  return /^(?:127\.\d+\.\d+\.\d+|::1|localhost)$/.test(host);
}

/** Whether others than this machine may reach the server: by its address, or through a proxy. */
export function isReachable({ host, trustProxy }: { host: string; trustProxy: boolean }): boolean {
  return !isLoopbackHost(host) || trustProxy;
}
