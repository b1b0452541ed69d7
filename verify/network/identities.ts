/** Numbers for things, so that a list of them can be a key: the same thing has the same number. */
export class Identities {
  private readonly numbers = new Map<object, number>();

  of(thing: object): number {
    const known = this.numbers.get(thing);
    if (known !== undefined) return known;
    const made = this.numbers.size;
    this.numbers.set(thing, made);
    return made;
  }
}
