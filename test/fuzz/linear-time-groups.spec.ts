import { type Context, emptyContext } from '../../contract/context.ts';
import type { GroupRule } from '../../contract/resource.ts';
import { parseConfigurationItem } from '../../resources/configuration-item.ts';
import { fromItem } from '../../resources/from-item.ts';
import { exemption, exemptionList } from '../support/exemptions.ts';
import { groupItem, permission } from '../support/rule-events.ts';
import { ingress } from '../support/security-groups.ts';
import { costsWhatItWeighs, hostile } from './support/hostile.ts';
import { address, each, type Group, open, unlike, worked } from './support/worked-group.ts';

const alike = (count: number): GroupRule[] =>
  each(count, (at) => ingress('tcp', [20, 3400], address(at), `rule ${at}`));
const throughLists = (count: number): GroupRule[] =>
  each(count, (at) => ingress('tcp', [at % 22, 4000 + at], `pl-${at}`));

const lists = (ids: number, entries: number): Context => ({
  ...emptyContext,
  prefixLists: new Map(
    each(ids, (id) => [`pl-${id}`, { kind: 'read', cidrs: each(entries, (at) => address(at + id * entries)) }]),
  ),
});

describe('a group of hostile size costs no more than it weighs', function () {
  costsWhatItWeighs([
    hostile('1,000 rules that are alike', 500, (count) => ({ rules: alike(count) }), worked),
    hostile('1,000 rules that are all different', 500, (count) => ({ rules: unlike(count) }), worked),
    hostile('1,000 rules that are all open', 500, (count) => ({ rules: open(count) }), worked),
    hostile(
      '1,000 rules that are all open, of which AWS takes no more',
      500,
      (count) => ({ rules: open(count), limits: { refusals: { ingress: 5, egress: 0 }, rulesPerGroup: 1000 } }),
      worked,
    ),
    hostile(
      'the item of 1,000 rules',
      500,
      (count) =>
        groupItem({
          configuration: {
            ipPermissions: each(count, (at) => permission('tcp', at, at, address(at))),
            ipPermissionsEgress: [],
          },
        }),
      (item) => fromItem(parseConfigurationItem(item)),
    ),
  ]);

  describe('with prefix lists', () => {
    costsWhatItWeighs([
      hostile(
        '1,000 rules through lists of 20 entries',
        500,
        (count) => ({ rules: throughLists(count), context: lists(count, 20) }),
        worked,
      ),
      hostile(
        '60 rules through lists of 1,000 entries',
        500,
        (count) => ({ rules: throughLists(60), context: lists(60, count) }),
        worked,
      ),
      hostile(
        '1,000 rules through one list of 1,000 entries',
        500,
        (count) => ({
          rules: each(count, (at) => ingress('tcp', [at % 22, 4000 + at], 'pl-0')),
          context: lists(1, count),
        }),
        worked,
      ),
      hostile(
        '1,000 rules through lists that nobody can read',
        500,
        (count) => ({ rules: throughLists(count) }),
        worked,
      ),
    ]);
  });

  describe('with exemptions', () => {
    const exempting = (count: number, of: (at: number) => Parameters<typeof exemption>[0]): Group => ({
      rules: open(count),
      exemptions: exemptionList(...each(count, (at) => exemption({ id: `e-${at}`, ...of(at) }))),
    });
    costsWhatItWeighs([
      hostile(
        '1,000 rules and 1,000 exemptions of ports that are not open',
        500,
        (count) => exempting(count, (at) => ({ port: `${20_000 + at}` })),
        worked,
      ),
      hostile(
        '1,000 rules and 1,000 exemptions of sources that are none of theirs',
        500,
        (count) => exempting(count, (at) => ({ cidr: address(at) })),
        worked,
      ),
      hostile(
        '1,000 rules and 1,000 exemptions of sources of the other family',
        500,
        (count) => exempting(count, (at) => ({ cidr: `2001:db8:${at.toString(16)}::/48` })),
        worked,
      ),
      hostile(
        '1,000 rules of which a port each is exempt',
        500,
        (count) => ({ rules: open(count), exemptions: exemptionList(exemption({ port: '22' })) }),
        worked,
      ),
      hostile(
        '1,000 rules that are all exempt',
        500,
        (count) => ({ rules: open(count), exemptions: exemptionList(exemption()) }),
        worked,
      ),
    ]);
  });
});
