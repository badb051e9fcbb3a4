import { readFileSync } from 'node:fs';
import { restoreModel } from './src/nlu/model';
import { readModelFiles } from './src/nlu/model-store';
import { Pipeline } from './src/nlu/pipeline';
import { GeneralWords } from './src/nlu/scope-features';
import { jiebaFiles } from './src/text/jieba-dictionary';
import { NodejiebaSegmenter,DEFAULT_CACHE_FOLDER } from './src/text/segmenter';
import { createEntityExtractor } from './src/nlu/entities/extract';
const mb=()=>Math.round(process.memoryUsage().rss/1e6);
let t=performance.now();
const {files}=readModelFiles(process.argv[2]!);const m=restoreModel(files,GeneralWords.read(jiebaFiles(DEFAULT_CACHE_FOLDER).dict));
const ex=process.env.ENT?createEntityExtractor(m.description.dictionaries):()=>[];
if(process.env.NOPIN)delete m.pinyin;
const p=new Pipeline(m,new NodejiebaSegmenter(m.description.words),ex);p.process('你好',0,'Asia/Shanghai');console.log('load',performance.now()-t,mb());
const texts=readFileSync('/work/shared/bench/telecom/oos.dev.jsonl','utf8').trim().split('\n').map(l=>JSON.parse(l).text as string);
for(const x of texts)p.process(x,0,'Asia/Shanghai');
const ts:number[]=[];t=performance.now();for(let r=0;r<3;r++)for(const x of texts){const a=performance.now();p.process(x,Date.now(),'Asia/Shanghai');ts.push(performance.now()-a)}
ts.sort((a,b)=>a-b);console.log('mean us',((performance.now()-t)*1000/ts.length).toFixed(0),'p50',ts[ts.length>>1]!.toFixed(3),'p99',ts[Math.floor(ts.length*.99)]!.toFixed(3),mb());
