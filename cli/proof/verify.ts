import { readFileSync } from 'node:fs';
import path from 'node:path';
import { formatAddress } from '../../catalogue/values/cidr';
import { compareText, type Issue, type Result } from '../../catalogue/issues/issue';
import { counted } from '../../catalogue/text/counts';
import type { Lock } from '../../plan/lock/lock-file';
import { discardAbandoned } from '../../output/interrupts';
import { sha256 } from '../../output/output-folder';
import { stableJson } from '../../output/stable-json';
import { renderContext, stackHash } from '../../output/stack-hash';
import { lockPathOf } from '../../plan/lock/lock-file';
import { datacentrePolicies } from '../../plan/policies/datacentre-policy';
import { committedPolicies, policyPathOf } from '../../plan/policies/policy-file';
import { prepare, type Prepared } from '../../plan/prepare';
import { DatacentrePaths } from '../../verify/failures/datacentre-paths';
import { elementsOf } from '../../verify/failures/elements';
import { ask } from '../../verify/report/ask';
import { readExpectations, unmet } from '../../verify/report/expectations';
import { rogue } from '../../verify/report/rogue';
import { isProven, type Verification } from '../../verify/report/verification';
import { renderVerification } from '../../verify/report/verification-report';
import { readOutput } from '../../verify/terraform/read-output';
import { strayFiles } from '../../verify/ledger/stray-files';
import { readStacks, verifyWithPolicies } from '../../verify/verify';
import type { Difference } from '../../verify/walk/difference';
import type { Proof } from '../../verify/walk/proof';
import { formatService } from '../../verify/walk/service-classes';
import type { CommandResult } from '../command-result';
import { failuresCommand, withoutCommand } from './failures';
import { editedFiles } from '../made-here';

export interface VerifyOptions {
  readonly out: string;
  readonly from?: string;
  readonly to?: string;
  readonly port?: string;
  readonly name?: string;
  /** `pass` or `drop` beside `to`; else a file of expectations. */
  readonly expect?: string;
  readonly rogue?: string;
  /** Ids of elements, by commas. */
  readonly without?: string;
  readonly failures?: string;
  readonly format: string;
}

/** `wan verify`: works out who can reach whom from what was synthesised, and holds it against the catalogue. */
export function verifyCommand(catalogue: string, cwd: string, options: VerifyOptions): CommandResult {
  const prepared = prepare(catalogue, cwd);
  if (!prepared.ok) return { text: '', issues: prepared.issues };
  const { value } = prepared;
  const folder = path.resolve(cwd, options.out);
  // What a killed run had ready is what the folder is to be.
  discardAbandoned(folder);
  const context = renderContext(folder, cwd);
  const read = readOutput(folder, options.out, {
    wan: value.catalogue.wan.name,
    environment: value.catalogue.wan.environment,
    inputs: new Map(value.plan.stacks.map((input) => [input.name, stackHash(input, context)])),
  });
  if (!read.ok) return { text: '', issues: read.issues };
  const judged = (verification: Verification, issues: readonly Issue[] = []): CommandResult => ({
    text:
      options.format === 'json'
        ? stableJson(evidence(value, verification, catalogue, cwd, folder))
        : renderVerification(verification, value.catalogue, value.where, [
            ...takenOver(value.lock),
            ...madeHere(verification),
          ]),
    issues,
    exitCode: isProven(verification) ? 0 : 1,
  });
  const stray = strayFiles(folder, options.out, [...value.plan.stacks.map(({ name }) => name)]);
  const reading = readStacks(value.catalogue, value.lock, read.value, stray);
  const { proof } = reading;
  const questions = [options.to ?? options.from, options.rogue, options.without, options.failures].filter(
    (each) => each !== undefined,
  );
  if (questions.length > 1)
    return {
      text: '',
      issues: [
        {
          code: 'USAGE',
          problem: '--to, --rogue, --without and --failures are questions of their own.',
          fix: 'Ask one at a time.',
        },
      ],
    };
  if (options.from !== undefined && options.to === undefined)
    return { text: '', issues: [{ code: 'USAGE', problem: '--from asks where to.', fix: 'Give --to as well.' }] };
  if (!proof) return judged(verifyWithPolicies(value.catalogue, value.lock, read.value, reading, NO_POLICIES));
  if (options.expect !== undefined && options.to === undefined) return expectCommand(proof, options, value, cwd);
  if (options.to !== undefined) return asked(proof, { ...options, to: options.to }, value);
  if (options.rogue !== undefined) {
    const answer = rogue(proof, options.rogue);
    return told(answer, options);
  }
  const committed = committedPolicies(catalogue, cwd, datacentrePolicies(value.catalogue, value.plan));
  if (committed.issues.length > 0) return { text: '', issues: committed.issues };
  if (options.without !== undefined)
    return withoutCommand(
      value,
      proof,
      new DatacentrePaths(proof, elementsOf(value.catalogue, proof.network), committed.policies),
      options.without
        .split(',')
        .map((id) => id.trim())
        .filter((id) => id !== ''),
      options.format,
    );
  const verification = verifyWithPolicies(value.catalogue, value.lock, read.value, reading, committed);
  if (options.failures !== undefined) {
    const tried = failuresCommand(value, proof, options.failures, options.format);
    // What fails is judged of a network that is as it should be: what isn't is said first.
    if (isProven(verification)) return tried;
    const differs = options.format === 'json' ? '' : renderVerification(verification, value.catalogue, value.where);
    return { ...tried, text: `${differs}${tried.text}`, exitCode: tried.exitCode === 2 ? 2 : 1 };
  }
  const edited = editedFiles(value.plan.stacks, context, folder, options.out);
  return judged(
    { ...verification, faults: [...verification.faults, ...edited] },
    committed.missing.map((id) => notCommitted(catalogue, id)),
  );
}

