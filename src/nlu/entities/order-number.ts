import type { Recognition, Recognizer } from './recognizer';

const CODE = /(?<![a-z\d-])[a-z\d](?:[a-z\d]|-(?=[a-z\d])){5,39}(?![a-z\d-])/g;
const CUE = /(?:订单|单号|工单|流水|编号|快递|运单|受理|查询码|物流)(?:号码?|编号)?(?:是|为)?[: ：]{0,3}$/;
const LETTERS_THEN_DATE = /^[a-z]{1,4}-?20\d{6,}/;
const DATE_FIRST = /^20\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{6,}$/;

/** Order and ticket numbers: after 订单号, 工单 and the like, or long codes that begin with a date. As written. */
export const orderNumber: Recognizer = ({ text }) => {
  const found: Recognition[] = [];
  for (const match of text.matchAll(CODE)) {
    const [code] = match;
    if (code.replace(/\D/g, '').length < 4) continue;
    const cued = CUE.test(text.slice(Math.max(0, match.index - 12), match.index));
    if (!cued && !LETTERS_THEN_DATE.test(code) && !DATE_FIRST.test(code)) continue;
    const end = match.index + code.length;
    found.push({
      entity: 'order_number',
      start: match.index,
      end,
      value: code,
      confidence: cued ? 0.95 : 0.7,
    });
  }
  return found;
};
