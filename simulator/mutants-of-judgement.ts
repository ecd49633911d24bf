import type { Mutant } from './mutant.ts';

/** Of what counts as a violation, and of what a mend of the account may do. */
export const mutantsOfJudgement: readonly Mutant[] = [
  {
    name: 'does not see what is open to all of IPv6',
    breaks: ['nothing is left open'],
    everywhere: true,
    file: 'exposure/offending-sources.ts',
    find: 'isOver: () => ipv6.covered() > most.ipv6',
    replace: 'isOver: () => false',
    within: 60,
  },
  {
    name: 'takes nobody for the public of an ACL',
    breaks: ['nothing is left open'],
    everywhere: true,
    file: 'publicness/acl.ts',
    find: "if (grantee.uri === allUsers) return 'everyone on the internet';",
    replace: '',
    within: 200,
  },
  {
    name: 'takes an account for blocked whose block is set at all',
    breaks: ['nothing is left open'],
    everywhere: true,
    file: 'rules/s3-account-public-access-block.ts',
    find: 'publicAccessBlock?.[setting] !== true',
    replace: 'publicAccessBlock === null && setting !== undefined',
    within: 200,
    seed: 10,
  },
  {
    name: 'blocks an account without the word that no bucket is public on purpose',
    breaks: ['no legal access is lost at any instant'],
    file: 'rules/s3-account-public-access-block.ts',
    find: "wanted.publicBuckets === 'none' ? {} : { unmendable: unproven }",
    replace: '{}',
    within: 400,
    seed: 68,
  },
  {
    name: 'switches off the settings of an account that were on',
    breaks: ['a mend opens nothing'],
    file: 'remediators/s3-account.ts',
    find: 'blockChange(publicAccessBlock ?? allOff,',
    replace: 'blockChange(publicAccessBlock === null ? allOff : allOff,',
    within: 200,
    seed: 42,
  },
];
