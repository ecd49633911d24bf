import { VariableType } from 'cdktf';
import type { Definition } from './declare-variables.ts';

/** What every function is deployed with. */
export const functionVariables = {
  log_retention_days: {
    type: VariableType.NUMBER,
    default: 90,
    nullable: false,
    description: 'Days that the Lambdas’ logs are kept.',
    validation: [
      {
        condition:
          '${contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)}',
        errorMessage:
          'log_retention_days must be one of the periods that CloudWatch Logs offers, such as 30, 90 or 365.',
      },
    ],
  },
  lambda_runtime: {
    type: VariableType.STRING,
    default: 'nodejs22.x',
    nullable: false,
    description: 'Runtime of the Lambdas: nodejs22.x or nodejs24.x.',
    validation: [
      {
        condition: '${contains(["nodejs22.x", "nodejs24.x"], var.lambda_runtime)}',
        errorMessage: 'lambda_runtime must be nodejs22.x or nodejs24.x.',
      },
    ],
  },
  lambda_architecture: {
    type: VariableType.STRING,
    default: 'arm64',
    nullable: false,
    description: 'Processor of the Lambdas: arm64, or x86_64 where a region has no arm64.',
    validation: [
      {
        condition: '${contains(["arm64", "x86_64"], var.lambda_architecture)}',
        errorMessage: 'lambda_architecture must be arm64 or x86_64.',
      },
    ],
  },
} satisfies Readonly<Record<string, Definition>>;
