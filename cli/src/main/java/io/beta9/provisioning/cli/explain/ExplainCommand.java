package io.beta9.provisioning.cli.explain;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.cli.client.CommandException;
import io.beta9.provisioning.cli.client.Json;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.CommandSuggestions;
import io.beta9.provisioning.cli.command.OutputOption;
import io.beta9.provisioning.cli.terminal.Table;
import io.beta9.provisioning.failure.FailureCode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code explain}. */
@Command(
    name = "explain",
    description = "Explains a failure code: meaning, class, responsible party and next step.",
    footer = {
      "",
      "Works without a connection to the service. A part of a code lists all codes that contain"
          + " it;",
      "without a code, all are listed. The same catalogue is docs/failures.md.",
      "",
      "Examples:",
      "  ./provisioner explain state-locked",
      "  ./provisioner explain quota"
    })
public final class ExplainCommand extends BaseCommand {
  @Parameters(
      arity = "0..1",
      paramLabel = "CODE",
      description = "The code, as shown by 'env get', or a part of it.")
  private String text = "";

  @Mixin private OutputOption output = new OutputOption();

  public ExplainCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    String code = text.strip().toLowerCase(Locale.ROOT);
    Optional<FailureCode> exact = FailureCode.of(code);
    if (exact.isPresent()) {
      explain(exact.get());
    } else {
      list(matches(code));
    }
    return ExitCode.DONE;
  }

  private static List<FailureCode> matches(String part) {
    List<FailureCode> matches =
        Arrays.stream(FailureCode.values()).filter(code -> code.code().contains(part)).toList();
    if (matches.isEmpty()) {
      List<String> codes = Arrays.stream(FailureCode.values()).map(FailureCode::code).toList();
      throw new CommandException(
          ExitCode.NOT_FOUND,
          "failure code '" + part + "' does not exist",
          List.of(
              CommandSuggestions.closest(part, codes)
                  .map(similar -> "Did you mean: " + similar + "?")
                  .orElse("'./provisioner explain' lists all codes.")));
    }
    return matches;
  }

  private void explain(FailureCode code) {
    if (output.isJson()) {
      context.printJson(json(code));
      return;
    }
    out().println("code         " + code.code());
    out().println("meaning      " + code.meaning());
    out().println("class        " + code.failureClass().code());
    out().println("retry        " + code.failureClass().retryCondition());
    out().println("responsible  " + code.responsible().code());
    out().println("message      " + code.messageTemplate());
    out().println("next step    " + code.nextStep());
  }

  private void list(List<FailureCode> codes) {
    if (output.isJson()) {
      context.printJson(Json.items(codes.stream().map(ExplainCommand::json).toList()));
      return;
    }
    Table table = new Table("CODE", "CLASS", "RESPONSIBLE", "MEANING");
    for (FailureCode code : codes) {
      table.row(code.code(), code.failureClass().code(), code.responsible().code(), code.meaning());
    }
    table.print(out());
  }

  private static JsonElement json(FailureCode code) {
    JsonObject json = new JsonObject();
    json.addProperty("code", code.code());
    json.addProperty("class", code.failureClass().code());
    json.addProperty("meaning", code.meaning());
    json.addProperty("retry", code.failureClass().retryCondition());
    json.addProperty("message", code.messageTemplate());
    json.addProperty("responsible", code.responsible().code());
    json.addProperty("next", code.nextStep());
    return json;
  }
}
