package io.beta9.provisioning.bench.console;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The addresses of the pages of the console, by name. The diagnosis is not among them: it waits for
 * the customer's account.
 */
final class ConsolePages {
  private ConsolePages() {}

  static Map<String, String> of(ConsoleData data) {
    Map<String, String> pages = new LinkedHashMap<>();
    pages.put("sign_in", "/console/sign-in");
    pages.put("environments", "/console");
    pages.put("environments_search", "/console?q=e-77");
    pages.put("environments_of_status", "/console?status=ready&order=name");
    pages.put("environments_last_page", "/console?page=" + Math.max(1, data.environments() / 60));
    String environments = "/console/environments/";
    pages.put("environment_ready", environments + data.ready());
    pages.put("environment_failed", environments + data.failed());
    pages.put("environment_working", environments + data.working());
    pages.put("log", environments + data.working() + "/logs");
    pages.put("log_search", environments + data.working() + "/logs?q=no+such+text");
    pages.put("state", environments + data.ready() + "/state");
    pages.put("plan", environments + data.ready() + "/plans/" + ConsoleData.PLAN);
    pages.put("update", environments + data.ready() + "/update");
    pages.put("new", environments + "new?template=medium");
    pages.put("form", environments + "new");
    pages.put("operations", "/console/operations");
    pages.put("failures", "/console/reports");
    pages.put("failures_of_30_days", "/console/reports?days=30");
    pages.put("capacity", "/console/reports?report=capacity");
    pages.put("health", "/console/reports?report=health");
    pages.put("audit", "/console/audit?days=365");
    pages.put("audit_of_environment", "/console/audit?days=365&environment=" + data.ready());
    pages.put("access", "/console/access");
    pages.put("account", "/console/access/accounts/" + ConsoleData.ACCOUNT);
    pages.put("webhooks", "/console/webhooks");
    pages.put("webhook", "/console/webhooks/" + ConsoleData.WEBHOOK);
    pages.put("webhook_given_up", "/console/webhooks/" + ConsoleData.WEBHOOK + "?state=dead");
    pages.put("session", "/console/session");
    return pages;
  }
}
