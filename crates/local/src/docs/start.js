// Shows the document and calls the API of the same origin. The values under "Authorize" stay in this browser.
SwaggerUIBundle({
  url: 'openapi.json',
  dom_id: '#api',
  deepLinking: true,
  docExpansion: 'list',
  filter: true,
  persistAuthorization: true,
  tryItOutEnabled: true,
  // By default the viewer sends the document to a validator of its makers.
  validatorUrl: null,
});
