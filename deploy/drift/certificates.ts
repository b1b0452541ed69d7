import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { failure, type Issue, type Result, success } from '../../catalogue/issues/issue';
import type { Catalogue } from '../../catalogue/model';
import { systemErrorCode } from '../../catalogue/yaml/source';

/**
 * What `aws acm list-certificates` and `aws acm describe-certificate` print: the second version of the command line writes days as
 * text, the first as seconds. Source: docs.aws.amazon.com/acm/latest/APIReference/API_CertificateSummary.html (NotAfter)
 */
const certificateSchema = z.object({
  CertificateArn: z.string(),
  NotAfter: z.union([z.string(), z.number()]).optional(),
});
const fileSchema = z.union([
  z.object({ CertificateSummaryList: z.array(certificateSchema) }),
  z.object({ Certificate: certificateSchema }),
]);

/** Last day of each certificate that files name, by its ARN. Reports USAGE for what is no such file. */
export function readCertificates(files: readonly string[], cwd: string): Result<ReadonlyMap<string, string>> {
  const days = new Map<string, string>();
  const issues: Issue[] = [];
  const refuse = (file: string, problem: string): void => {
    issues.push({
      code: 'USAGE',
      problem: `--certificates: ${file} ${problem}`,
      fix: 'Give what `aws acm list-certificates --output json` prints.',
    });
  };
  for (const file of files) {
    let value: unknown;
    try {
      value = JSON.parse(readFileSync(path.resolve(cwd, file), 'utf8'));
    } catch (error) {
      refuse(file, systemErrorCode(error) === undefined ? 'is no JSON.' : `can't be read.`);
      continue;
    }
    const parsed = fileSchema.safeParse(value);
    if (!parsed.success) {
      refuse(file, 'is no list of certificates.');
      continue;
    }
    const list = 'Certificate' in parsed.data ? [parsed.data.Certificate] : parsed.data.CertificateSummaryList;
    for (const { CertificateArn: arn, NotAfter: end } of list) {
      const at = end === undefined ? undefined : new Date(typeof end === 'number' ? end * 1_000 : end);
      if (at && !Number.isNaN(at.getTime())) days.set(arn, at.toISOString().slice(0, 10));
    }
  }
  return issues.length > 0 ? failure(issues) : success(days);
}

/** A certificate that a circuit's router shows, and the day it ends. */
export interface CertificateEnd {
  readonly site: string;
  readonly circuit: string;
  readonly arn: string;
  /** Undefined where nothing that was read knows it. */
  readonly ends: string | undefined;
  /** Days that are left; negative when it is over. */
  readonly daysLeft: number | undefined;
}

/** Days before its end on which a certificate is told of: AWS Private CA renews none that it did not issue through ACM. */
export const CERTIFICATE_NOTICE_DAYS = 45;

/** Certificates of circuits that end soon, have ended, or are not among those that were read. */
export function certificatesEnding(
  { sites }: Pick<Catalogue, 'sites'>,
  known: ReadonlyMap<string, string>,
  today: string,
): readonly CertificateEnd[] {
  const day = 24 * 60 * 60 * 1_000;
  return sites.flatMap(({ id, state, circuits }) =>
    state === 'planned'
      ? []
      : circuits.flatMap(({ id: circuit, certificate: arn }): readonly CertificateEnd[] => {
          if (arn === undefined) return [];
          const ends = known.get(arn);
          const daysLeft = ends === undefined ? undefined : Math.round((Date.parse(ends) - Date.parse(today)) / day);
          return daysLeft !== undefined && daysLeft > CERTIFICATE_NOTICE_DAYS
            ? []
            : [{ site: id, circuit, arn, ends, daysLeft }];
        }),
  );
}
