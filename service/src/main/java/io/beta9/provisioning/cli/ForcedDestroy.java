package io.beta9.provisioning.cli;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Destroying by force, asked for again until what is under way has stopped. */
record ForcedDestroy(Session session, ApiClient api, Output output) {
  private static final Duration BETWEEN = Duration.ofSeconds(5);

  /** Says what would be done. */
  int preview(String id) {
    JsonNode plan = ask(id, Map.of("dry_run", "true"));
    if (output == Output.JSON) {
      session.printJson(plan);
    } else {
      session.terminal().out().println("By force, this would be done with " + id + ":");
      print(plan);
    }
    return ExitCode.DONE;
  }

  /** Does it; returns when the destruction is queued. */
  void begin(String id, String confirm) {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("confirm", confirm);
    JsonNode answer = ask(id, query);
    if (output != Output.JSON) {
      print(answer);
    }
    while (!answer.path("queued").asBoolean(false)) {
      session.pause().of(BETWEEN);
      answer = ask(id, query);
    }
    if (output == Output.JSON) {
      session.printJson(answer);
    }
  }

  private JsonNode ask(String id, Map<String, String> query) {
    return api.post(
        "/environments/" + ApiClient.encoded(id) + "/force-destroy",
        query,
        new byte[0],
        "application/json");
  }

  private void print(JsonNode answer) {
    answer
        .path("actions")
        .forEach(action -> session.terminal().out().println("  - " + action.asString()));
  }
}
