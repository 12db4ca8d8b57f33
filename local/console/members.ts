/** The members of a text in JSON; none if it is anything else. */
export function membersIn(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}
