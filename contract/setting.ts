import { Failure } from './failure.ts';

/** A Lambda's environment variable that it cannot work without. Throws SETTING_MISSING naming it. */
export function setting(environment: Readonly<Record<string, string | undefined>>, name: string): string {
  const value = environment[name];
  if (value === undefined || value === '') {
    throw new Failure(
      'SETTING_MISSING',
      `environment variable ${name} is not set: deploy the function again from the stack`,
    );
  }
  return value;
}
