import type { Justification } from './justify.ts';

/** What checkov asks for and the stacks do not do, with the reason. Everything else that it finds fails the check. */
export const justifiedFindings: readonly Justification[] = [
  {
    check: 'CKV_AWS_117',
    resources: ['aws_lambda_function.*'],
    because:
      'No function reaches anything within a VPC; inside one each would need NAT or endpoints to reach AWS and Slack.',
  },
  {
    check: 'CKV_AWS_116',
    resources: ['aws_lambda_function.*'],
    because:
      'Failed events go to a queue through the on-failure destination, which adds the reason; a failed tick of the coordinator is followed by the next.',
  },
  {
    check: 'CKV_AWS_115',
    resources: ['aws_lambda_function.*'],
    because:
      'Coordinator and notifier, of which few may run at once, have a reserve; another’s would be taken from the account’s pool, and its events wait anyway.',
  },
  {
    check: 'CKV_AWS_173',
    resources: ['aws_lambda_function.*'],
    because:
      'The variables hold names, ARNs and rule parameters and no secret, and Lambda encrypts them at rest with the key aws/lambda.',
  },
  {
    check: 'CKV_AWS_272',
    resources: ['aws_lambda_function.*'],
    because:
      'Bundles go from the checkout to Lambda in one apply, pinned by their hash; signing needs a profile of AWS Signer that the account would have to keep.',
  },
  {
    check: 'CKV_AWS_50',
    resources: ['aws_lambda_function.*'],
    because:
      'Log lines carry the ids by which an event is followed from function to function; X-Ray would add permissions on * to every role.',
  },
  {
    check: 'CKV_AWS_158',
    resources: ['aws_cloudwatch_log_group.*'],
    because: 'CloudWatch Logs encrypts at rest with its own key; the logs hold ids of resources and no secret.',
  },
  {
    check: 'CKV_AWS_338',
    resources: ['aws_cloudwatch_log_group.*'],
    because:
      'log_retention_days is a variable, 90 by default; what was changed is in the ledger, which is kept for 400.',
  },
  {
    check: 'CKV_AWS_145',
    resources: ['aws_s3_bucket.config', 'aws_s3_bucket.ledger'],
    because:
      'Encrypted with S3’s own key: one of ours would have to be granted to AWS Config and every remediator, and without it there is no undo.',
  },
  {
    check: 'CKV_AWS_144',
    resources: ['aws_s3_bucket.config', 'aws_s3_bucket.ledger'],
    because: 'What they hold serves the resources of their own region, and expires; versions guard against deletion.',
  },
  {
    check: 'CKV_AWS_18',
    resources: ['aws_s3_bucket.config', 'aws_s3_bucket.ledger'],
    because:
      'It needs a third bucket with the same finding; who read an object is in CloudTrail data events, the account’s choice.',
  },
  {
    check: 'CKV2_AWS_62',
    resources: ['aws_s3_bucket.config', 'aws_s3_bucket.ledger'],
    because: 'Nothing waits for their objects: people are told through the notices topic.',
  },
  {
    check: 'CKV_AWS_26',
    resources: ['aws_sns_topic.config-topic', 'aws_sns_topic.notices-topic'],
    because:
      'AWS Config and CloudWatch cannot publish through the key that AWS manages for SNS; what is published, over TLS only, is no secret.',
  },
  {
    check: 'CKV2_AWS_34',
    resources: ['aws_ssm_parameter.gate'],
    because: 'The gate’s value is true or false, which is no secret: it is to be read at a glance.',
  },
];
