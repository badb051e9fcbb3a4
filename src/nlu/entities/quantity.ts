import type { Recognition, Recognizer } from './recognizer';

/** What is counted in telecom, longest first; 个 is no unit where a month or a G follows. */
const UNIT =
  /(?:人次|积分|条(?!件|款)|张|部(?!分|门)|台|位(?!置|于)|户(?!名)|次(?!方|日|月|年|数)|遍|份(?!额)|项|家|笔|套(?!餐)|根|通(?!话|信|知|用|过|道|达|讯)|人(?!民|工|员|家|脸|证|们|为)|口|件|只(?!有|是|要|能)|颗|瓶|格|层|岁|倍|级|个(?! ?(?:月|星期|礼拜|小时|钟头|季度|半|g|m|t|gb|mb|百分点|兆|人)))/y;
/** 一个, 一张 are mostly articles: they count where nothing follows. */
const ARTICLE_END = /^(?:$|[\s，。,.!?；;、]|[吧呢啊吗])/;

/** Counted things: 3张, 两个, 1500积分. The span ends with the unit of counting, the value is the number. */
export const quantity: Recognizer = ({ text, masked, numerals }) => {
  const found: Recognition[] = [];
  for (const { start, unitAt, value } of numerals) {
    UNIT.lastIndex = unitAt;
    if (!UNIT.test(masked) || !Number.isFinite(value) || text[start - 1] === '第') continue;
    const end = UNIT.lastIndex;
    const article = text[start] === '一' && unitAt === start + 1;
    if (article && !ARTICLE_END.test(text.slice(end, end + 1))) continue;
    found.push({ entity: 'quantity', start, end, value, confidence: article ? 0.7 : 0.85 });
  }
  return found;
};
