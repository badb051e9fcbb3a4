import type { KeyValueStorage } from './key-value-storage';

const KEY = 'tongda.elder';

/** Large type and strong contrast, for those who need it. Kept between visits. */
export class ElderMode {
  constructor(private readonly storage: KeyValueStorage) {
    this.show();
  }

  get on(): boolean {
    return this.storage.get(KEY) === '1';
  }

  toggle(): void {
    this.storage.set(KEY, this.on ? '0' : '1');
    this.show();
  }

  private show(): void {
    document.documentElement.toggleAttribute('data-elder', this.on);
  }
}
