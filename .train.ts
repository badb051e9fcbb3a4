import { trainModel } from './src/nlu/trainer';
const t=Date.now();console.log(trainModel(process.argv[2]!,{kind:'folder',folder:process.argv[3]!}),Date.now()-t);
