import { BlockSetting } from '../contract/resource.ts';

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

const range = `\\s*${port}(-${port})?\\s*`;
const list: ParameterForm = {
  pattern: `^(\\s*([nN][oO][nN][eE])?\\s*|${range}(,${range})*)$`,
  says: 'ports and ranges such as 80,443,8000-8999, or none',
};
const authorised = { tcpPorts: list, udpPorts: list, ipv4Addresses: addresses, ipv6Addresses: addresses };

const principal = 'arn:[a-z*-]+:iam::[0-9*]+:((role|user)/[A-Za-z0-9+=.@_/*-]+|root)';

const settings = BlockSetting.options;
/** Their case does not matter; Terraform's `(?i)` is not JavaScript's. */
const setting = `(${settings.map((name) => name.replace(/[a-z]/gi, (letter) => `[${letter.toUpperCase()}${letter.toLowerCase()}]`)).join('|')})`;

const keyId = '([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})';
const alias = 'alias/[A-Za-z0-9/_-]{1,250}';

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
  'security-group-authorized-ports': authorised,
  'security-group-open-egress': authorised,
  'security-group-unapproved-change': {
    approvedPrincipals: {
      pattern: `^[\\s,]*${principal}(\\s*,[\\s,]*${principal})*[\\s,]*$`,
      says: 'ARNs of roles and users such as arn:aws:iam::111122223333:role/deploy-*, comma separated',
    },
    approvalBucket: { pattern: '^([a-z0-9][a-z0-9.-]{2,62})?$', says: 'the name of a bucket, or empty' },
    approvalAccount: { pattern: '^([0-9]{12})?$', says: 'a 12-digit account id, or empty' },
  },
  's3-bucket-public-access': {
    ipv4PrefixLength: { pattern: '^(0{0,2}[89]|0?[12][0-9]|0?3[0-2])$', says: 'a prefix length from 8 to 32' },
    ipv6PrefixLength: {
      pattern: '^(0?3[2-9]|0?[4-9][0-9]|1[01][0-9]|12[0-8])$',
      says: 'a prefix length from 32 to 128',
    },
  },
  's3-bucket-public-access-block': {
    objectAcls: { pattern: '^(unproven|unused)$', says: 'unproven or unused' },
  },
  's3-account-public-access-block': {
    settings: {
      pattern: `^\\s*${setting}(\\s*,\\s*${setting})*\\s*$`,
      says: `settings of Block Public Access such as ${settings.join(',')}`,
    },
    publicBuckets: { pattern: '^(unproven|none)$', says: 'unproven or none' },
  },
  's3-bucket-encryption': {
    algorithm: { pattern: '^\\s*(AES256|aws:kms|aws:kms:dsse)\\s*$', says: 'AES256, aws:kms or aws:kms:dsse' },
    kmsKeyId: {
      pattern: `^\\s*(${keyId}|${alias}|arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:(key/${keyId}|${alias}))?\\s*$`,
      says: 'the ARN, id or alias of a KMS key, or empty',
    },
    keyAccess: { pattern: '^(unproven|granted)$', says: 'unproven or granted' },
  },
  's3-bucket-logging': {
    targetBucket: { pattern: '^\\s*([A-Za-z0-9._{}-]{3,255})?\\s*$', says: 'the name of a bucket, or empty' },
    targetPrefix: {
      pattern: '^[^{}]*(\\{(bucket|account|region)\\}[^{}]*)*$',
      says: 'a prefix with no other braces than {bucket}, {account} and {region}',
    },
  },
  's3-bucket-acls-disabled': {
    objectAcls: { pattern: '^(unproven|blocked|unused)$', says: 'unproven, blocked or unused' },
    hiddenGrants: { pattern: '^(unproven|none)$', says: 'unproven or none' },
  },
};
