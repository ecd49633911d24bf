import { LocalBackend, S3Backend, type TerraformStack } from 'cdktf';

/** A bucket that keeps Terraform's state, for more than one person. It is made before, and not by these stacks. */
export interface StateBucket {
  readonly bucket: string;
  readonly region: string;
}

/**
 * Where a stack's state is kept: in the bucket given, locked and encrypted, else in a file beside `cdktf.out`, where cdktf itself would
 * put it; not within, since that folder can be made anew at any time. Without either the template would hold this checkout's path.
 */
export function keepState(stack: TerraformStack, name: string, state: StateBucket | undefined): void {
  if (state === undefined) {
    new LocalBackend(stack, { path: `../../../terraform.${name}.tfstate` });
    return;
  }
  new S3Backend(stack, { ...state, key: `configmend/${name}.tfstate`, encrypt: true });
  stack.addOverride('terraform.backend.s3.use_lockfile', true);
}
