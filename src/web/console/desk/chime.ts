const LOUD = [880, 1174.7, 880, 1174.7];
const SOFT = [659.3];
const NOTE_S = 0.16;

/** Short tones. Browsers let a page sound only after the first click or key. */
export class Chime {
  private context?: AudioContext;
  private readonly wake = (): void => {
    this.context ??= new AudioContext();
    if (this.context.state === 'suspended') void this.context.resume().catch(() => undefined);
    if (this.context.state === 'running') this.forget();
  };

  constructor() {
    document.addEventListener('pointerdown', this.wake);
    document.addEventListener('keydown', this.wake);
  }

  loud(): void {
    this.play(LOUD, 0.16);
  }

  soft(): void {
    this.play(SOFT, 0.06);
  }

  close(): void {
    this.forget();
    void this.context?.close();
    this.context = undefined;
  }

  private play(notes: readonly number[], volume: number): void {
    const { context } = this;
    if (context?.state !== 'running') return;
    notes.forEach((frequency, index) => {
      const from = context.currentTime + index * NOTE_S;
      const tone = new OscillatorNode(context, { frequency, type: 'sine' });
      const gain = new GainNode(context, { gain: 0 });
      gain.gain.setValueAtTime(0, from);
      gain.gain.linearRampToValueAtTime(volume, from + 0.02);
      gain.gain.exponentialRampToValueAtTime(0.0001, from + NOTE_S);
      tone.connect(gain).connect(context.destination);
      tone.start(from);
      tone.stop(from + NOTE_S);
    });
  }

  private forget(): void {
    document.removeEventListener('pointerdown', this.wake);
    document.removeEventListener('keydown', this.wake);
  }
}
