import { bareMegaKind } from './mega-kind';
import type { Recognition, Recognizer } from './recognizer';

/** A half counts only with 个: 一个半G, 半个G. */
const UNIT = /(?:个(半)? ?)?(gb|mb|kb|tb|g|m|t|k|兆|吉)(?![a-z\d])(?!ps|bps|\/s)/y;
const HALF = /(?<![\d零一二两三四五六七八九十百千万多个])半个? ?(gb?|mb?|tb?)(?![a-z\d])/g;
const MEGABYTES: Record<string, number> = {
  k: 1 / 1024,
  kb: 1 / 1024,
  m: 1,
  mb: 1,
  兆: 1,
  g: 1024,
  gb: 1024,
  吉: 1024,
  t: 1024 * 1024,
  tb: 1024 * 1024,
};
/** What is used, left or bought is an amount, also where a network generation has the same name. */
const AMOUNT_BEFORE =
  /(?:剩余?下?了?|还有|只有|用了|用掉|用完|超[出过了]?|[送赠][了的]?|流量[是有为]?|每[月天年]|领了?|满|够|多[了出]|加|至少|最多|买了?|共|少|固定|给|[元块钱月天+])$/;
const AMOUNT_AFTER =
  /^的? ?(?:流量|定向|通用|全国|国内|省内|日包|月包|夜间|加油|叠加|不够|够|用完|每|\/|一个?月|一天)/;

/** Amounts of mobile data: 30G, 三十个G, 500M流量, 一个G. The value is in MB, 1 G = 1,024 MB. */
export const dataVolume: Recognizer = ({ text, numerals }) => {
  const found: Recognition[] = [];
  for (const match of text.matchAll(HALF)) {
    const value = MEGABYTES[match[1]!]! / 2;
    found.push({
      entity: 'data_volume',
      start: match.index,
      end: match.index + match[0].length,
      value,
      confidence: 0.95,
    });
  }
  for (const numeral of numerals) {
    UNIT.lastIndex = numeral.unitAt;
    const unit = UNIT.exec(text);
    if (!unit || !Number.isFinite(numeral.value)) continue;
    const end = UNIT.lastIndex;
    const counted = unit[0].startsWith('个');
    const mega = unit[2] === 'm' || unit[2] === '兆';
    if (mega && !counted && bareMegaKind(text, numeral, end) !== 'data_volume') continue;
    if (unit[2] === 'g' && !counted && isGeneration(text, numeral.start, end)) continue;
    const value = Number(((numeral.value + (unit[1] ? 0.5 : 0)) * MEGABYTES[unit[2]!]!).toPrecision(12));
    found.push({ entity: 'data_volume', start: numeral.start, end, value, confidence: mega ? 0.85 : 0.95 });
  }
  return found;
};

/** 5G信号, 4G卡 and a bare 5G name a generation of the network, not an amount. */
function isGeneration(text: string, start: number, end: number): boolean {
  if (!/^[2-5二三四五]g$/.test(text.slice(start, end))) return false;
  if (AMOUNT_AFTER.test(text.slice(end, end + 5))) return false;
  const after = text.slice(end, end + 1);
  const standsAlone = after === '' || /[\s，。,.!?；;、了的吗呢吧啊+/和加]/.test(after);
  return !(standsAlone && AMOUNT_BEFORE.test(text.slice(Math.max(0, start - 4), start)));
}
