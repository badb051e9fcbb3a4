import { foundEntities } from './found-entities';

describe('data-volume', () => {
  test.each<[string, string[]]>([
    ['30G', ['data_volume:30G=30720']],
    ['三十个G', ['data_volume:三十个G=30720']],
    ['500M流量', ['data_volume:500M=500']],
    ['1.5GB', ['data_volume:1.5GB=1536']],
    ['半个G', ['data_volume:半个G=512']],
    ['一个半G', ['data_volume:一个半G=1536']],
    ['1T', ['data_volume:1T=1048576']],
    ['一个G', ['data_volume:一个G=1024']],
    ['20多个G', ['data_volume:20多个G=20480']],
    ['只剩5G了', ['data_volume:5G=5120']],
    ['5G流量', ['data_volume:5G=5120']],
    ['300兆流量', ['data_volume:300兆=300']],
    ['我用了300m', ['data_volume:300m=300']],
    ['30 GB', ['data_volume:30 GB=30720']],
    ['３０Ｇ', ['data_volume:３０Ｇ=30720']],
    ['5G信号', []],
    ['4G卡', []],
    ['5G套餐', []],
    ['3G网', []],
    ['开通5G', []],
    ['五G手机', []],
  ])('%s gives %j', (text, expected) => {
    expect(foundEntities(text)).toEqual(expected);
  });
});
