// What runs inside the page: it must not use anything from outside of its function.

/** Calls a method of the SDK with parameters by name, as positional ones or as one object. */
export async function callMethod({ name, params, endpoint, project }) {
  const { Client, ...services } = window.Appwrite;
  const [service, method] = name.split('.');
  const client = new Client().setEndpoint(endpoint).setProject(project);
  const instance = new services[service[0].toUpperCase() + service.slice(1)](client);
  const [, list] = /^[^(]*\(([^)]*)\)/.exec(instance[method].toString());
  const names = list.split(',').map((part) => part.split('=')[0].trim()).filter((part) => part !== '');
  const parameters = names[0] === 'paramsOrFirst' ? [params] : names.map((part) => params[part]);
  try {
    return { answer: await instance[method](...parameters) };
  } catch (error) {
    return { error: { code: error.code, type: error.type, message: error.message } };
  }
}
