export function TroublePage() {
  return <h1>Trouble</h1>;
}
