/** An account that only the emulators know, as a client of the SDK takes it. */
export const LOCAL_ACCOUNT = {
  region: 'eu-west-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
};
