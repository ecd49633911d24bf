import { assert } from 'chai';
import { justifiedFindings } from '../../checks/justified-findings.ts';
import { objections } from '../../checks/justify.ts';

const finding = (check: string, resource: string) => ({ check, resource, asks: 'Ensure it', stack: 'main' });
const justified = (check: string, ...resources: string[]) => ({ check, resources, because: 'It is so.' });

describe('objections to a scan', () => {
  it('are none where every finding is justified and every justification needed', () => {
    const findings = [finding('CKV_1', 'aws_a.x'), finding('CKV_1', 'aws_b.y'), finding('CKV_2', 'aws_b.y')];
    const justifications = [justified('CKV_1', 'aws_a.x', 'aws_b.*'), justified('CKV_2', 'aws_b.y')];

    assert.deepEqual(objections(findings, justifications), []);
  });

  const notCovered: readonly (readonly [says: string, check: string, resource: string])[] = [
    ['another check', 'CKV_2', 'aws_a.x'],
    ['another resource', 'CKV_1', 'aws_a.y'],
    ['a resource whose name only begins alike', 'CKV_1', 'aws_a.xy'],
    ['a type that only begins alike', 'CKV_1', 'aws_bc.x'],
  ];
  for (const [says, check, resource] of notCovered) {
    it(`name a finding of ${says}`, () => {
      const covered = [finding('CKV_1', 'aws_a.x'), finding('CKV_1', 'aws_b.x')];

      assert.deepEqual(objections([...covered, finding(check, resource)], [justified('CKV_1', 'aws_a.x', 'aws_b.*')]), [
        `${check} (Ensure it): ${resource} of main`,
      ]);
    });
  }

  it('name a justification that matches no finding, address by address', () => {
    const justifications = [justified('CKV_1', 'aws_a.x', 'aws_a.gone'), justified('CKV_9', 'aws_a.*')];

    assert.deepEqual(objections([finding('CKV_1', 'aws_a.x')], justifications), [
      'the justification of CKV_1 for aws_a.gone matches no finding: take it away',
      'the justification of CKV_9 for aws_a.* matches no finding: take it away',
    ]);
  });
});

describe('the justified findings', () => {
  it('are one entry a check, each with its resources and a sentence', () => {
    assert.lengthOf(justifiedFindings, new Set(justifiedFindings.map(({ check }) => check)).size);
    for (const { check, resources, because } of justifiedFindings) {
      assert.match(check, /^CKV2?_AWS_\d+$/);
      assert.isNotEmpty(resources);
      for (const resource of resources) assert.match(resource, /^aws_\w+\.([\w-]+|\*)$/);
      assert.match(because, /^\S.{20,160}\.$/);
    }
  });
});
