import { assert } from 'chai';
import { ruleDeps } from '../../rules/rule-deps.ts';

describe('the clients of a rule’s Lambda', () => {
  it('send to the hub’s region, and judge in the rule’s', async () => {
    const { sqs, s3, configIn } = ruleDeps({ HUB_REGION: 'eu-central-1', AWS_REGION: 'us-east-1' });

    assert.equal(await sqs.config.region(), 'eu-central-1');
    assert.equal(await s3.config.region(), 'eu-central-1');
    assert.equal(await configIn('us-east-1').config.region(), 'us-east-1');
  });

  it('judge with what they are given, and are kept', async () => {
    const { configIn } = ruleDeps({ HUB_REGION: 'eu-central-1' });
    const options = { credentials: { accessKeyId: 'of the member', secretAccessKey: 'secret' } };

    const client = configIn('us-east-1', options);

    assert.equal((await client.config.credentials()).accessKeyId, 'of the member');
    assert.strictEqual(configIn('us-east-1', options), client);
  });
});