/** Said where it is so; where it isn't, the files are. */
/** What was there before: other members of its transit gateways are in no stack, and options that are kept in no file. */
function takenOver({ hubs, sites }: Lock): readonly string[] {
  const gateways = Object.values(hubs).flatMap(({ adopted, adoptedAzure }) => [
    ...(adopted === undefined ? [] : [adopted.gateway]),
    ...(adoptedAzure === undefined ? [] : [adoptedAzure.hub.slice(adoptedAzure.hub.lastIndexOf('/') + 1)]),
  ]);
  if (gateways.length === 0) return [];
  const kept = Object.values(sites)
    .flatMap(({ segments }) => Object.values(segments))
    .flatMap(({ circuits }) => Object.values(circuits))
    .flatMap(({ adopted, adoptedAzure }) => [adopted, adoptedAzure])
    .filter((each) => each?.keeps !== undefined).length;
  const options =
    kept === 0
      ? ''
      : `; ${counted(kept, 'connection')} ${kept === 1 ? 'keeps' : 'keep'} what ${kept === 1 ? 'it was' : 'they were'} set to (tunnel options; in Azure bandwidth and the default route too), whatever is written`;
  return [
    `Taken over: ${gateways.join(', ')}. Whoever else is on ${gateways.length === 1 ? 'it' : 'them'} is in no stack, and nothing is proven of them${options}.\n`,
  ];
}

function madeHere({ faults }: Verification): readonly string[] {
  return faults.some(({ label }) => label === 'EDITED' || label === undefined)
    ? []
    : ['Byte for byte what this program makes of catalogue and lock.\n'];
}

const NO_POLICIES = { policies: [], stale: [] };

/** Nobody has to keep policies beside the catalogue; who doesn't is told that the planned one was judged. */
function notCommitted(catalogue: string, datacentre: string): Issue {
  return {
    code: 'POLICY_STALE',
    severity: 'warning',
    problem: `The policy of ${datacentre}'s router is not committed (${policyPathOf(catalogue, datacentre)}): the planned one was judged, whatever the router does.`,
    fix: 'Run `npx wan policy`, and commit what it writes.',
  };
}

