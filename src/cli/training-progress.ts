import { SingleBar } from 'cli-progress';
import type { OnProgress, TrainingStage } from '../nlu/model-trainer';

const STAGES: Record<TrainingStage, string> = {
  read: '读取语料',
  classifiers: '训练分类器',
  pinyin: '训练拼音模型',
  calibration: '校准置信度',
  save: '保存',
};

/** A bar on a terminal, one plain line a stage elsewhere; always on standard error. */
export function showTrainingProgress(): { update: OnProgress; stop: () => void } {
  if (!process.stderr.isTTY) {
    let last: TrainingStage | undefined;
    const update: OnProgress = ({ stage, done, total }) => {
      if (stage !== last) process.stderr.write(`${STAGES[stage]} ${done}/${total}\n`);
      last = stage;
    };
    return { update, stop: () => undefined };
  }
  const bar = new SingleBar({
    format: '{stage} [{bar}] {percentage}%',
    stream: process.stderr,
    hideCursor: true,
  });
  const update: OnProgress = ({ stage, done, total }) => {
    if (!bar.isActive) bar.start(total, 0, { stage: STAGES[stage] });
    bar.update(done, { stage: STAGES[stage] });
  };
  return { update, stop: () => bar.stop() };
}
