/** The nonce of this page's content policy; style elements that are made later must carry it. */
export function cspNonce(): string | undefined {
  const script = document.querySelector<HTMLScriptElement>('script[nonce]');
  return script?.nonce || document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content;
}
