// Creates, reads and destroys an environment with the types generated from openapi.json.
import type { components, operations, paths } from "./api";

declare const process: {
  argv: string[];
  exit(code: number): never;
};

type MetaConfig = components["schemas"]["MetaConfig"];
type EnvironmentView = components["schemas"]["EnvironmentView"];
type Created = operations["createEnvironment"]["responses"][202]["content"]["application/json"];
type Preview = operations["createEnvironment"]["responses"][200]["content"]["application/json"];
type Events =
  paths["/api/v1/environments/{id}/events"]["get"]["responses"][200]["content"]["application/json"];
type Problem = components["schemas"]["ProblemDocument"];

const [url, key] = process.argv.slice(2) as [string, string];

async function send<T>(method: string, path: string, expected: number, body?: unknown): Promise<T> {
  const response = await fetch(url + path, {
    method,
    headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer: unknown = await response.json();
  if (response.status !== expected) {
    const problem = answer as Problem;
    throw new Error(`${method} ${path}: ${response.status} ${problem.code} ${problem.detail}`);
  }
  return answer as T;
}

async function until(id: string, status: EnvironmentView["status"]): Promise<EnvironmentView> {
  for (let i = 0; i < 600; i++) {
    const seen = await send<EnvironmentView>("GET", `/api/v1/environments/${id}`, 200);
    if (seen.status === status) {
      return seen;
    }
    if (seen.status === "failed") {
      throw new Error(`failed: ${seen.failure?.what ?? "unknown"}`);
    }
    await new Promise<void>((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`the environment is not ${status}`);
}

async function main(): Promise<void> {
  const metaConfig: MetaConfig = {
    name: "typescript-client",
    cloud: { provider: "aws", region: "us-east-1", account_id: "123456789012" },
    network: { availability_zones: ["us-east-1a", "us-east-1b"] },
    beta9: { domain: "beta9.acme.example" },
  };
  const preview = await send<Preview>("POST", "/api/v1/environments?dry_run=true", 200, metaConfig);
  if (!preview.resources?.length) {
    throw new Error("the dry run names no resources");
  }
  const created = await send<Created>("POST", "/api/v1/environments", 202, metaConfig);
  const id: string = created.environment_id;
  await until(id, "ready");
  const events = await send<Events>("GET", `/api/v1/environments/${id}/events`, 200);
  if (events.items.length === 0 || !events.items.every((event) => event.message)) {
    throw new Error("there are no events");
  }
  await send<EnvironmentView>("DELETE", `/api/v1/environments/${id}`, 202);
  await until(id, "destroyed");
  console.log("complete");
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
