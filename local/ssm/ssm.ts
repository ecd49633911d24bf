import * as v from 'valibot';
import { AwsError } from '../aws-error.ts';
import { jsonService } from '../json-protocol.ts';
import { readInput } from '../read-input.ts';
import { type LocalService, Regional, type ServiceDeps } from '../service.ts';
import { getParameter, getParameters, getParametersByPath } from './get-parameters.ts';
import type { Parameter } from './parameter.ts';
import { putParameter, refuseMember } from './put-parameter.ts';

const Delete = v.strictObject({ Name: v.string() });
const DeleteSeveral = v.strictObject({ Names: v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(10)) });

/** Systems Manager's Parameter Store, Standard tier, over AWS JSON 1.1. */
export function createSsm(deps: Pick<ServiceDeps, 'clock'>): LocalService {
  const regions = new Regional<Map<string, Parameter>>(() => new Map());
  return jsonService({
    signingName: 'ssm',
    version: '1.1',
    operations: {
      PutParameter: (input, caller) => putParameter(regions.of(caller), input, caller, deps.clock.now()),
      GetParameter: (input, caller) => getParameter(regions.of(caller), input, caller),
      GetParameters: (input, caller) => getParameters(regions.of(caller), input, caller),
      GetParametersByPath: (input, caller) => getParametersByPath(regions.of(caller), input),
      DeleteParameter(raw, caller) {
        const { Name } = readInput(Delete, raw, refuseMember);
        if (!regions.of(caller).delete(Name)) throw new AwsError('ParameterNotFound', `Parameter ${Name} not found.`);
        return {};
      },
      DeleteParameters(raw, caller) {
        const { Names } = readInput(DeleteSeveral, raw, refuseMember);
        const parameters = regions.of(caller);
        const DeletedParameters = Names.filter((name) => parameters.delete(name));
        return { DeletedParameters, InvalidParameters: Names.filter((name) => !DeletedParameters.includes(name)) };
      },
    },
  });
}
