package io.beta9.provisioning.cli;

import io.beta9.provisioning.apimodel.ExitCode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Destroying by force, asked for again until what is under way has stopped. */
record ForcedDestroy(ApiCommand session, ApiClient api, Output output) {
  private static final Duration BETWEEN = Duration.ofSeconds(5);
  private static final int ASKED_PER_WORD = 12;

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
    for (int asked = 1; !answer.path("queued").asBoolean(false); asked++) {
      if (asked % ASKED_PER_WORD == 1) {
        session
            .terminal()
            .err()
            .println(
                "Waiting for what is under way to stop; './provisioner workers list' shows who is"
                    + " at it. Interrupt this at will, and ask again later.");
      }
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
