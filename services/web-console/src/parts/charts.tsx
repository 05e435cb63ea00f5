/**
 * The console's charts, a part of its own that is loaded when one is first shown. Only what is drawn is imported; colours
 * come from the tokens, animations follow the preference for reduced motion.
 */
import { useEffect, useRef } from 'react';
import { BarChart, LineChart } from 'echarts/charts';
import { AriaComponent, GridComponent, TooltipComponent } from 'echarts/components';
import { init, use as register, type ECharts, type EChartsCoreOption } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useThemeName } from '../settings.js';
import { chartBase } from '../theme.js';
import { tokens } from '../tokens.js';
import { useT } from '../words/i18n.js';

register([BarChart, LineChart, GridComponent, TooltipComponent, AriaComponent, SVGRenderer]);

function Chart({ option, height, label }: { option: EChartsCoreOption; height: number; label: string }) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts>(undefined);
  useEffect(() => {
    const drawn = init(place.current!, null, { renderer: 'svg' });
    chart.current = drawn;
    const sizes = new ResizeObserver(() => drawn.resize());
    sizes.observe(place.current!);
    return () => {
      sizes.disconnect();
      drawn.dispose();
    };
  }, []);
  useEffect(() => chart.current?.setOption(option, { notMerge: true }), [option]);
  return <div ref={place} style={{ height, width: '100%' }} role="img" aria-label={label} />;
}

const hours = Array.from({ length: 24 }, (_, hour) => hour);
/** Reports of today by hour; the present hour in full colour, hours to come stay empty. */
export function HourBars({ counts, hour }: { counts: ReadonlyMap<number, number>; hour: number }) {
  const t = useT();
  const name = useThemeName();
  const c = tokens[name];
  return (
    <Chart
      height={76}
      label={t('desk.activity')}
      option={{
        ...chartBase(name),
        grid: { left: 4, right: 4, top: 6, bottom: 18 },
        xAxis: {
          type: 'category',
          data: hours,
          axisTick: { show: false },
          axisLine: { lineStyle: { color: c.line } },
          axisLabel: { color: c.muted, fontSize: 11, interval: 2, margin: 5 },
        },
        yAxis: { type: 'value', show: false, minInterval: 1, max: (range: { max: number }) => Math.max(4, range.max) },
        tooltip: {
          ...chartBase(name).tooltip,
          trigger: 'axis',
          axisPointer: { type: 'shadow', shadowStyle: { color: c.line, opacity: 0.4 } },
          formatter: ([first]: { dataIndex: number; value: number }[]) =>
            first ? t('desk.activityHour', { hour: String(first.dataIndex).padStart(2, '0'), n: first.value }) : '',
        },
        series: [
          {
            type: 'bar',
            barCategoryGap: '26%',
            data: hours.map((h) => ({
              value: h > hour ? 0 : (counts.get(h) ?? 0),
              itemStyle: { color: c.accent, opacity: h === hour ? 1 : 0.5, borderRadius: [2, 2, 0, 0] },
            })),
          },
        ],
      }}
    />
  );
}

export function Trend({ day, values, unit }: { day: string; values: readonly (number | null)[]; unit: string }) {
  const t = useT();
  const name = useThemeName();
  const c = tokens[name];
  const days = values.map((_, i) =>
    new Date(Date.parse(`${day}T00:00:00Z`) - (values.length - 1 - i) * 86_400_000).toISOString().slice(5, 10),
  );
  return (
    <Chart
      height={140}
      label={t('desk.figureTrend', { n: values.length })}
      option={{
        ...chartBase(name),
        grid: { left: 40, right: 12, top: 12, bottom: 22 },
        xAxis: {
          type: 'category',
          data: days,
          boundaryGap: false,
          axisTick: { show: false },
          axisLine: { lineStyle: { color: c.line } },
          axisLabel: { color: c.muted, fontSize: 11 },
        },
        yAxis: {
          type: 'value',
          scale: true,
          splitNumber: 3,
          splitLine: { lineStyle: { color: c.line } },
          axisLabel: { color: c.muted, fontSize: 11 },
        },
        tooltip: { ...chartBase(name).tooltip, trigger: 'axis', valueFormatter: (value: unknown) => `${String(value)} ${unit}` },
        series: [
          {
            type: 'line',
            data: [...values],
            symbol: 'circle',
            symbolSize: 5,
            showSymbol: values.length <= 14,
            lineStyle: { width: 1.6, color: c.accent },
            itemStyle: { color: c.accent },
          },
        ],
      }}
    />
  );
}
