import { randomInt } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { TongdaError } from '../errors';

export const MIN_PASSWORD_LENGTH = 12;
/** In UTF-16 code units; what is longer is not a password. */
export const MAX_PASSWORD_LENGTH = 256;

/** argon2id as OWASP recommends it: 19 MiB, two passes, one lane; about 20 ms. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** The hash of 32 random bytes that nobody kept: unknown names cost as much as known ones. */
export const NOBODYS_HASH =
  '$argon2id$v=19$m=19456,t=2,p=1$4W8UPf+1X3nmGR4BgvgUkA$EqI+DYAfewtKhfOfPJ/T4kXlz9txPuwKH7Vd2dyfGt4';

/** Without the characters that people mistake for each other. */
const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789';
const RANDOM_LENGTH = 20;

/** Refuses what is too short or too long. Errors: `weak_password`, `bad_request`. */
export function checkPassword(password: string): void {
  if (Array.from(password.normalize('NFKC')).length < MIN_PASSWORD_LENGTH)
    throw new TongdaError('weak_password');
  if (password.length > MAX_PASSWORD_LENGTH) throw new TongdaError('bad_request', 'the password is too long');
}

/** Twenty random characters, 116 bits. */
export function randomPassword(): string {
  return Array.from({ length: RANDOM_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}

/** In the PHC format, with its own salt. */
export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFKC'), COST);
}

export function matchesHash(passwordHash: string, password: string): Promise<boolean> {
  return verify(passwordHash, password.normalize('NFKC'));
}
