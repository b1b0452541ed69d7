import peggy from 'peggy';

/** A line of an indented configuration with what stands below it. */
export interface Line {
  readonly words: readonly string[];
  readonly below: readonly Line[];
}

/** A block of a FortiGate: `config`, or `edit` in one. */
export interface Block {
  readonly name: string;
  readonly sets: Readonly<Record<string, readonly string[]>>;
  readonly blocks: readonly Block[];
}

/** A section of strongSwan's. */
export interface Section {
  readonly name: string;
  readonly values: Readonly<Record<string, string>>;
  readonly sections: readonly Section[];
}

const WORDS = `
words = head:word tail:(" " @word)* { return [head, ...tail]; }
word = quoted / $(placeholder / [^ "<\\n])+
quoted = '"' text:$(placeholder / [^"\\n])* '"' { return text; }
placeholder = $("<" [^>\\n]+ ">")
`;

const indented = peggy.generate(`
file = lines:(comment / line)* { return lines.filter(Boolean); }
comment = " "* "!" [^\\n]* "\\n" { return null; }
line = depth:$" "* words:words "\\n" { return { depth: depth.length, words }; }
${WORDS}`);

const fortios = peggy.generate(`
file = comment* blocks:config* { return blocks; }
comment = "#" [^\\n]* "\\n"
config = _ "config " name:$[^\\n]+ "\\n" body:(config / edit / set / unset)* _ "end\\n" { return { name, body }; }
edit = _ "edit " name:word "\\n" body:(config / set / unset)* _ "next\\n" { return { name, body }; }
set = _ "set " words:words "\\n" { return { set: words }; }
unset = _ "unset " word:word "\\n" { return { set: [word] }; }
_ = " "*
${WORDS}`);

const junos = peggy.generate(`
file = comment* delete* lines:line* { return lines; }
comment = "#" [^\\n]* "\\n"
delete = "delete " words "\\n"
line = "set " words:words "\\n" { return words; }
${WORDS}`);

const strongswan = peggy.generate(`
file = sections:section* { return sections; }
section = _ name:$[A-Za-z0-9_-]+ " {\\n" body:(section / value)* _ "}\\n" { return { name, body }; }
value = _ name:$[a-z_]+ " = " value:$[^\\n]+ "\\n" { return { value: [name, value] }; }
_ = " "*
`);

/** What IOS-XE and FRR write: depth is in blanks. */
export function parseIndented(text: string): readonly Line[] {
  const lines = indented.parse(text) as readonly { readonly depth: number; readonly words: readonly string[] }[];
  const under = (from: number, to: number): Line[] => {
    const made: Line[] = [];
    for (let at = from; at < to;) {
      const line = lines[at];
      if (!line) break;
      let next = at + 1;
      while (next < to && (lines[next]?.depth ?? 0) > line.depth) next += 1;
      made.push({ words: line.words, below: under(at + 1, next) });
      at = next;
    }
    return made;
  };
  return under(0, lines.length);
}

type Raw = { readonly name: string; readonly body: readonly (Raw | { readonly set: readonly string[] })[] };

export function parseFortios(text: string): readonly Block[] {
  const block = ({ name, body }: Raw): Block => ({
    name,
    sets: Object.fromEntries(body.flatMap((each) => ('set' in each ? [[each.set[0] ?? '', each.set.slice(1)]] : []))),
    blocks: body.flatMap((each) => ('set' in each ? [] : [block(each)])),
  });
  return (fortios.parse(text) as readonly Raw[]).map(block);
}

export function parseJunos(text: string): readonly (readonly string[])[] {
  return junos.parse(text) as readonly (readonly string[])[];
}

type RawSection = {
  readonly name: string;
  readonly body: readonly (RawSection | { readonly value: readonly [string, string] })[];
};

export function parseStrongswan(text: string): readonly Section[] {
  const section = ({ name, body }: RawSection): Section => ({
    name,
    values: Object.fromEntries(body.flatMap((each) => ('value' in each ? [each.value] : []))),
    sections: body.flatMap((each) => ('value' in each ? [] : [section(each)])),
  });
  return (strongswan.parse(text) as readonly RawSection[]).map(section);
}
