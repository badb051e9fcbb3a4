import type { Recognizer } from './recognizer';

/** Dial-up and PPPoE errors that customers read out (RFC-less, from the RAS error list). */
const WELL_KNOWN = new Set(
  '602 604 605 606 611 615 617 619 623 628 629 630 631 633 635 638 645 650 651 676 678 680 691 692 711 718 720 721 734 735 738 756 769 789 797 800 813 814 815 868'.split(
    ' ',
  ),
);
const SAYS_CODE = /(?:错误|代码|报错|错误码|故障码|出错|提示|显示|error|code)[是为:： 了个号"“(]{0,3}$/;
const LINE = /拨号|宽带|连接|上网|网络|报|错|光猫|路由/;
/** How far from the number a word about lines may stand, in characters. */
const NEAR = 12;
/** A unit makes it an amount. */
const UNIT_AFTER =
  /^(?:元|块|g|m|k|t|兆|个|张|分|天|年|月|条|次|套|号|折|%|小时|人|度|[.:\-/]?\d|活动|大促|的?套餐|[a-z])/;

/** Codes of errors: any of 3-5 digits after 错误 or 代码, else the well-known ones near words about lines or alone. */
export const errorCode: Recognizer = ({ text, numerals }) =>
  numerals.flatMap((numeral) => {
    const { start, end, digits } = numeral;
    if (digits === undefined || digits.length < 3 || digits.length > 5) return [];
    const after = text.slice(end, end + NEAR);
    const before = text.slice(Math.max(0, start - NEAR), start);
    if (UNIT_AFTER.test(after) || /[a-z\d.¥-]$/.test(before)) return [];
    const common = { entity: 'error_code', start, end, value: digits } as const;
    const known = WELL_KNOWN.has(digits);
    if (SAYS_CODE.test(before)) return [{ ...common, confidence: 0.95 }];
    if (/^(?:错误|报错|故障码)/.test(after)) return [{ ...common, confidence: 0.9 }];
    if (known && LINE.test(`${before} ${after}`)) return [{ ...common, confidence: 0.9 }];
    const alone = text.trim() === text.slice(start, end);
    return known && alone ? [{ ...common, confidence: 0.7 }] : [];
  });
