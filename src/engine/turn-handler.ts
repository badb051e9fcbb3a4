import type { Clock } from '../clock';
import { parseChoice } from '../conversation/choice';
import type { DueWork } from '../conversation/due-work';
import type { NewEvent } from '../conversation/event';
import type { ConversationId } from '../conversation/id';
import type { PendingMessage, Tracker } from '../conversation/tracker';
import type { DialogDecision } from '../dialog/decision';
import type { Logger } from '../logger';
import type { Brain } from './brain';
import { dayOf } from './day';
import type { EngineStore, EngineTransaction } from './engine-store';
import type { TrackerCache } from './tracker-cache';

/** What a turn needs of the people's side; both run in the turn's own transaction. */
export interface HandoffDoor {
  /** Whether somebody will come. */
  peopleWork(tx: EngineTransaction): Promise<boolean>;
  /** Asks for a person. */
  request(
    tx: EngineTransaction,
    request: {
      conversationId: ConversationId;
      tracker: Readonly<Tracker>;
      decision: DialogDecision;
      utterance: string;
    },
  ): Promise<void>;
}

/** A turn that new input, a handoff or another worker has overtaken: nothing of it is kept. */
class Superseded extends Error {}

/** After so many failed tries the customer is told rather than left waiting. */
const MAX_ATTEMPTS = 3;

/**
 * Answers what a customer has written since the last turn. Thinking happens outside any transaction; the answer
 * is committed only if nothing has changed meanwhile, together with the end of the due row, so that a crash at any
 * point leads to exactly one answer.
 */
export class TurnHandler {
  constructor(
    private readonly store: EngineStore,
    private readonly trackers: TrackerCache,
    private readonly brain: Brain,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly timeZone: string,
    private readonly handoff: HandoffDoor,
  ) {}

  /** Handles due work of kind `turn`; its ref is the conversation. */
  async handle(work: DueWork): Promise<void> {
    const id = work.ref as ConversationId;
    const tracker = await this.store.read((tx) => this.trackers.get(tx, id));
    const pending = [...tracker.pending];
    const last = pending.at(-1);
    if (tracker.owner !== 'bot' || !last) {
      await this.store.write((tx) => tx.due.finish('turn', work.ref, work.fence));
      return;
    }
    const utterance = pending.map((message) => message.text).join('，');
    const decision = this.think(tracker, pending, utterance, work);
    try {
      await this.commit(work, tracker, last, utterance, decision);
    } catch (error) {
      if (!(error instanceof Superseded)) throw error;
    }
  }

  private think(
    tracker: Readonly<Tracker>,
    pending: readonly PendingMessage[],
    utterance: string,
    work: DueWork,
  ): DialogDecision {
    const { brain } = this;
    const now = this.clock.now();
    try {
      const interpretation = brain.parse(utterance, now);
      const knowledge = brain.search(utterance, { intents: interpretation.intent_ranking.slice(0, 3), now });
      const choice = parseChoice(pending.at(-1)?.payload);
      return brain.decide({ utterance, choice, tracker, interpretation, knowledge, now });
    } catch (error) {
      if (work.attempts < MAX_ATTEMPTS) throw error;
      this.logger.error({ err: error }, 'a turn could not be decided');
      return {
        outcome: 'miss',
        reason: 'the engine failed to decide',
        messages: [{ text: brain.text('utter_error') }],
        entities: [],
      };
    }
  }

  private async commit(
    work: DueWork,
    tracker: Readonly<Tracker>,
    last: PendingMessage,
    utterance: string,
    decision: DialogDecision,
  ): Promise<void> {
    const id = work.ref as ConversationId;
    const now = this.clock.now();
    await this.store.write(async (tx) => {
      const conversation = await tx.conversations.lock(id);
      if (conversation?.owner !== 'bot') throw new Superseded();
      if (!(await tx.due.finish('turn', work.ref, work.fence))) throw new Superseded();
      // "A person is coming" is not said when nobody will: the handoff says so in its own words.
      const unmet = decision.handoff !== undefined && !(await this.handoff.peopleWork(tx));
      const said = unmet ? { ...decision, messages: [] } : decision;
      await tx.conversations.append(id, turnEvents(said, last.seq, this.titleOf(said.intent)), now);
      if (decision.articleId) await tx.questions.add(dayOf(now, this.timeZone), decision.articleId);
      if (decision.handoff) {
        await this.handoff.request(tx, { conversationId: id, tracker, decision, utterance });
      }
    });
  }

  private titleOf(intent: string | undefined): string | undefined {
    return intent === undefined ? undefined : this.brain.title(intent);
  }
}

/** What a decision becomes in the log: the bot's bubbles, slots, and the record of the turn. */
function turnEvents(decision: DialogDecision, upToSeq: number, intentTitle?: string): NewEvent[] {
  return [
    ...decision.messages.map((content, index): NewEvent => ({
      sender: 'bot',
      clientId: `turn:${upToSeq}:${index}`,
      body: { kind: 'botMessage', content, turnSeq: upToSeq },
    })),
    ...Object.entries(decision.slots ?? {}).map(([name, value]): NewEvent => ({
      sender: 'bot',
      body: { kind: 'slotSet', name, value },
    })),
    {
      sender: 'bot',
      clientId: `turn:${upToSeq}`,
      body: {
        kind: 'turnHandled',
        upToSeq,
        outcome: decision.outcome,
        reason: decision.reason,
        intent: decision.intent,
        intentTitle,
        confidence: decision.confidence,
        entities: decision.entities,
        articleId: decision.articleId,
        options: decision.options,
      },
    },
  ];
}
