import { isSeen } from '../facts';
import { fail, ok, warn, type Check } from '../finding';

/** What the bot knows, and the pages. */
export const CONTENT_CHECKS: readonly Check[] = [
  {
    name: 'corpus',
    title: ['语料', 'corpus'],
    judge({ content, config }) {
      if (!content) return undefined;
      const [first] = content.complaints;
      if (first === undefined) return ok(config.corpusDir);
      return fail(
        `${first}${content.complaints.length > 1 ? ` (+${content.complaints.length - 1})` : ''}`,
        '语料读不了。请按文件名和行号改正，用 tongda lint 检查全部。',
        'The corpus cannot be read. Correct it by file and line; tongda lint shows everything.',
      );
    },
  },
  {
    name: 'model',
    title: ['模型', 'model'],
    judge({ content, config }) {
      if (!content) return undefined;
      if (isSeen(content.model)) return ok(content.model.id);
      const { error } = content.model;
      if (error.startsWith('model_missing')) {
        return warn(
          config.modelsDir,
          '还没有模型。tongda serve 会先训练，要几十秒；也可以先运行 tongda train。',
          'There is no model yet. tongda serve trains one first, for some seconds; or run tongda train now.',
        );
      }
      return fail(
        error,
        '模型损坏或来自别的版本。请运行 tongda train。',
        'The model is damaged or of another version. Run tongda train.',
      );
    },
  },
  {
    name: 'modelIsCurrent',
    title: ['模型与语料一致', 'model matches the corpus'],
    judge({ content }) {
      if (!content || !isSeen(content.model) || content.corpusModel === undefined) return undefined;
      const found = `${content.model.id} / ${content.corpusModel}`;
      if (content.model.id === content.corpusModel) return ok(content.model.id);
      return warn(
        found,
        '语料在训练之后改过，新的说法还听不懂。请运行 tongda train。',
        'The corpus has changed since the training. Run tongda train.',
      );
    },
  },
  {
    name: 'pages',
    title: ['页面', 'pages'],
    judge({ pages }) {
      if (pages) return ok('dist/web');
      return fail(
        'dist/web',
        '页面还没有构建，顾客会看到 404。请运行 npm run build。',
        'The pages have not been built; customers would get 404. Run npm run build.',
      );
    },
  },
];
