import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:http';
import type { Duplex } from 'node:stream';
import { programMissing } from '../support/cluster';
import { FakeNode } from '../support/fake-node';
import { LoadBalancer } from '../support/load-balancer';

const missing = programMissing('haproxy');

(missing ? describe.skip : describe)('the shipped haproxy.cfg', () => {
  let node: FakeNode;
  let balancer: LoadBalancer;

  beforeEach(async () => {
    node = await FakeNode.start();
    balancer = await LoadBalancer.start([node.port]);
    await balancer.until('UP');
  });
  afterEach(async () => {
    node.destroy();
    await balancer.destroy();
  });

  const openSocket = async (): Promise<Duplex> => {
    const upgrade = request(balancer.url, {
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': randomBytes(16).toString('base64'),
      },
    });
    upgrade.end();
    const [, socket] = (await once(upgrade, 'upgrade')) as [unknown, Duplex];
    return socket;
  };
  const echo = async (socket: Duplex, text: string): Promise<string> => {
    socket.write(text);
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    return chunk.toString();
  };

  it('keeps the sockets of a node that is not ready and sends it nothing new, until it is ready again', async () => {
    const socket = await openSocket();
    node.ready = false;
    await balancer.until('NOLB');
    expect(await echo(socket, 'still here')).toBe('still here');
    expect((await fetch(balancer.url)).status).toBe(503);
    node.ready = true;
    await balancer.until('UP');
    expect((await fetch(balancer.url)).status).toBe(200);
    expect(await echo(socket, 'and here')).toBe('and here');
    socket.destroy();
  });

  it('cuts the sockets of a node that no longer answers, so that their clients go elsewhere', async () => {
    const socket = await openSocket();
    const cut = once(socket, 'close');
    node.goSilent();
    await balancer.until('DOWN');
    await cut;
  });

  it('does not start with a node that is not ready yet', async () => {
    const late = await FakeNode.start();
    late.ready = false;
    const second = await LoadBalancer.start([late.port]);
    try {
      await second.until('NOLB');
      expect((await fetch(second.url)).status).toBe(503);
      late.ready = true;
      await second.until('UP');
      expect((await fetch(second.url)).status).toBe(200);
    } finally {
      late.destroy();
      await second.destroy();
    }
  });

  it('tells the node who calls, and nothing that the caller made up; the host stays as it was asked', async () => {
    const asked = request(`${balancer.url}/x`, {
      headers: {
        host: 'hall.example.cn',
        'x-forwarded-for': '10.1.1.1',
        forwarded: 'for=10.2.2.2',
        'x-forwarded-proto': 'https',
      },
    });
    asked.end();
    const [response] = (await once(asked, 'response')) as [{ resume(): void }];
    response.resume();
    expect(node.lastHeaders).toMatchObject({
      host: 'hall.example.cn',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
    });
    expect(node.lastHeaders.forwarded).toBeUndefined();
  });

  it('hides the figures', async () => {
    expect((await fetch(`${balancer.url}/metrics`)).status).toBe(404);
  });
});
