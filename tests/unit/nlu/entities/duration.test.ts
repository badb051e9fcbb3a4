import { foundEntities } from './found-entities';

describe('duration', () => {
  test.each<[string, string[]]>([
    ['半年', ['duration:半年=P6M']],
    ['三个月', ['duration:三个月=P3M']],
    ['一个多月', ['duration:一个多月=P1M']],
    ['两年', ['duration:两年=P2Y']],
    ['300分钟', ['duration:300分钟=PT300M']],
    ['一年半', ['duration:一年半=P1Y6M']],
    ['一个半月', ['duration:一个半月=P1M15D']],
    ['两个半小时', ['duration:两个半小时=PT2H30M']],
    ['十分钟', ['duration:十分钟=PT10M']],
    ['1小时30分钟', ['duration:1小时30分钟=PT1H30M']],
    ['两周', ['duration:两周=P2W']],
    ['一刻钟', ['duration:一刻钟=PT15M']],
    ['十几天', ['duration:十几天=P10D']],
    ['24个月', ['duration:24个月=P24M']],
    ['哪一天', []],
    ['第三天', []],
  ])('%s gives %j', (text, expected) => {
    expect(foundEntities(text)).toEqual(expected);
  });
});
