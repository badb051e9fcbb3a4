import type { Recognizer } from './recognizer';

const CANDIDATE = /(?<![a-z\d])[1-9]\d{16}[\dx](?![a-z\d])/g;
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_DIGITS = '10X98765432';

/** Citizen identity numbers of GB 11643: 18 characters with a month and day that exist and a right check digit. */
export const idNumber: Recognizer = ({ text }) =>
  Array.from(text.matchAll(CANDIDATE)).flatMap((match) => {
    const value = match[0].toUpperCase();
    if (!isValid(value)) return [];
    return [
      { entity: 'id_number', start: match.index, end: match.index + value.length, value, confidence: 1 },
    ];
  });

function isValid(value: string): boolean {
  const month = Number(value.slice(10, 12));
  const day = Number(value.slice(12, 14));
  if (month < 1 || month > 12 || day < 1 || day > 31) return false;
  const sum = WEIGHTS.reduce((total, weight, at) => total + weight * Number(value[at]), 0);
  return value[17] === CHECK_DIGITS[sum % 11];
}
