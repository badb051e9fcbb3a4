import { join } from 'node:path';
import { readArticles } from '../../../src/kb/article-folder';
import { readCorpus } from '../../../src/nlu/corpus-reader';
import { seededRandom } from '../../../src/nlu/random';

const ROOT = join(__dirname, '../../..');
const SURNAMES = Array.from('赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜');
const GIVEN = Array.from('伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英宇浩轩梓涵欣怡晨曦雨桐');
const PLACES = ['城东', '城西', '高新区', '解放路', '人民路', '建设大道', '火车站', '大学城', '阳光花园'];

/** What customers, the bot and agents say: the corpus's own words with names, numbers and places strewn in. */
export class ChatTexts {
  private readonly random: () => number;
  private readonly utterances: readonly string[];
  private readonly answers: readonly string[];

  constructor(seed: number) {
    this.random = seededRandom(seed);
    this.utterances = readCorpus(join(ROOT, 'corpus')).examples.map(({ text }) => text);
    this.answers = readArticles(join(ROOT, 'corpus/kb')).flatMap(({ body }) =>
      body.split('\n').filter((line) => line.length > 12 && !/^[#|]/.test(line)),
    );
  }

  /** An integer from 0 to `below` - 1. */
  number(below: number): number {
    return Math.floor(this.random() * below);
  }

  customer(): string {
    const text = this.pick(this.utterances);
    const kind = this.number(20);
    if (kind === 0) return `${text}，我的号码是${this.phone()}`;
    if (kind === 1) return `我叫${this.name()}，住${this.pick(PLACES)}${this.number(400)}号，${text}`;
    if (kind === 2) return `${text}，订单号TD${1e9 + this.number(9e9)}`;
    if (kind < 6) return `${text}，${this.pick(this.utterances)}`;
    return text;
  }

  bot(): string {
    return this.pick(this.answers);
  }

  agent(): string {
    return this.number(3) === 0 ? `${this.name()}您好，${this.pick(this.answers)}` : this.pick(this.answers);
  }

  private phone(): string {
    return `1${3 + this.number(7)}${1e8 + this.number(9e8)}`;
  }

  private name(): string {
    return this.pick(SURNAMES) + this.pick(GIVEN) + (this.number(2) === 0 ? '' : this.pick(GIVEN));
  }

  private pick<T>(items: readonly T[]): T {
    return items[this.number(items.length)]!;
  }
}
