import type { Recognition, Recognizer } from './recognizer';

const LOCAL = /[a-z0-9._%+-]{1,64}$/;
const DOMAIN = /^[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}/;

/** E-mail addresses, in lower case. */
export const email: Recognizer = ({ text }) => {
  const found: Recognition[] = [];
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    const local = LOCAL.exec(text.slice(Math.max(0, at - 64), at))?.[0].replace(/^[.%+-]{1,64}/, '');
    const domain = DOMAIN.exec(text.slice(at + 1, at + 330))?.[0];
    if (!local || !domain || !/\.[a-z]{2,63}$/.test(domain)) continue;
    const start = at - local.length;
    const end = at + 1 + domain.length;
    found.push({ entity: 'email', start, end, value: text.slice(start, end), confidence: 1 });
  }
  return found;
};
