import { ChatClient } from '../support/chat-client';
import { RunningServer } from '../support/running-server';

describe('a server that is killed', () => {
  let server: RunningServer;

  beforeAll(async () => {
    server = await RunningServer.start({ TONGDA_GATHER_MS: '500' });
  });
  afterAll(() => server.destroy());

  it('answers what it had acknowledged exactly once after the restart', async () => {
    const client = new ChatClient(server.url);
    await client.hello();
    const acknowledged = await client.send('宽带断网了怎么办');
    await server.kill();
    expect(acknowledged.ok).toBe(true);
    await server.launch();
    await client.hello();
    await client.until(({ botTexts }) => botTexts.length > 0);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(client.botTexts).toHaveLength(1);
    expect(client.events.map((event) => event.seq)).toEqual(client.events.map((_event, index) => index + 1));
    client.close();
  });

  it('has no second server beside it on its data, and none on its port', async () => {
    await expect(RunningServer.startOn(server.dataDir)).rejects.toThrow('data_in_use');
    await expect(RunningServer.start({ PORT: String(server.port) })).rejects.toThrow('port_in_use');
  });

  it('names what is wrong with its settings, its model and its corpus', async () => {
    await expect(RunningServer.start({ TONGDA_TIMEZONE: 'Mars/Olympus' })).rejects.toThrow(
      /config_invalid.*TONGDA_TIMEZONE/,
    );
    await expect(RunningServer.start({ TONGDA_CORPUS: '/nonexistent' })).rejects.toThrow('corpus_missing');
  });

  it('stops cleanly when it is asked to', async () => {
    await server.stop();
    expect(server.log).not.toContain('could not stop');
    await server.launch();
  });
});
