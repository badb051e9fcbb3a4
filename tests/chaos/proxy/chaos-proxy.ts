import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Random } from '../../support/random';
import type { Fault, PlannedFault, Way } from './fault';
import { Stream, type Weather } from './stream';

/** One connection through the proxy. */
interface Link {
  client: Socket;
  server: Socket;
  streams: Record<Way, Stream>;
}

const WAYS: readonly Way[] = ['up', 'down'];
const CALM: Weather = { delayUpToMs: 0, split: false, flowing: Promise.resolve() };

/** A network between clients and a server on loopback, as bad as one wants it. */
export class ChaosProxy {
  private readonly links = new Set<Link>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly weather: Record<Way, Weather> = { up: { ...CALM }, down: { ...CALM } };
  private refuseUntil = 0;
  private wakeUp = (): void => undefined;

  private constructor(
    private readonly listener: Server,
    private readonly targetPort: number,
    private readonly random: Random,
  ) {
    listener.on('connection', (client) => this.accept(client));
  }

  /** Listens on a free port of 127.0.0.1, in fine weather. */
  static async start(targetPort: number, random: Random): Promise<ChaosProxy> {
    const listener = createServer({ noDelay: true }).listen(0, '127.0.0.1');
    await once(listener, 'listening');
    return new ChaosProxy(listener, targetPort, random);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.listener.address() as AddressInfo).port}`;
  }

  /** Runs a storm. */
  storm(plan: readonly PlannedFault[]): void {
    for (const { atMs, fault } of plan) this.later(atMs, () => this.strike(fault));
  }

  /** Makes one fault happen now. */
  strike(fault: Fault): void {
    switch (fault.kind) {
      case 'cut':
        this.refuseUntil = Date.now() + fault.forMs;
        this.reset();
        return;
      case 'torn':
        for (const { streams } of this.links) streams[fault.way].tear();
        return;
      case 'stall':
        for (const way of fault.ways) this.stall(way, fault.forMs);
        return;
      case 'halfOpen':
        for (const { streams } of this.links) for (const way of fault.ways) streams[way].die();
        return;
      case 'asleep': {
        this.refuseUntil = Number.POSITIVE_INFINITY;
        const awake = new Promise<void>((resolve) => (this.wakeUp = resolve));
        for (const { streams } of this.links) for (const way of WAYS) streams[way].sleep(awake);
        return;
      }
      case 'delay':
        this.change({ delayUpToMs: fault.upToMs }, fault.forMs, { delayUpToMs: 0 });
        return;
      case 'split':
        this.change({ split: true }, fault.forMs, { split: false });
        return;
      default:
        fault satisfies never;
    }
  }

  /** Ends a sleep. */
  wake(): void {
    this.refuseUntil = 0;
    this.wakeUp();
  }

  async close(): Promise<void> {
    for (const timer of this.timers) clearTimeout(timer);
    this.reset();
    this.listener.close();
    await once(this.listener, 'close');
  }

  private accept(client: Socket): void {
    if (Date.now() < this.refuseUntil) {
      client.resetAndDestroy();
      return;
    }
    const server = connect({ port: this.targetPort, host: '127.0.0.1', noDelay: true });
    const tear = (): void => {
      client.resetAndDestroy();
      server.resetAndDestroy();
    };
    const link: Link = {
      client,
      server,
      streams: {
        up: new Stream(client, server, () => this.weather.up, this.random, tear),
        down: new Stream(server, client, () => this.weather.down, this.random, tear),
      },
    };
    this.links.add(link);
    const gone = (): void => {
      if (client.destroyed && server.destroyed) this.links.delete(link);
    };
    for (const socket of [client, server]) {
      // The streams see the error too; without a listener it would end the process.
      socket.on('error', () => undefined);
      socket.on('close', gone);
    }
  }

  private reset(): void {
    for (const { client, server } of this.links) {
      client.resetAndDestroy();
      server.resetAndDestroy();
    }
  }

  private stall(way: Way, forMs: number): void {
    const { weather } = this;
    const before = weather[way].flowing;
    const over = new Promise<void>((resolve) => this.later(forMs, resolve));
    weather[way].flowing = Promise.all([before, over]).then(() => undefined);
  }

  private change(now: Partial<Weather>, forMs: number, then: Partial<Weather>): void {
    for (const way of WAYS) Object.assign(this.weather[way], now);
    this.later(forMs, () => {
      for (const way of WAYS) Object.assign(this.weather[way], then);
    });
  }

  private later(ms: number, run: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      run();
    }, ms);
    this.timers.add(timer);
  }
}