/** `--expect FILE`: every question of it, exit code 1 where an answer is another. */
function expectCommand(
  proof: Proof,
  { expect = '', format }: VerifyOptions,
  { catalogue, where }: Prepared,
  cwd: string,
): CommandResult {
  const read = readExpectations(expect, cwd);
  if (!read.ok) return { text: '', issues: read.issues };
  const issues = unmet(proof, read.value, { catalogue, where });
  const { length } = read.value.list;
  if (issues.length > 0) return { text: '', issues };
  const text = `${counted(length, 'expectation')} of ${read.value.display}: all are met.\n`;
  return { text: format === 'json' ? stableJson({ file: read.value.display, met: length }) : text, issues };
}

/** `--to`, with or without `--from`; what `--expect` said otherwise is exit code 1. */
function asked(
  proof: Proof,
  options: VerifyOptions & { readonly to: string },
  { catalogue, where }: Prepared,
): CommandResult {
  const { from, to, port, name, expect, format } = options;
  if (expect !== undefined && expect !== 'pass' && expect !== 'drop')
    return {
      text: '',
      issues: [
        { code: 'USAGE', problem: `--expect takes pass or drop beside --to, and a file without it.`, got: expect },
      ],
    };
  const question = {
    ...(from === undefined ? {} : { from }),
    to,
    ...(port === undefined ? {} : { port }),
    ...(name === undefined ? {} : { name }),
  };
  const answer = ask(proof, question, { catalogue, where });
  if (!answer.ok) return { text: '', issues: answer.issues };
  const { text, passes } = answer.value;
  const isExpected = expect === undefined || (expect === 'pass') === passes;
  const said = isExpected
    ? text
    : `${text}\nExpected to ${expect === 'pass' ? 'pass, and nothing does' : 'be dropped, and something passes'}.\n`;
  return {
    text: format === 'json' ? stableJson({ ...question, passes, answer: said.trimEnd().split('\n') }) : said,
    issues: [],
    exitCode: isExpected ? 0 : 1,
  };
}

/** A single answer, in lines for a program that reads them. */
function told(answer: Result<string>, { format, rogue: site }: VerifyOptions): CommandResult {
  if (!answer.ok) return { text: '', issues: answer.issues };
  if (format !== 'json') return { text: answer.value, issues: [] };
  return { text: stableJson({ rogue: site, answer: answer.value.trimEnd().split('\n') }), issues: [] };
}

/** What an auditor keeps: the result, and the hash of everything it was made from. No time of day: the same inputs give the same bytes. */
function evidence(
  { catalogue, files, plan }: Prepared,
  verification: Verification,
  name: string,
  cwd: string,
  folder: string,
): object {
  const hash = (file: string): string => sha256(readFileSync(path.resolve(cwd, file)));
  const stacks = plan.stacks.map(({ name: stack }): readonly [string, string] => [
    stack,
    sha256(readFileSync(path.join(folder, 'stacks', stack, 'cdk.tf.json'))),
  ]);
  return {
    wan: catalogue.wan.name,
    environment: catalogue.wan.environment,
    inputs: {
      catalogue: Object.fromEntries([...files].sort(compareText).map((file) => [file, hash(file)])),
      lock: hash(lockPathOf(name)),
      stacks: Object.fromEntries(stacks),
    },
    classes: verification.classes,
    proven: isProven(verification),
    reached: Object.fromEntries(
      [...verification.reached]
        .sort(([a], [b]) => compareText(a, b))
        .map(([pair, reach]) => [pair, [...reach.because].sort(compareText)]),
    ),
    differences: verification.differences.map(difference),
    names: verification.names,
    notUnderstood: verification.faults.map((fault) => `${fault.where} ${fault.problem}`),
    unusedRules: verification.unused.map(({ where, rule }) => `${where} ${rule}`),
    unproven: [...new Set(verification.unproven.map((want) => `${want.because} ${want.from} ${want.to}`))].sort(
      compareText,
    ),
  };
}

function difference({ kind, source, destination, service, route, decision, want, alike }: Difference): object {
  return {
    kind,
    from: { tenant: source.owner.tenant, place: source.label, address: formatAddress(source.address) },
    to: {
      ...(destination.owner ? { tenant: destination.owner.tenant, place: destination.owner.label } : {}),
      address: formatAddress(destination.address),
    },
    service: formatService(service),
    path: route.forward.steps.map((step) => step.text),
    reason: decision.reason,
    askedForBy: want?.because ?? null,
    alike,
  };
}
