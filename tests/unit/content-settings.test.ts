import { readConfig } from '../../src/config';

const S3 = {
  TONGDA_BLOBS: 's3',
  S3_ENDPOINT: 'https://s3.example.com',
  S3_BUCKET: 'bucket',
  S3_ACCESS_KEY_ID: 'id',
  S3_SECRET_ACCESS_KEY: 'a secret',
};

describe('the settings of content and blobs', () => {
  it('are the files here and the database by default', () => {
    expect(readConfig({}, {})).toMatchObject({ content: 'files', blobs: { kind: 'database' } });
  });

  it('name a bucket whole', () => {
    expect(readConfig({}, S3).blobs).toEqual({
      kind: 's3',
      endpoint: 'https://s3.example.com',
      region: 'us-east-1',
      bucket: 'bucket',
      accessKeyId: 'id',
      secretAccessKey: 'a secret',
      prefix: 'tongda/',
      virtualHost: false,
    });
  });

  it.each(['S3_ENDPOINT', 'S3_BUCKET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'])(
    'miss %s where it is not there',
    (name) => {
      const read = () => readConfig({}, { ...S3, [name]: undefined });
      expect(read).toThrow(new RegExp(`config_invalid.*${name}`));
      expect(read).not.toThrow('a secret');
    },
  );

  it.each(['no-slash', '/root/', '../up/', 'a//b/'])('refuse the prefix %s', (prefix) => {
    expect(() => readConfig({}, { ...S3, S3_PREFIX: prefix })).toThrow(/config_invalid.*S3_PREFIX/);
  });

  it('need PostgreSQL to follow', () => {
    expect(() => readConfig({}, { TONGDA_CONTENT: 'database' })).toThrow(/config_invalid.*DATABASE_URL/);
    const environment = { TONGDA_CONTENT: 'database', DATABASE_URL: 'postgres://localhost/tongda' };
    expect(readConfig({}, environment).content).toBe('database');
  });
});
