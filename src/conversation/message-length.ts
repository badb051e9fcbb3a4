/** Longest message of a customer or an agent, in UTF-16 code units. */
export const MAX_MESSAGE_LENGTH = 2000;
