import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert } from 'chai';
import { repositoryRoot } from '../../build/repository-root.ts';
import { resourcesDocument } from '../../build/resources-table.ts';
import { cisTemplate, mainTemplate, memberTemplate, resourcesOf } from './support/synthesised.ts';

const document = (): string => resourcesDocument(mainTemplate(), memberTemplate(), cisTemplate());

describe('the table of resources', () => {
  it('in the docs is that of the stacks as they are', () => {
    const written = readFileSync(join(repositoryRoot(), 'docs', 'resources.md'), 'utf8');

    assert.equal(written, document(), 'run `npm run resources-table`');
  });

  it('names every resource', () => {
    for (const template of [mainTemplate(), memberTemplate(), cisTemplate()]) {
      for (const type of Object.keys(template.resource)) {
        assert.include(document(), `| ${type} |`);
        for (const [name] of resourcesOf(template, type)) assert.include(document(), `\`${name}\``);
      }
    }
  });

  it('says which are there on a condition', () => {
    assert.include(
      document(),
      '| aws_config_configuration_recorder | `recorder` | `var.watch_own_account && var.create_config_recorder` |',
    );
    assert.include(document(), '| `not (var.digest_time_utc == "")` |');
    assert.include(document(), '`managed-rule` | `for each of ${toset(var.managed_rules)}` |');
    assert.include(document(), '`sweep-members-policy` | `there is a member` |');
    assert.include(document(), '`schedule` | always |');
  });

  it('says what each role may do, where and when', () => {
    assert.include(document(), '| `coordinator-role` | `sqs:ReceiveMessage` | `${aws_sqs_queue.remediation.arn}` |  |');
    assert.include(document(), '`StringEquals s3:ResourceAccount ${data.aws_caller_identity.caller.account_id}` |');
  });

  it('refuses what is no Terraform JSON', () => {
    assert.throws(() => resourcesDocument({}, memberTemplate(), cisTemplate()), 'resource');
  });
});
