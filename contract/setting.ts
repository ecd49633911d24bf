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

/** A setting that is a number above zero. Throws SETTING_MISSING or SETTING_INVALID naming it. */
export function numberSetting(environment: Readonly<Record<string, string | undefined>>, name: string): number {
  const text = setting(environment, name);
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new Failure('SETTING_INVALID', `environment variable ${name}=${JSON.stringify(text)} is not a number above 0`);
}
