import type { Json } from './template.ts';

/**
 * What an alarm's arithmetic comes to, given the figures of its metrics; those left out have none, and count as 0.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html#metric-math-syntax-arithmetic
 */
export function evaluate(metrics: Json[], figures: Readonly<Record<string, number>>): number {
  const result = metrics.find(({ ReturnData }) => ReturnData !== false);
  const compute = ({ Id, Expression }: Json): number => {
    if (Expression === undefined) return figures[Id] ?? 0;
    const operands = metrics.filter((each) => each.Id !== Id && new RegExp(`\\b${each.Id}\\b`).test(Expression));
    const formula = new Function('IF', ...operands.map((each) => each.Id), `return ${Expression};`);
    return formula((condition: boolean, yes: number, no: number) => (condition ? yes : no), ...operands.map(compute));
  };
  return compute(result);
}
