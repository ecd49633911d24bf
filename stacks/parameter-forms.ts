export interface ParameterForm {
  /** What a value looks like, in what RE2 and JavaScript have in common. */
  readonly pattern: string;
  /** Ends the sentence "… must be". */
  readonly says: string;
}

/** 0 to 65535, in at most five digits. */
const port = '([0-9]{1,4}|[0-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])';
const portEntry = `\\s*((?:[tT][cC][pP]|[uU][dD][pP]):)?${port}(-${port})?\\s*`;
const addresses: ParameterForm = {
  pattern: '^\\s*([0-9]{1,40}|2\\^[0-9]{1,3})\\s*$',
  says: 'a number of addresses, in decimal or as a power such as 2^24',
};

/**
 * The form of each rule's parameters, so that a wrong value fails at plan and not in the rule's first run. It lets through some values
 * that the rule refuses (a reversed range of ports), and never keeps back one that it takes.
 */
export const parameterForms: Readonly<Record<string, Readonly<Record<string, ParameterForm>>>> = {
  'security-group-restricted-ports': {
    ports: { pattern: `^${portEntry}(,${portEntry})*$`, says: 'ports and ranges such as 22,3389,8000-8999,udp:53' },
    ipv4Addresses: addresses,
    ipv6Addresses: addresses,
  },
  's3-bucket-public-access': {
    ipv4PrefixLength: { pattern: '^(0{0,2}[89]|0?[12][0-9]|0?3[0-2])$', says: 'a prefix length from 8 to 32' },
    ipv6PrefixLength: {
      pattern: '^(0?3[2-9]|0?[4-9][0-9]|1[01][0-9]|12[0-8])$',
      says: 'a prefix length from 32 to 128',
    },
  },
};
