import { foundEntities } from './found-entities';

describe('dictionary', () => {
  test.each<[string, string[]]>([
    ['冰激凌套餐', ['plan_name:冰激凌套餐=冰激凌套餐']],
    ['畅越冰激凌199', ['plan_name:畅越冰激凌199=冰激凌套餐']],
    ['大王卡怎么样', ['plan_name:大王卡=大王卡']],
    ['ＱＱ', ['app_name:ＱＱ=QQ']],
    ['qq音乐', ['app_name:qq=QQ']],
    ['qqq', []],
    ['aqq1', []],
    ['苹果 15', ['device_model:苹果 15=iPhone 15']],
    ['苹果155', ['number:155=155']],
    ['华为mate60好吗', ['device_model:华为mate60=华为Mate60']],
    ['Douyin', ['app_name:Douyin=抖音']],
  ])('%s gives %j', (text, expected) => {
    expect(foundEntities(text)).toEqual(expected);
  });
});
