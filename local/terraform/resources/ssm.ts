import { DeleteParameterCommand, PutParameterCommand } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { flag, resourceType } from '../resource-type.ts';

export const ssmParameter = resourceType({
  arguments: {
    name: v.string(),
    type: v.picklist(['String', 'StringList', 'SecureString']),
    value: v.string(),
    description: v.optional(v.string()),
    overwrite: v.optional(flag, false),
  },
  identity: ['name', 'type'],
  async put(given, { clients: { ssm }, region, accountId, partition }, id) {
    const { name, value, type, description } = given;
    await ssm.send(
      new PutParameterCommand({
        Name: name,
        Value: value,
        Type: type,
        Overwrite: given.overwrite || id !== undefined,
        ...(description === undefined ? {} : { Description: description }),
      }),
    );
    const path = name.startsWith('/') ? name : `/${name}`;
    return { id: name, arn: `arn:${partition}:ssm:${region}:${accountId}:parameter${path}` };
  },
  async remove({ name }, { clients: { ssm } }) {
    await ssm.send(new DeleteParameterCommand({ Name: name }));
  },
});
