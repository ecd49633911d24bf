import * as sinon from 'sinon';
import { type Context, emptyContext } from '../../../contract/context.ts';
import { Failure } from '../../../contract/failure.ts';
import type { Instruction } from '../../../contract/instruction.ts';
import type { Resource, ResourceType } from '../../../contract/resource.ts';
import { enabledRules } from '../../../fast-path/settings.ts';
import { remediatorOf } from '../../../remediators/registry.ts';
import type { AnyReader } from '../../../resources/reader.ts';
import { rules } from '../../../rules/registry.ts';
import { type PlaceToSweep, sweepPlace, type SweepPlaceDeps } from '../../../sweep/sweep-place.ts';
import { reading } from '../../support/exemptions.ts';
import { ingress, securityGroup } from '../../support/security-groups.ts';

export const portsRule = 'security-group-restricted-ports';
export const lookedAt = new Date('2026-11-21T03:00:05.000Z');
export const where = { accountId: '123456789012', region: 'eu-west-1', partition: 'aws' };

/** `sg-00000001`, open to the world or not. */
export function groupIdOf(at: number): string {
  return `sg-${String(at).padStart(8, '0')}`;
}

export function openGroup(id: string, isOpen = true): Resource {
  return securityGroup(isOpen ? [ingress('tcp', 22, '0.0.0.0/0')] : [], { id });
}

export interface Given {
  readonly resources?: readonly Resource[];
  readonly parameters?: object;
  readonly modes?: object;
  readonly graces?: object;
  readonly place?: Partial<PlaceToSweep>;
  readonly deps?: Partial<SweepPlaceDeps>;
  readonly context?: Context;
  /** By id: it is listed, and cannot be read. */
  readonly failing?: readonly string[];
}

/** A sweep of a place in memory: one group that is open to the world, unless said otherwise. */
export function looking(given: Given = {}) {
  const { resources = [openGroup(groupIdOf(1))], failing = [] } = given;
  const queued: Instruction[] = [];
  const ofType = (type: ResourceType) => resources.filter((resource) => resource.type === type);
  const byId = new Map(resources.map((resource) => [`${resource.type}/${resource.id}`, resource]));
  const read = sinon.spy((_type: ResourceType, _region: string, _ids: readonly string[]) => undefined);
  const readerOf = (type: ResourceType, { region }: { readonly region: string }): AnyReader => ({
    read(ids) {
      read(type, region, ids);
      const there = ids.flatMap((id) => byId.get(`${type}/${id}`) ?? []);
      const found = there.filter(({ id }) => !failing.includes(id));
      const failed = ids.filter((id) => failing.includes(id));
      return Promise.resolve({
        found: new Map(found.map((resource) => [resource.id, resource])),
        gone: new Set(ids.filter((id) => !byId.has(`${type}/${id}`))),
        failed: new Map(failed.map((id) => [id, new Failure('READ_FAILED', `${id} cannot be read: denied`)])),
      });
    },
    list: () => {
      throw new Error('a sweep does not list whole resources');
    },
    count: () => Promise.resolve(resources.length),
    contextOf: () => Promise.resolve(given.context ?? emptyContext),
  });
  const deps: SweepPlaceDeps = {
    enabled: enabledRules(
      {
        RULE_PARAMETERS: JSON.stringify(given.parameters ?? { [portsRule]: {} }),
        RULE_MODES: JSON.stringify(given.modes ?? {}),
        RULE_SEVERITIES: '{}',
        GRACE_PERIODS: JSON.stringify(given.graces ?? {}),
        CONFIG_RULE_PREFIX: 'configmend-',
      },
      rules,
    ),
    exemptions: reading(),
    now: () => lookedAt,
    remediatorOf,
    clients: () => Promise.resolve(undefined),
    idsOf: (type) => Promise.resolve(ofType(type).map(({ id }) => id)),
    readerOf,
    violatedBefore: () => Promise.resolve(false),
    queue: (instructions) => Promise.resolve(void queued.push(...instructions)),
    hasTime: () => true,
    report: () => undefined,
    ...given.deps,
  };
  const place: PlaceToSweep = { where, blockRegions: [where.region], ...given.place };
  return { run: () => sweepPlace(place, deps), queued, read };
}
