/** Connections that one node opens at most. */
export const POOL_SIZE = 10;
