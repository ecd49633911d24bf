export const hub = '123456789012';
export const member = '210987654321';
/** Whose changes of groups are approved. */
export const pipelineRole = `arn:aws:iam::${hub}:role/deploy-web`;
/** Where single changes of groups are approved: a bucket of the member. */
export const approvalBucket = 'second-opinion-approvals';
/** Where buckets are logged to. */
export const logBucket = 'second-opinion-logs';
