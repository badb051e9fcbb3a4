import type { Role } from './permission';

/** Seen by customers: 1 to 32 characters, no control, formatting or half ones. */
export const DISPLAY_NAME = /^[^\p{C}]{1,32}$/u;

/** A person who works with the product. */
export interface Staff {
  id: string;
  username: string;
  /** What customers see of an agent. */
  displayName: string;
  roles: readonly Role[];
  disabled: boolean;
}

/** A signed-in browser. The cookie holds the token; the database only its hash. */
export interface StaffSession {
  staff: Staff;
  /** Sent back in `X-CSRF-Token` with everything that changes something. */
  csrfToken: string;
  expiresAt: number;
}
