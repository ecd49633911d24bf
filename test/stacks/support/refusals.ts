import { resolveVariables } from '../../../local/terraform/variables.ts';
import { readTemplate } from '../../../local/terraform/template.ts';
import { TerraformError } from '../../../local/terraform/terraform-error.ts';
import type { Template } from './synthesised.ts';

/** The sentences that a plan would fail with; none where it would not. */
export function refusals(template: Template, given: Readonly<Record<string, unknown>>): string {
  try {
    resolveVariables(readTemplate(template).variables, given);
    return '';
  } catch (error) {
    if (error instanceof TerraformError) return error.message;
    throw error;
  }
}
