import type { Metrics } from './metrics';

export interface MetricDescription {
  name: string;
  type: string;
  labels: string[];
  help: string;
}

/** Every metric as it is defined, for documents and their tests. */
export function describeMetrics({ registry }: Metrics): MetricDescription[] {
  return registry.getMetricsAsArray().map((metric) => {
    // Counter, Gauge and Histogram have it all; the type that prom-client gives this list leaves some out.
    const { name, type, labelNames, help } = metric as unknown as Omit<MetricDescription, 'labels'> & {
      labelNames: string[];
    };
    return { name, type, labels: labelNames.filter((label) => label !== 'le'), help };
  });
}
