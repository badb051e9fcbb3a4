import type { Numeral } from './chinese-number';

const BROADBAND = /宽带|网速|带宽|光纤|光猫|提速|下载|速率|上行|下行|wifi|测速|路由|入户|装机|速度/;
const DATA = /流量|流量包|定向|通用|加油包|叠加包|用|剩/;
/** How far a telling word may stand from the number, in characters. */
const NEAR = 8;
/** Speeds that are sold; a bare 300兆 is one of them. */
const SOLD_SPEEDS = new Set([10, 20, 50, 100, 200, 300, 500, 600, 800, 1000, 1500, 2000]);

/** Whether `M` or 兆 after a number measures an amount or a speed: first the words near by, then what is usual. */
export function bareMegaKind(text: string, numeral: Numeral, end: number): 'data_volume' | 'bandwidth' {
  const after = text.slice(end, end + NEAR);
  const before = text.slice(Math.max(0, numeral.start - NEAR), numeral.start);
  if (/^的? ?流量/.test(after)) return 'data_volume';
  if (/^的? ?(?:宽带|网|光|带宽)/.test(after)) return 'bandwidth';
  const near = `${before} ${after}`;
  if (BROADBAND.test(near)) return 'bandwidth';
  if (DATA.test(near)) return 'data_volume';
  return SOLD_SPEEDS.has(numeral.value) ? 'bandwidth' : 'data_volume';
}
