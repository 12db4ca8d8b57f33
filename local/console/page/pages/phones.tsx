export function PhonesPage() {
  return <h1>Phones</h1>;
}
