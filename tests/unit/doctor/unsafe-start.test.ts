import { readConfig } from '../../../src/config';
import { refuseUnsafeStart } from '../../../src/doctor/refuse-unsafe-start';
import { unsafeStorage } from '../../../src/store/durability';
import { GOOD_TOKEN } from './facts';

describe('an unsafe start', () => {
  const start = (settings: Record<string, string>, inspector?: string) => (): void =>
    refuseUnsafeStart(readConfig({}, settings), inspector);

  it.each([
    [{ HOST: '0.0.0.0', TONGDA_EMBED_ORIGINS: '*' }, 'TONGDA_EMBED_ORIGINS'],
    [{ TONGDA_TRUST_PROXY: '1', TONGDA_EMBED_ORIGINS: 'https://*.cn' }, 'TONGDA_EMBED_ORIGINS'],
    [{ HOST: '10.0.0.1', TONGDA_REST_TOKEN: 'change-me-change-me' }, 'TONGDA_REST_TOKEN'],
    [{ TONGDA_TRUST_PROXY: '1', TONGDA_REST_TOKEN: '0000000000000000' }, 'TONGDA_REST_TOKEN'],
  ])('is refused: %j', (settings: Record<string, string>, named) => {
    expect(start(settings)).toThrow(`unsafe_settings: ${named}`);
  });

  it.each([
    [{}],
    [{ TONGDA_EMBED_ORIGINS: '*', TONGDA_REST_TOKEN: 'change-me-change-me' }],
    [{ HOST: '0.0.0.0', TONGDA_REST_TOKEN: GOOD_TOKEN, TONGDA_EMBED_ORIGINS: 'https://www.example.cn' }],
    [{ HOST: '0.0.0.0' }],
  ])('is not seen in %j', (settings: Record<string, string>) => {
    expect(start(settings)).not.toThrow();
  });

  it('is one with a debugger that others may connect to', () => {
    expect(start({}, 'ws://0.0.0.0:9229/f00')).toThrow('unsafe_settings: --inspect');
    expect(start({}, 'ws://[::]:9229/f00')).toThrow('unsafe_settings: --inspect');
    expect(start({}, 'ws://127.0.0.1:9229/f00')).not.toThrow();
    expect(start({}, 'ws://[::1]:9229/f00')).not.toThrow();
  });

  it.each([
    [{ synchronous: '2' }, []],
    [{ synchronous: '1' }, ['synchronous=1']],
    [{ synchronous: '0' }, ['synchronous=0']],
    [
      { fsync: 'on', full_page_writes: 'on', synchronous_commit: 'remote_apply', server_encoding: 'UTF8' },
      [],
    ],
    [{ fsync: 'off', synchronous_commit: 'off' }, ['fsync=off', 'synchronous_commit=off']],
    [{ full_page_writes: 'off' }, ['full_page_writes=off']],
    [{ server_encoding: 'SQL_ASCII' }, ['server_encoding=SQL_ASCII']],
  ])('by its database: %j', (settings: Record<string, string>, wrong) => {
    expect(unsafeStorage(settings)).toEqual(wrong);
  });
});
