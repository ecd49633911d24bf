import { VariableType } from 'cdktf';
import type { Definition } from './declare-variables.ts';

export const isEmailAddress = (value: string): string => `can(regex("^[^@ ]+@[^@ ]+[.][^@ ]+$", ${value}))`;

/** One is `1 minute`, any more are `5 minutes` (EventBridge User Guide, "Rate expressions"). */
const unit = '(minute|hour|day)';
const scheduleForm = `^(rate[(](1 ${unit}|([2-9]|[1-9][0-9]+) ${unit}s)[)]|cron[(][^()]+[)])$`;

/** What looks at everything from time to time, and who gets its findings by e-mail. */
export const reportVariables = {
  sweep_schedule: {
    type: VariableType.STRING,
    default: 'rate(24 hours)',
    nullable: false,
    description:
      'When every group and bucket of every account and region is looked at, whatever AWS Config has said, as EventBridge spells a schedule; empty for never.',
    validation: [
      {
        condition: `\${var.sweep_schedule == "" || can(regex("${scheduleForm}", var.sweep_schedule))}`,
        errorMessage: 'sweep_schedule must be a rate such as rate(24 hours), a cron(…) of EventBridge, or empty.',
      },
    ],
  },
  report_emails: {
    type: VariableType.set(VariableType.STRING),
    default: [],
    nullable: false,
    description:
      'Addresses that get each violation by e-mail: the resource, who made it so, and what is wrong with it. Each has to confirm.',
    validation: [
      {
        condition: `\${alltrue([for address in var.report_emails : ${isEmailAddress('address')}])}`,
        errorMessage: 'report_emails must be e-mail addresses.',
      },
    ],
  },
} satisfies Readonly<Record<string, Definition>>;
