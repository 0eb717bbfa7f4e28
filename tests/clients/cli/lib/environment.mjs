// The endpoint under test and the API keys, of ../../shared.

export * from '../../shared/environment.mjs';
