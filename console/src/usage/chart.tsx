// A bar chart, drawn as SVG in the pixels of the page, so that its texts have the size of all others.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { UsagePoint } from '../../generated/models';

/** Before the width of the page is known. */
const WIDTH = 720;
const HEIGHT = 180;
const LEFT = 44;
const BOTTOM = 22;
const TOP = 10;
/** What a text below the bars needs, in pixels. */
const TEXT = 64;

/** The smallest of 1, 2, 5, 10, 20, … that four lines of the grid reach the value with. */
export function step(largest: number): number {
  for (let power = 1; ; power *= 10) {
    for (const digit of [1, 2, 5]) if (digit * power * 4 >= largest) return digit * power;
  }
}

function useWidth(): { frame: { current: HTMLDivElement | null }; width: number } {
  const frame = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(WIDTH);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(entry?.contentRect.width || WIDTH));
    if (frame.current) observer.observe(frame.current);
    return () => observer.disconnect();
  }, []);
  return { frame, width };
}

interface Props { points: UsagePoint[]; label: string; says(date: string): string }

export const Chart = ({ points, label, says }: Props) => {
  const { frame, width } = useWidth();
  const largest = Math.max(1, ...points.map(({ value }) => value));
  const unit = step(largest);
  const lines = [0, 1, 2, 3, 4].map((at) => at * unit);
  const scale = (HEIGHT - TOP - BOTTOM) / (unit * 4);
  const slot = (width - LEFT) / Math.max(1, points.length);
  const y = (value: number): number => HEIGHT - BOTTOM - value * scale;
  const every = Math.ceil(points.length / Math.max(1, Math.floor((width - LEFT) / TEXT / 1.4)));
  return (
    <div ref={frame}><svg class="chart" width={width} height={HEIGHT} role="img" aria-label={`${label}: the numbers are in the table below`}>
      {lines.map((value) => (
        <g key={value}>
          <line class="grid" x1={LEFT} x2={width} y1={y(value)} y2={y(value)} />
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
    </svg></div>
  );
};
