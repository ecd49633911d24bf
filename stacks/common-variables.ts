import { VariableType } from 'cdktf';
import type { Definition } from './declare-variables.ts';

/** Characters of `name_prefix`, so that names of IAM roles and buckets fit into AWS's limits. */
export const longestPrefix = 16;
/** Characters of `region`; none of the partitions aws, aws-us-gov and aws-cn has a longer one than `ap-southeast-1`. */
export const longestRegion = 14;

const regionForm = '^[a-z]{2,4}(-[a-z]+)+-[0-9]+$';
/** Whether the value of an expression looks like the name of a region. */
export const isRegion = (value: string): string =>
  `(can(regex("${regionForm}", ${value})) && length(${value}) <= ${longestRegion})`;
export const isAccountId = (value: string): string => `can(regex("^[0-9]{12}$", ${value}))`;

/** What every stack has to know. */
export const commonVariables = {
  region: {
    type: VariableType.STRING,
    default: 'eu-west-1',
    nullable: false,
    description: 'Region to deploy into, and to watch.',
    validation: [
      {
        condition: `\${${isRegion('var.region')}}`,
        errorMessage: 'region must be the name of an AWS region, such as eu-west-1.',
      },
    ],
  },
  name_prefix: {
    type: VariableType.STRING,
    default: 'configmend',
    nullable: false,
    description: 'Begins the name of everything, so that several copies can live in one account.',
    validation: [
      {
        condition: `\${can(regex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$", var.name_prefix)) && length(var.name_prefix) <= ${longestPrefix}}`,
        errorMessage: `name_prefix must be 1 to ${longestPrefix} lower-case letters and digits, with single hyphens between them, beginning with a letter.`,
      },
      {
        condition: '${!can(regex("^(aws|ssm|sthree)", var.name_prefix))}',
        errorMessage:
          'name_prefix must not begin with aws, ssm or sthree: AWS keeps those names of parameters and buckets.',
      },
    ],
  },
  tags: {
    type: VariableType.map(VariableType.STRING),
    default: {},
    nullable: false,
    description: 'Tags for everything that can have them.',
    validation: [
      {
        condition:
          '${alltrue([for key, value in var.tags : length(key) >= 1 && length(key) <= 128 && length(value) <= 256 && !can(regex("(?i)^aws:", key))])}',
        errorMessage:
          'tags must have keys of 1 to 128 characters that do not begin with aws:, and values of at most 256.',
      },
      // What every service takes of the characters (Tagging AWS Resources User Guide, "Tag naming limits and requirements").
      {
        condition:
          '${length(var.tags) <= 50 && alltrue([for text in concat(keys(var.tags), values(var.tags)) : !can(regex("[!#$%&()*,;<>?^|~{}]", text))])}',
        errorMessage: 'tags must be at most 50, of letters, digits, spaces and _.:/=+-@ only.',
      },
    ],
  },
} satisfies Readonly<Record<string, Definition>>;
