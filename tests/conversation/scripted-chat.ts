import { randomUUID } from 'node:crypto';
import type { BotContent, ConversationEvent } from '../../src/conversation/event';
import type { ConversationId } from '../../src/conversation/id';
import type { Responses } from '../../src/dialog/responses';
import type { buildEngine } from '../support/engine';
import type { TestCase, TestStep } from './test-case';

/** Plays one scripted conversation through the real engine and says where it departs from the script. */
export class ScriptedChat {
  private readonly visitorId = randomUUID();
  private lastSeq = 0;
  private bubbles: BotContent[] = [];
  private fresh: ConversationEvent[] = [];
  private conversationId?: ConversationId;

  constructor(
    private readonly engine: ReturnType<typeof buildEngine>,
    private readonly responses: Responses,
  ) {}

  /** Complaints, empty when all went as written. */
  async play(testCase: TestCase, file: string): Promise<string[]> {
    const complaints: string[] = [];
    for (const step of testCase.steps) {
      const complaint = await this.step(step);
      if (complaint !== undefined) complaints.push(`${file}:${step.line} ${testCase.name}: ${complaint}`);
    }
    return complaints;
  }

  private async step(step: TestStep): Promise<string | undefined> {
    const said = this.bubbles.map((bubble) => bubble.text).join(' | ');
    switch (step.kind) {
      case 'user':
        await this.say(step.text);
        return undefined;
      case 'utter':
        return this.uttered(step.name) ? undefined : `expected ${step.name}, the bot said: ${said}`;
      case 'utterMatch':
        return step.pattern.test(said) ? undefined : `expected ${step.pattern}, the bot said: ${said}`;
      case 'bot':
        return said.includes(step.part) ? undefined : `expected 「${step.part}」, the bot said: ${said}`;
      case 'article': {
        const ids = this.bubbles.map((bubble) => bubble.article?.id);
        return ids.includes(step.id)
          ? undefined
          : `expected article ${step.id}, got ${ids.join(', ')}: ${said}`;
      }
      case 'buttons': {
        const labels = this.bubbles.flatMap((bubble) => bubble.buttons ?? []).map((button) => button.label);
        const all = step.labels.every((label) => labels.includes(label));
        return all
          ? undefined
          : `expected buttons ${step.labels.join(', ')}, got ${labels.join(', ')}: ${said}`;
      }
      case 'handoff': {
        const reasons = this.fresh.flatMap(({ body }) =>
          body.kind === 'handoffRequested' ? [body.summary.reason] : [],
        );
        if (step.reason === 'none') return reasons.length === 0 ? undefined : `expected no handoff: ${said}`;
        return reasons.includes(step.reason) ? undefined : `expected a handoff (${step.reason}): ${said}`;
      }
      case 'slots': {
        const set = new Map(
          this.fresh.flatMap(({ body }) => (body.kind === 'slotSet' ? [[body.name, body.value]] : [])),
        );
        const missing = step.slots.filter(
          ({ name, value }) => !set.has(name) || (value !== undefined && set.get(name) !== value),
        );
        return missing.length === 0
          ? undefined
          : `slots not set: ${missing.map(({ name }) => name).join(', ')}`;
      }
    }
  }

  private async say(text: string): Promise<void> {
    const { chat } = this.engine;
    // A person taps the button whose label this is; typing it means the same.
    const button = this.bubbles.flatMap((bubble) => bubble.buttons ?? []).find(({ label }) => label === text);
    const { conversationId } = await chat.receive({
      channel: 'web',
      visitorId: this.visitorId,
      clientId: randomUUID(),
      text,
      payload: button?.payload,
      gatherMs: 0,
    });
    this.conversationId = conversationId;
    await this.engine.wait(0);
    this.fresh = await chat.eventsAfter(this.conversationId, this.lastSeq, 500);
    this.lastSeq = this.fresh.at(-1)?.seq ?? this.lastSeq;
    this.bubbles = this.fresh.flatMap(({ body }) => (body.kind === 'botMessage' ? [body.content] : []));
  }

  private uttered(name: string): boolean {
    const texts = Array.from({ length: this.responses.count(name) }, (_, index) =>
      this.responses.text(name, {}, index),
    );
    // Placeholders stand for anything.
    return texts.some((text) => {
      const parts = text.split(/\{\w+\}/);
      return this.bubbles.some((bubble) => parts.every((part) => bubble.text.includes(part)));
    });
  }
}
