// All of the server's API.
export * from './client';
export * from './editor';
export * from './execute';
export * from './login';
export * from './queries';
export * from './results';
export * from './stats';
export * from './tree';
export * from './sessions';
export * from './server';
