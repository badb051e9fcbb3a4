/** Connections from one address; it has about 28,000 ports, some of which are taken. */
const PER_ADDRESS = 20_000;

/** The loopback address that connection number `index` comes from: 127.0.0.2, 127.0.0.3, … */
export function sourceAddress(index: number): string {
  return `127.0.0.${2 + Math.floor(index / PER_ADDRESS)}`;
}
