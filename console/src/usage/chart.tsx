// A bar chart, drawn as SVG.

import type { UsagePoint } from '../../generated/models';

const WIDTH = 720;
const HEIGHT = 180;
const LEFT = 44;
const BOTTOM = 22;
const TOP = 10;

/** The smallest of 1, 2, 5, 10, 20, … that four lines of the grid reach the value with. */
export function step(largest: number): number {
  for (let power = 1; ; power *= 10) {
    for (const digit of [1, 2, 5]) if (digit * power * 4 >= largest) return digit * power;
  }
}

interface Props { points: UsagePoint[]; label: string; says(date: string): string }

export const Chart = ({ points, label, says }: Props) => {
  const largest = Math.max(1, ...points.map(({ value }) => value));
  const unit = step(largest);
  const lines = [0, 1, 2, 3, 4].map((at) => at * unit);
  const scale = (HEIGHT - TOP - BOTTOM) / (unit * 4);
  const slot = (WIDTH - LEFT) / Math.max(1, points.length);
  const y = (value: number): number => HEIGHT - BOTTOM - value * scale;
  const every = Math.ceil(points.length / 6);
  return (
    <svg class="chart" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`${label}: the numbers are in the table below`}>
      {lines.map((value) => (
        <g key={value}>
          <line class="grid" x1={LEFT} x2={WIDTH} y1={y(value)} y2={y(value)} />
          <text class="axis end" x={LEFT - 8} y={y(value) + 4}>{value.toLocaleString('en')}</text>
        </g>
      ))}
      {points.map(({ value, date }, at) => (
        <g key={date}>
          <rect class="bar" x={LEFT + at * slot + slot * 0.14} width={slot * 0.72} y={y(value)} height={Math.max(0, value * scale)} rx="1.5">
            <title>{`${says(date)}: ${value.toLocaleString('en')}`}</title>
          </rect>
          {at % every === 0 && <text class="axis" x={LEFT + at * slot} y={HEIGHT - 6}>{says(date)}</text>}
        </g>
      ))}
    </svg>
  );
};
