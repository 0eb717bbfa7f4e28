// How many users and sessions were created, by hour or by day.

import type { Usage, UsagePoint, UsageRange } from '../../generated/models';
import { get } from '../api';
import * as format from '../format';
import { useLoad } from '../load';
import { route, to } from '../router';
import { Empty, Show } from '../ui/notice';
import { Chart } from './chart';

const RANGES: Array<[UsageRange, string]> = [['24h', '24 hours'], ['30d', '30 days'], ['90d', '90 days']];

export const UsagePage = () => {
  const asked = route.use().params.get('range');
  const range = RANGES.find(([name]) => name === asked)?.[0] ?? '30d';
  const loaded = useLoad(range, (signal) => get<Usage>('/users/usage', { range }, signal));
  const says = (date: string): string => (range === '24h' ? format.time(date).slice(11) : format.day(date).slice(5));
  const isOff = loaded.error?.type === 'general_usage_disabled';
  return (
    <>
      <div class="title"><h1>Usage</h1></div>
      <nav class="tabs" aria-label="Range">
        {RANGES.map(([name, label]) => (
          <a key={name} href={to(['usage'], [['range', name === '30d' ? '' : name]])} aria-current={range === name ? 'page' : undefined}>{label}</a>
        ))}
      </nav>
      {isOff ? (
        <Empty title="Usage is not counted">
          <p>The deployment does not keep statistics. Set its parameter <code>UsageStats=yes</code>, or start a local stack with{' '}
            <code>ROSTER_USAGE_STATS=yes make dev</code>. What happened before is not counted later.</p>
        </Empty>
      ) : (
        <Show loaded={loaded} what="the usage">
          {(usage) => (
            <>
              <Part title="New users" all={usage.usersTotal} points={usage.users} says={says} />
              <Part title="New sessions" all={usage.sessionsTotal} points={usage.sessions} says={says} />
            </>
          )}
        </Show>
      )}
    </>
  );
};

const Part = ({ title, all, points, says }: { title: string; all: number; points: UsagePoint[]; says(date: string): string }) => {
  const sum = points.reduce((former, { value }) => former + value, 0);
  return (
    <section class="card" aria-label={title}>
      <div class="card-head bare"><h2>{title}</h2><p class="total">{sum.toLocaleString('en')} in this range, {all.toLocaleString('en')} in all</p></div>
      <Chart points={points} label={title} says={says} />
      <details>
        <summary>The numbers as a table</summary>
        <table class="numbers">
          <thead><tr><th scope="col">From</th><th scope="col">Number</th></tr></thead>
          <tbody>{points.map(({ date, value }) => <tr key={date}><td>{format.time(date)}</td><td>{value.toLocaleString('en')}</td></tr>)}</tbody>
        </table>
      </details>
    </section>
  );
};
