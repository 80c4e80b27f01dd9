package io.beta9.provisioning.cli.env;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.environment.UpdatePreview;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.client.CommandException;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.OutputOption;
import io.beta9.provisioning.cli.terminal.Table;
import io.beta9.provisioning.cli.terminal.Terminal;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shows what an update would change and interrupt, and asks for confirmation. */
record UpdatePlan(CommandContext context, ApiClient api, String contentType) {

  /** Prints what the update would do; returns the exit code. */
  int show(String id, byte[] body, OutputOption output) {
    ApiReply<UpdatePreview> preview = preview(id, body);
    if (output.isJson()) {
      context.printJson(preview.json());
    } else {
      print(preview.value(), context.out());
    }
    return ExitCode.DONE;
  }

  /**
   * Asks for confirmation on a terminal if the update interrupts the platform or loses data. An
   * update that would be rejected is left to the service.
   */
  void confirm(String id, byte[] body, List<String> accepted) {
    Terminal terminal = context.terminal();
    if (!terminal.interactive()) {
      return;
    }
    UpdatePreview preview = preview(id, body).value();
    boolean harmless =
        preview.changes().stream()
            .allMatch(change -> change.consequence() == null && change.dataLoss() == null);
    if (harmless || !accepted.containsAll(preview.requiredAcceptances())) {
      return;
    }
    print(preview, terminal.err());
    terminal.err().print("Continue? Type yes: ");
    terminal.err().flush();
    String typed = terminal.readLine();
    if (typed == null || !typed.strip().equals("yes")) {
      throw new CommandException(ExitCode.WRONG_USE, "not confirmed; nothing was changed");
    }
  }

  private ApiReply<UpdatePreview> preview(String id, byte[] body) {
    return api.post(
        ApiClient.environmentPath(id, "/update"),
        Map.of("dry_run", "true"),
        body,
        contentType,
        UpdatePreview.class);
  }

  private static void print(UpdatePreview preview, PrintStream out) {
    if (preview.changes().isEmpty()) {
      out.println("The infrastructure would not change.");
      return;
    }
    Table table =
        new Table("FIELD", "BEFORE", "AFTER", "EFFECT", "INTERRUPTS", "FOR UP TO", "LOSES DATA");
    for (UpdatePreview.Change change : preview.changes()) {
      table.row(
          change.path(),
          change.before(),
          change.after(),
          change.effect().equals("acceptance") ? "must be accepted" : change.effect(),
          text(change.consequence()),
          duration(change.interruptionSeconds()),
          text(change.dataLoss()));
    }
    table.print(out);
    preview.changes().stream()
        .filter(change -> change.consequence() != null)
        .map(change -> change.consequence() + ": " + change.explanation() + ".")
        .distinct()
        .forEach(out::println);
    if (!preview.requiredAcceptances().isEmpty()) {
      out.println(
          "Rejected unless accepted: --accept-interruption "
              + String.join(",", preview.requiredAcceptances()));
    }
  }

  static String text(@Nullable String text) {
    return text == null ? "" : text;
  }

  static String duration(@Nullable Long seconds) {
    return seconds == null ? "" : Duration.ofSeconds(seconds).toMinutes() + " min";
  }
}
