import { bareMegaKind } from './mega-kind';
import type { Recognition, Recognizer } from './recognizer';

/** `mbps`, `m/s`, `gbps`, or a bare m, 兆 or g whose sense the context decides. */
const UNIT = /(?:(mbps|mb\/s|m\/s|gbps|g\/s)|(m|兆)|(g)(?= ?的? ?(?:宽带|带宽|光纤)))(?![a-z\d/])/y;
const ROUND = /(?<![零一二两三四五六七八九十百千万半几\d])([百千万])兆/g;
const ROUND_MBPS: Record<string, number> = { 百: 100, 千: 1000, 万: 10_000 };

/** Speeds of a line: 一百兆宽带, 1000M, 千兆, 300兆. The value is in Mbps, 1 Gbps = 1,000. */
export const bandwidth: Recognizer = ({ text, numerals }) => {
  const found: Recognition[] = [];
  const add = (start: number, end: number, value: number, confidence: number): void => {
    found.push({ entity: 'bandwidth', start, end, value, confidence });
  };
  for (const match of text.matchAll(ROUND)) {
    add(match.index, match.index + match[0].length, ROUND_MBPS[match[1]!]!, 0.9);
  }
  for (const numeral of numerals) {
    UNIT.lastIndex = numeral.unitAt;
    const unit = UNIT.exec(text);
    if (!unit || !Number.isFinite(numeral.value)) continue;
    const end = UNIT.lastIndex;
    const giga = unit[0].startsWith('g');
    // 5G宽带 is a network, 1G宽带 a speed.
    if (unit[3] && numeral.value > 2 && numeral.value < 6) continue;
    if (unit[2] && bareMegaKind(text, numeral, end) !== 'bandwidth') continue;
    add(numeral.start, end, giga ? numeral.value * 1000 : numeral.value, unit[1] ? 1 : 0.85);
  }
  return found;
};
