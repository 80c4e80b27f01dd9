package io.beta9.provisioning.cli.env;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.environment.ForcedDestroyResult;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.OutputOption;
import java.time.Duration;
import java.util.Map;

/** Requests a forced destruction, repeatedly until the running operation has stopped. */
record ForcedDestroy(CommandContext context, ApiClient api, OutputOption output) {
  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final int REQUESTS_PER_NOTICE = 12;

  /** Prints what would be done. */
  int preview(String id) {
    ApiReply<ForcedDestroyResult> plan = request(id, Map.of("dry_run", "true"));
    if (output.isJson()) {
      context.printJson(plan.json());
    } else {
      context.out().println("A forced destruction of " + id + " would do the following:");
      print(plan.value());
    }
    return ExitCode.DONE;
  }

  /** Returns when the destruction is queued. */
  void begin(String id, String confirm, boolean finalSnapshot) {
    Map<String, String> query =
        finalSnapshot
            ? Map.of("confirm", confirm, "final_snapshot", "true")
            : Map.of("confirm", confirm);
    ApiReply<ForcedDestroyResult> result = request(id, query);
    if (!output.isJson()) {
      print(result.value());
    }
    for (int requests = 1; !result.value().queued(); requests++) {
      if (requests % REQUESTS_PER_NOTICE == 1) {
        context
            .terminal()
            .err()
            .println(
                "Waiting for the running operation to stop; './provisioner workers list' shows its"
                    + " worker. You can interrupt this command and repeat it later.");
      }
      context.sleeper().sleep(INTERVAL);
      result = request(id, query);
    }
    if (output.isJson()) {
      context.printJson(result.json());
    }
  }

  private ApiReply<ForcedDestroyResult> request(String id, Map<String, String> query) {
    return api.post(
        ApiClient.environmentPath(id, "/force-destroy"), query, null, ForcedDestroyResult.class);
  }

  private void print(ForcedDestroyResult result) {
    result.actions().forEach(action -> context.out().println("  - " + action));
  }
}
