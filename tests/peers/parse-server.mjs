// Parse Server with PostgreSQL, mounted in Express as its documentation shows, on 127.0.0.1. It writes no log of requests.
import express from "express";
import { ParseServer } from "parse-server";

const { DATABASE_URL, PORT, MASTER_KEY } = process.env;
const server = new ParseServer({
  databaseURI: DATABASE_URL,
  appId: "peers",
  masterKey: MASTER_KEY,
  serverURL: `http://127.0.0.1:${PORT}/parse`,
  logsFolder: null,
  silent: true,
});
await server.start();
express().use("/parse", server.app).listen(Number(PORT), "127.0.0.1");
