import { compareText, type Issue } from '../../catalogue/issues/issue';
import { suggestion } from '../../catalogue/shape-issues';
import type { Answers, Form, Known, Question } from './forms/form';

/** Asks one question of whoever sits there; gives what was typed, empty where the usual is right. */
export type Ask = (question: Question, usual: readonly string[], choices: readonly string[]) => Promise<string>;

/** Says what is wrong with an answer, before the question is asked again. */
export type Say = (text: string) => void;

/** What is taken for granted or was typed, and all that is missing or is no choice. */
export interface Answered {
  readonly answers: Answers;
  readonly issues: readonly Issue[];
}

/** Answers by flags alone: what is not said is as usual, and what has no usual is missing. */
export function answeredByFlags(form: Form, flags: Answers, known: Known): Answered {
  const answers: Record<string, readonly string[]> = {};
  const issues: Issue[] = [];
  for (const question of form.questions) {
    const said = flags[question.flag] ?? [];
    const needed = question.needed?.(known, answers) ?? true;
    const values = said.length > 0 || !needed ? said : (question.usual?.(known, answers) ?? []);
    if (values.length > 0) answers[question.flag] = values;
    const choices = question.choices?.(known, answers) ?? [];
    if (values.length === 0 && needed) issues.push(missing(question, choices));
    issues.push(...values.flatMap((value) => faultOf(question, value, choices, known, answers) ?? []));
  }
  return { answers, issues };
}

/** The same where somebody can be asked what no flag said. */
export async function answeredByAsking(
  form: Form,
  flags: Answers,
  known: Known,
  ask: Ask,
  say: Say,
): Promise<Answered> {
  const answers: Record<string, readonly string[]> = {};
  const issues: Issue[] = [];
  for (const question of form.questions) {
    const said = flags[question.flag] ?? [];
    const choices = question.choices?.(known, answers) ?? [];
    const isAsked = said.length === 0 && question.silent !== true && (question.needed?.(known, answers) ?? true);
    const values = isAsked
      ? await asked(question, choices, question.usual?.(known, answers) ?? [], ask, say, known, answers)
      : said;
    if (values.length > 0) answers[question.flag] = values;
    if (!isAsked) issues.push(...values.flatMap((value) => faultOf(question, value, choices, known, answers) ?? []));
  }
  return { answers, issues };
}

async function asked(
  question: Question,
  choices: readonly string[],
  usual: readonly string[],
  ask: Ask,
  say: Say,
  known: Known,
  answers: Answers,
): Promise<readonly string[]> {
  for (;;) {
    const typed = (await ask(question, usual, choices)).trim();
    const values =
      typed === ''
        ? usual
        : (question.many ? typed.split(',') : [typed]).map((each) => each.trim()).filter((each) => each !== '');
    const faults = values.flatMap((value) => faultOf(question, value, choices, known, answers) ?? []);
    if (values.length > 0 && faults.length === 0) return values;
    say(
      faults.length === 0
        ? 'This has to be said.\n'
        : faults
            .map(
              ({ problem, allowed, fix }) =>
                `${[problem, fix ?? (allowed === undefined ? '' : `There is: ${allowed}`)].join(' ').trim()}\n`,
            )
            .join(''),
    );
  }
}

function missing({ flag, words }: Question, choices: readonly string[]): Issue {
  return {
    code: 'USAGE',
    problem: `${flag === 'id' ? 'The id' : `--${flag}`} is missing: ${words.charAt(0).toLowerCase()}${words.slice(1)}.`,
    ...allowed(choices),
  };
}

function faultOf(
  { flag, closed, fault }: Question,
  value: string,
  choices: readonly string[],
  known: Known,
  answers: Answers,
): Issue | undefined {
  const problem = fault?.(value, known, answers);
  if (problem !== undefined) return { code: 'USAGE', problem: `${flag === 'id' ? '' : `--${flag}: `}${problem}` };
  if (closed !== true || choices.includes(value)) return undefined;
  return {
    code: 'USAGE',
    problem: `--${flag} knows no "${value}".`,
    ...allowed(choices),
    ...suggestion(value, [...choices]),
  };
}

function allowed(choices: readonly string[]): { readonly allowed?: string } {
  return choices.length === 0 || choices.length > 24 ? {} : { allowed: [...choices].sort(compareText).join(', ') };
}
