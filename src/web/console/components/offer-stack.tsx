/** @jsxImportSource react */
import { App } from 'antd';
import { useState } from 'react';
import type { DeskChat } from '../../../channels/agent-desk/schema';
import { navigate, useRoute } from '../route';
import { useDesk, useDeskView } from './desk-context';
import { OfferCard } from './offer-card';
import { useShortcuts } from './use-shortcuts';

/** The chats on offer, above every page: the first with all its details, the others below it. */
export function OfferStack() {
  const { client } = useDesk();
  const { desk, connection } = useDeskView();
  const { message } = App.useApp();
  const route = useRoute();
  const [busy, setBusy] = useState<string>();
  const offers = desk?.offers ?? [];
  const decide = async (offer: DeskChat, accept: boolean): Promise<void> => {
    if (busy !== undefined) return;
    setBusy(offer.handoffId);
    const problem = await (accept ? client.accept(offer) : client.decline(offer));
    setBusy(undefined);
    if (problem !== undefined) void message.warning(problem);
    else if (accept) navigate({ page: 'desk', id: offer.handoffId });
    else if (route?.id === offer.handoffId) navigate({ page: 'desk' }, { replace: true });
  };
  const [first] = offers;
  useShortcuts({
    KeyA: first && (() => void decide(first, true)),
    KeyD: first && (() => void decide(first, false)),
  });
  return (
    <section className="offers" aria-label="待接入的会话" aria-live="assertive">
      {offers.map((offer, index) => (
        <OfferCard
          key={`${offer.handoffId}:${offer.fence}`}
          offer={offer}
          first={index === 0}
          busy={busy === offer.handoffId}
          disabled={connection !== 'online'}
          onAccept={() => void decide(offer, true)}
          onDecline={() => void decide(offer, false)}
          onLook={() => navigate({ page: 'desk', id: offer.handoffId })}
        />
      ))}
    </section>
  );
}
