import '../cli/quiet-sdk.ts';
import { table } from '../cli/table.ts';
import { benchBacklog } from './backlog.ts';
import { benchBundles, bundleAims, bundleHeader, bundleRow } from './bundles.ts';
import { benchFastPath } from './fast-path.ts';
import { benchGroups } from './groups.ts';
import { benchSnapshotScan } from './snapshot-scan.ts';

const whole = (value: number): string => Math.round(value).toLocaleString('en');
const rows: string[][] = [];

const { groupsPerSecond } = benchGroups();
rows.push(['groups evaluated per second, 10 permissions each, one core', whole(groupsPerSecond), 'at least 50,000']);

const scan = await benchSnapshotScan(10_000);
rows.push([
  `scan of a snapshot of 10,000 groups (${whole(scan.fileMegabytes)} MB)`,
  `${scan.seconds.toFixed(1)} s`,
  '',
]);
rows.push(['  its peak memory', `${whole(scan.peakMegabytes)} MB`, '']);

const backlog = await benchBacklog(1000);
rows.push(['backlog of 1,000 groups on the local account, mended', whole(backlog.mended), '1,000']);
rows.push(['  mended per second', whole(backlog.mendedPerSecond), '']);
rows.push(['  EC2 calls that change a group, per group', backlog.mutatingCallsPerGroup.toFixed(2), 'at most 2']);
for (const [service, calls] of Object.entries(backlog.callsPerGroup))
  rows.push([`  calls per group: ${service}`, calls.toFixed(3), '']);
const all = Object.values(backlog.callsPerGroup).reduce((sum, calls) => sum + calls, 0);
rows.push(['  calls per group: all services, reads included', all.toFixed(2), 'at most 2']);

const fast = await benchFastPath(200, 120);
const inSeconds = (value: number): string => `${value.toFixed(2)} s`;
rows.push([`fast path: ports opened over two minutes, mended`, whole(fast.mended), whole(fast.events)]);
rows.push(['  event at its target to mended, p50', inSeconds(fast.p50), '']);
rows.push(['  the same, p95', inSeconds(fast.p95), 'at most 1 s']);
rows.push(['  the longest', inSeconds(fast.longest), '']);
rows.push(['  call to mended with the modelled delivery, p95', inSeconds(fast.p95WithDelivery), '']);

console.log(table(rows, ['FIGURE', 'MEASURED', 'AIM']));

const bundles = await benchBundles();
console.log(`\n${table([...bundles.map(bundleRow), bundleAims], bundleHeader)}`);
console.log(
  'Cold import: a fresh process each, the shortest of 15; SDK alone: the same SDK clients and commands, bundled alike.',
);
