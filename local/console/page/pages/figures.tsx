export function FiguresPage() {
  return <h1>Figures</h1>;
}
