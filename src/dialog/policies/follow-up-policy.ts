import type { Hit } from '../../kb/answer';
import { passagesOf } from '../../kb/passages';
import { Answers } from '../answers';
import { Buttons } from '../buttons';
import type { DialogInput } from '../decision';
import { plainUtterance } from '../plain-utterance';
import { PRIORITY, type Policy, type PolicyParts, type Proposal } from '../proposal';
import { isOutOfScope, requestsOf } from '../requests';

/** Asks about something without saying what: 多少钱, 那怎么取消, 它什么时候生效. */
const TOPICLESS =
  /^(那么?|这个?|那个|它|然后|的话|又)*((是|要|得|需要)?(多少钱|怎么收费|怎么算钱?|什么价)|(要|收|免)(不要|不收)?(钱|费)|(贵不)?贵|(怎么|咋|如何|在哪里?|去哪里?)(办理?|弄|开通?|取消|退订?|关掉?|查|申请|操作)|什么时候(生效|到期|到账|能好)|(要)?多久(生效|到期|到账|能好)?|需要(带)?什么|有什么要求)[啊呀呢吗嘛的]*$/;
/** Asks what it costs; the price is told again when it has been told. */
const MONEY = /钱|价|费|贵/;
const PRICE = /\d元|免费|不收费|不要钱/;
/** Asks the same of something else: 那500兆的呢. */
const TURN = /^那.+呢$/;
/** From here on what the words say by themselves beats the turn before. */
const SURE = 0.8;

/** Understands a short text that says too little by itself from the answer before it, or offers what lies around that. */
export class FollowUpPolicy implements Policy {
  private readonly answers: Answers;
  private readonly buttons: Buttons;

  constructor(private readonly parts: PolicyParts) {
    this.answers = new Answers(parts);
    this.buttons = new Buttons(parts);
  }

  propose(turn: DialogInput): Proposal | undefined {
    const { choice, interpretation, tracker, knowledge } = turn;
    const text = plainUtterance(turn.utterance);
    const { length } = Array.from(text);
    if (choice || length === 0 || length > this.parts.settings.followUpLength) return undefined;
    if (tracker.lastTurn?.outcome !== 'answer') return undefined;
    const { intent: lastIntent } = tracker.lastTurn;

    if (TOPICLESS.test(text)) {
      const proposal = this.sameTopic(turn, text);
      if (proposal) return proposal;
      // 那什么时候生效 after 怎么换套餐 is understood well enough.
      const same = requestsOf(interpretation).some(({ name }) => domainOf(name) === domainOf(lastIntent));
      return same ? undefined : this.offer(turn, PRIORITY.context, 1);
    }
    if (TURN.test(text) && interpretation.intent.confidence < SURE) {
      const proposal = this.turned(turn);
      if (proposal) return proposal;
    }
    const lost = interpretation.decision === 'miss' && !isOutOfScope(interpretation);
    return lost && knowledge.decision === 'none' ? this.offer(turn, PRIORITY.followUp, 0) : undefined;
  }

  /** A part of the last article that answers the question better than what has been said of it. */
  private sameTopic(turn: DialogInput, text: string): Proposal | undefined {
    const { articleId } = turn.tracker.lastTurn ?? {};
    const article = articleId === undefined ? undefined : this.parts.knowledge.find(articleId);
    if (!article) return undefined;
    const passages = passagesOf(article.body);
    if (MONEY.test(text)) {
      const parts = [
        passages.answer,
        ...passages.sections.map((section) => `${section.heading}\n${section.text}`),
      ];
      const passage = parts.find((part) => PRICE.test(part))?.trim();
      const { id, title } = article;
      return passage === undefined
        ? undefined
        : this.answer(turn, { articleId: id, title, passage, score: 1, why: [] });
    }
    const hit = this.searchOn(turn).find((one) => one.articleId === articleId);
    return hit && hit.passage !== passages.answer ? this.answer(turn, hit) : undefined;
  }

  /** Another article on the same intent. */
  private turned(turn: DialogInput): Proposal | undefined {
    const { intent, articleId } = turn.tracker.lastTurn ?? {};
    const [hit] = this.searchOn(turn);
    if (!hit || intent === undefined || hit.articleId === articleId) return undefined;
    return this.answers.isTagged(hit.articleId, intent) ? this.answer(turn, hit) : undefined;
  }

  private searchOn({ utterance, tracker, now }: DialogInput): readonly Hit[] {
    const intent = tracker.lastTurn?.intent;
    const intents = intent === undefined ? [] : [{ name: intent, confidence: 1 }];
    return this.parts.knowledge.search(utterance, { intents, now }).hits;
  }

  private answer(turn: DialogInput, hit: Hit): Proposal | undefined {
    const answer = this.answers.fromHit(hit, turn.now);
    const name = turn.tracker.lastTurn?.intent;
    return (
      answer && {
        confidence: 1,
        priority: PRIORITY.context,
        outcome: 'answer',
        reason: `接着上一个问题${name === undefined ? '' : ` ${name}`}：${answer.source}`,
        drafts: [answer.draft],
        articleId: answer.articleId,
        ...(name !== undefined && { intent: { name, confidence: hit.score } }),
      }
    );
  }

  private offer({ tracker, now }: DialogInput, priority: number, confidence: number): Proposal | undefined {
    const { articleId, intent } = tracker.lastTurn ?? {};
    const source = this.parts.knowledge;
    const near = [
      ...(intent ? source.articlesFor(intent, now) : []),
      ...(articleId && source.find(articleId)
        ? source.related(articleId, this.parts.settings.clarifyOptions, now)
        : []),
    ].filter(({ id }) => id !== articleId);
    const buttons = this.buttons.offer(near.map((article) => this.buttons.article(article)));
    if (buttons.length === 0) return undefined;
    return {
      confidence,
      priority,
      outcome: 'clarify',
      reason: `话很短，可能接着上一个问题${intent ? ` ${intent}` : ''}`,
      drafts: [{ say: 'utter_follow_up', buttons }],
      ...(intent && { intent: { name: intent, confidence: 0 } }),
    };
  }
}

function domainOf(intent: string | undefined): string | undefined {
  return intent?.split('.')[0];
}
