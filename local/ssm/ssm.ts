import * as v from 'valibot';
import { AwsError } from '../aws-error.ts';
import { partitionOf } from '../credentials.ts';
import { jsonService } from '../json-protocol.ts';
import { readInput } from '../read-input.ts';
import { type Caller, type LocalService, Regional, type ServiceDeps } from '../service.ts';
import { getParameter, getParameters, getParametersByPath, type Stores } from './get-parameters.ts';
import { putParameter, refuseMember } from './put-parameter.ts';

const Delete = v.strictObject({ Name: v.string() });
const DeleteSeveral = v.strictObject({ Names: v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(10)) });

/** Of Secrets Manager there is only what Parameter Store passes through: its own API is not served. */
export interface LocalSecrets {
  /** Creates a secret of plain text, or gives an existing one its next version. Answers the secret's ARN. */
  putSecret(where: Where, name: string, value: string): string;
  /** undefined where there is no such secret. */
  secretArn(where: Where, name: string): string | undefined;
}

type Where = Pick<Caller, 'accountId' | 'region'>;

/** Systems Manager's Parameter Store, Standard tier, over AWS JSON 1.1. */
export function createSsm(deps: Pick<ServiceDeps, 'clock' | 'id'>): LocalService & LocalSecrets {
  const stores = new Regional<Stores>(() => ({ parameters: new Map(), secrets: new Map() }));
  const parametersOf = (where: Where): Stores['parameters'] => stores.of(where).parameters;
  const service = jsonService({
    signingName: 'ssm',
    version: '1.1',
    operations: {
      PutParameter: (input, caller) => putParameter(parametersOf(caller), input, caller, deps.clock.now()),
      GetParameter: (input, caller) => getParameter(stores.of(caller), input, caller),
      GetParameters: (input, caller) => getParameters(stores.of(caller), input, caller),
      GetParametersByPath: (input, caller) => getParametersByPath(parametersOf(caller), input),
      DeleteParameter(raw, caller) {
        const { Name } = readInput(Delete, raw, refuseMember);
        if (!parametersOf(caller).delete(Name)) throw new AwsError('ParameterNotFound', `Parameter ${Name} not found.`);
        return {};
      },
      DeleteParameters(raw, caller) {
        const { Names } = readInput(DeleteSeveral, raw, refuseMember);
        const parameters = parametersOf(caller);
        const DeletedParameters = Names.filter((name) => parameters.delete(name));
        return { DeletedParameters, InvalidParameters: Names.filter((name) => !DeletedParameters.includes(name)) };
      },
    },
  });
  return {
    ...service,
    putSecret(where, name, value) {
      const { secrets } = stores.of(where);
      const { accountId, region } = where;
      const arn =
        secrets.get(name)?.arn ??
        `arn:${partitionOf(region)}:secretsmanager:${region}:${accountId}:secret:${name}-${deps.id(6)}`;
      const version = { id: deps.id(32), value, createdAt: deps.clock.now() };
      secrets.set(name, { name, arn, versions: [...(secrets.get(name)?.versions ?? []), version] });
      return arn;
    },
    secretArn: (where, name) => stores.of(where).secrets.get(name)?.arn,
  };
}
