package io.beta9.provisioning.cli;

import io.beta9.provisioning.apimodel.ExitCode;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

@Command(
    name = "lock",
    mixinStandardHelpOptions = true,
    description = "Shows who holds an environment's state, since when, and whether that one lives.",
    footer = {"", "Example:", "  provisioner state lock demo"})
final class StateLockCommand implements Callable<Integer> {
  private final ApiCommand session;

  @Mixin EnvironmentArgument environment = new EnvironmentArgument();

  @Mixin OutputOption output = new OutputOption();

  StateLockCommand(ApiCommand session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (ApiClient api = session.api()) {
      String id = session.id(api, environment.idOrName);
      JsonNode locks = api.get(StateCommand.path(id, "/lock"), Map.of());
      if (output.json()) {
        session.printJson(locks);
      } else if (locks.path("locks").isEmpty()) {
        session.terminal().out().println("The state is not locked.");
      } else {
        print(locks.path("locks"), session.terminal().out());
        advise(environment.idOrName, locks.path("locks"), session.terminal().out());
      }
      return ExitCode.DONE;
    }
  }

  static void print(JsonNode locks, PrintStream out) {
    Table table = new Table("PLACE", "WHO", "OPERATION", "AGE", "HOLDER", "LOCK ID");
    for (JsonNode lock : locks) {
      table.row(
          ApiReply.text(lock, "place"),
          ApiReply.text(lock, "who"),
          ApiReply.text(lock, "operation"),
          lock.path("age_seconds").isNumber()
              ? Durations.words(Duration.ofSeconds(ApiReply.number(lock, "age_seconds")))
              : "?",
          ApiReply.text(lock, "holder"),
          ApiReply.text(lock, "id"));
    }
    table.print(out);
    for (JsonNode lock : locks) {
      out.println(ApiReply.text(lock, "place") + ": " + ApiReply.text(lock, "because") + ".");
    }
  }

  private static void advise(String environment, JsonNode locks, PrintStream out) {
    boolean alive = has(locks, "alive");
    boolean unknownHolder = has(locks, "unknown");
    out.println(
        alive
            ? "→ The holder is or may be alive: wait, or 'provisioner env cancel "
                + environment
                + "'."
            : unknownHolder
                ? "→ Contact the holder. If its Terraform process has certainly ended: 'provisioner"
                      + " state unlock "
                    + environment
                    + " --force --confirm NAME --reason TEXT'."
                : "→ The next operation removes it by itself; 'provisioner state unlock "
                    + environment
                    + " --reason TEXT' does it now.");
  }

  private static boolean has(JsonNode locks, String holder) {
    for (JsonNode lock : locks) {
      if (ApiReply.text(lock, "holder").equals(holder)) {
        return true;
      }
    }
    return false;
  }
}
