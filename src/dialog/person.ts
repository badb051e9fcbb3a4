const REFUSAL =
  /(不要|不用|不必|不需要|用不着|先不|不想|不找|不等|别(?!的|人)|甭|没要|不跟|取消).{0,5}(人工|真人|客服|排队)|(人工|真人|客服)就?(不用|不要|算)了/;

/** Whether a text says that no person is wanted: such a turn must never end in a handoff by misses. */
export function refusesPerson(text: string): boolean {
  return REFUSAL.test(text);
}
