/** An account that only the emulators know, as a client of the SDK takes it. */
export const LOCAL_ACCOUNT = {
  region: 'eu-west-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
};

/** The same as the variables of the SDK. */
export const LOCAL_VARIABLES = {
  AWS_REGION: LOCAL_ACCOUNT.region,
  AWS_ACCESS_KEY_ID: LOCAL_ACCOUNT.credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: LOCAL_ACCOUNT.credentials.secretAccessKey,
};
