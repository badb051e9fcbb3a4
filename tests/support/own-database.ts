import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

/** A new database of the PostgreSQL that TEST_DATABASE_URL names; its URL. */
export async function createDatabase(): Promise<string> {
  const name = `tongda_test_${randomBytes(6).toString('hex')}`;
  await administer(`create database ${name} encoding 'UTF8' template template0`);
  const url = new URL(process.env.TEST_DATABASE_URL ?? '');
  url.pathname = `/${name}`;
  return url.href;
}

/** Drops what `createDatabase` made, whoever is connected to it. */
export async function dropDatabase(url: string): Promise<void> {
  await administer(`drop database if exists ${new URL(url).pathname.slice(1)} with (force)`);
}

async function administer(statement: string): Promise<void> {
  const client = new Client({ connectionString: process.env.TEST_DATABASE_URL });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
