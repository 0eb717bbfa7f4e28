// React Native on a phone with Android, of which the SDK reads only the name of the platform.

export const Platform = { OS: 'android', Version: 35 };
export const AppState = { currentState: 'active' };
export const NativeModules = {};
export const PermissionsAndroid = {};
export class NativeEventEmitter {}
