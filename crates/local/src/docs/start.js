// Shows the document, and calls the API that the page comes from. What is typed into "Authorize" stays in this browser.
SwaggerUIBundle({
  url: 'openapi.json',
  dom_id: '#api',
  deepLinking: true,
  docExpansion: 'list',
  filter: true,
  persistAuthorization: true,
  tryItOutEnabled: true,
  // No word to anybody else about what is shown here.
  validatorUrl: null,
});
