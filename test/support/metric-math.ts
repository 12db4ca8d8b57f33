import type { Json } from './template.ts';

/**
 * What an alarm's arithmetic comes to, given the figures of its metrics. Those left out have none, and neither has what is
 * computed with them, unless they are filled in.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html#metric-math-syntax-functions-list
 */
export function evaluate(metrics: Json[], figures: Readonly<Record<string, number>>): number {
  const result = metrics.find(({ ReturnData }) => ReturnData !== false);
  const compute = ({ Id, Expression }: Json): number => {
    if (Expression === undefined) return figures[Id] ?? Number.NaN;
    const operands = metrics.filter((each) => each.Id !== Id && new RegExp(`\\b${each.Id}\\b`).test(Expression));
    const formula = new Function('IF', 'FILL', ...operands.map((each) => each.Id), `return ${Expression};`);
    return formula(either, fill, ...operands.map(compute));
  };
  return compute(result);
}

const either = (condition: boolean, yes: number, no: number) => (condition ? yes : no);
const fill = (figure: number, otherwise: number) => (Number.isNaN(figure) ? otherwise : figure);
