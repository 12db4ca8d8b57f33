/** What `parseArgs` says is wrong, without its advice on how to pass what we don't take. */
export function misuse({ message }: Error): string {
  return `${message.split(/\.\s/)[0]}.`;
}

/** Ours: what stands in names of AWS resources of every kind. */
export function isStage(stage: string): boolean {
  return /^[A-Za-z0-9-]+$/.test(stage);
}

/** Whether a client can be given it as an endpoint. */
export function isHttpUrl(url: string): boolean {
  return /^https?:\/\//.test(url) && URL.canParse(url);
}
