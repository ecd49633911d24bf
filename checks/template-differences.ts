import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';

const Template = v.looseObject({
  '//': v.looseObject({ metadata: v.looseObject({ version: v.string() }) }),
  terraform: v.looseObject({
    required_providers: v.looseObject({ aws: v.looseObject({ source: v.string(), version: v.string() }) }),
  }),
});

/**
 * The paths at which two stacks' Terraform JSON differ, once it is said alike what a framework says of itself. Three values, and no
 * more, are not compared as they are:
 *
 * - `//.metadata.version`, the framework's own version, in a comment that Terraform skips;
 * - `terraform.required_providers.aws.version`, the provider whose schema the bindings were generated from;
 * - `terraform.required_providers.aws.source`, where `aws` is short for `hashicorp/aws` (Terraform, "Provider Requirements").
 *
 * Throws for what is no template of such a framework.
 */
export function templateDifferences(one: unknown, other: unknown): string[] {
  return differences(comparable(one), comparable(other), []);
}

function comparable(template: unknown): unknown {
  const parsed = v.parse(Template, template);
  const { '//': comment, terraform } = parsed;
  const aws = terraform.required_providers.aws;
  const source = aws.source.includes('/') ? aws.source : `hashicorp/${aws.source}`;
  return {
    ...parsed,
    '//': { ...comment, metadata: { ...comment.metadata, version: '' } },
    terraform: {
      ...terraform,
      required_providers: { ...terraform.required_providers, aws: { ...aws, source, version: '' } },
    },
  };
}

function differences(one: unknown, other: unknown, path: readonly string[]): string[] {
  if (isDeepStrictEqual(one, other)) return [];
  if (!isContainer(one) || !isContainer(other) || Array.isArray(one) !== Array.isArray(other)) {
    return [`${path.join('.')}: ${shown(one)} became ${shown(other)}`];
  }
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  const [left, right] = [new Map(Object.entries(one)), new Map(Object.entries(other))];
  return [...keys].flatMap((key) => differences(left.get(key), right.get(key), [...path, key]));
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 120);
}
