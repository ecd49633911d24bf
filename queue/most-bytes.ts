/**
 * Of a message of SQS, its attributes included, and of a batch together (SQS Developer Guide, "Message quotas"). Every queue of ours is
 * given as much: Terraform's provider, not given a size, asks for a quarter of it, and SQS would refuse what is written here to be sent.
 */
export const mostBytesOfMessage = 1_048_576;
