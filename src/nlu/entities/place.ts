import type { Recognizer } from './recognizer';

const REGIONS =
  '内蒙古|黑龙江|北京|天津|上海|重庆|河北|山西|辽宁|吉林|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|广西|海南|四川|贵州|云南|西藏|陕西|甘肃|青海|宁夏|新疆|香港|澳门|台湾';
const CITIES =
  '石家庄|太原|呼和浩特|沈阳|大连|长春|哈尔滨|南京|苏州|无锡|杭州|宁波|温州|合肥|福州|厦门|泉州|南昌|济南|青岛|烟台|郑州|洛阳|武汉|长沙|广州|深圳|珠海|佛山|东莞|中山|惠州|南宁|桂林|海口|三亚|成都|绵阳|贵阳|昆明|拉萨|西安|兰州|西宁|银川|乌鲁木齐';
/** A district's name has no such word in it: 北京有小区 names none. */
const NAME = '[^\\P{Script=Han}的在是有我你他这那个到和了去来小地社能可吗呢办查]';
const PLACE = new RegExp(
  `(?:(?:${REGIONS})(?:省|市|特别行政区|(?:壮族|回族|维吾尔)?自治区)?)?(?:(?:${CITIES})市?)?(?:${NAME}{1,4}市)?(?:${NAME}{1,5}[区县旗])?`,
  'gu',
);

const KNOWN = new RegExp(`^(?:${REGIONS}|${CITIES})`);

/** Provinces and large cities of China, with a district or county behind them: 北京市朝阳区. As written. */
export const place: Recognizer = ({ text }) =>
  Array.from(text.matchAll(PLACE))
    .filter((match) => KNOWN.test(match[0]))
    .map((match) => ({
      entity: 'place',
      start: match.index,
      end: match.index + match[0].length,
      value: match[0],
      confidence: 0.85,
    }));
