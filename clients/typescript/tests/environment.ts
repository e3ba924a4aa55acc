/** An address that whoever runs these tests has to give. */
export function required(name: string): string {
  const value = process.env[name];
  if (!value) {
    throw new Error(`${name} must be set: these tests run against a running system`);
  }

  return value;
}
