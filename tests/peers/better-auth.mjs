// better-auth with PostgreSQL and its admin plugin, behind Node's HTTP server, as its documentation shows:
//
//     node better-auth.mjs migrate   creates its tables
//     node better-auth.mjs           serves it on 127.0.0.1
//
// Rate limits are off, as all callers of the measurement have one IP address. Everything else is as it comes.
import { createServer } from "node:http";
import { betterAuth } from "better-auth";
import { getMigrations } from "better-auth/db/migration";
import { toNodeHandler } from "better-auth/node";
import { admin } from "better-auth/plugins";
import pg from "pg";

const { DATABASE_URL, PORT, SECRET } = process.env;
const options = {
  database: new pg.Pool({ connectionString: DATABASE_URL }),
  baseURL: `http://127.0.0.1:${PORT}`,
  secret: SECRET,
  emailAndPassword: { enabled: true },
  plugins: [admin()],
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
};

if (process.argv[2] === "migrate") {
  const { runMigrations } = await getMigrations(options);
  await runMigrations();
  process.exit();
}
createServer(toNodeHandler(betterAuth(options))).listen(Number(PORT), "127.0.0.1");
