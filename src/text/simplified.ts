import { Converter } from 'opencc-js/t2cn';

const convert = Converter({ from: 't', to: 'cn' });

/**
 * Traditional → simplified characters, keeping the length in UTF-16 units: where OpenCC's phrases would change it,
 * each character is converted alone, since offsets must map back.
 */
export function toSimplified(text: string): string {
  const whole = convert(text);
  if (whole.length === text.length) return whole;
  return Array.from(text, (character) => {
    const single = convert(character);
    return single.length === character.length ? single : character;
  }).join('');
}
