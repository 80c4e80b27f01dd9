package io.beta9.provisioning.cli;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureCode;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = "Explains a failure code; works without a connection to the service.",
    footer = {
      "",
      "The same catalogue, complete: docs/failures.md",
      "",
      "Examples:",
      "  provisioner explain state-locked",
      "  provisioner explain quota"
    })
final class ExplainCommand implements Callable<Integer> {
  @Parameters(paramLabel = "CODE", description = "The code, or a part of it to list codes.")
  String text = "";

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    String code = text.strip();
    List<FailureCode> found =
        FailureCode.of(code)
            .map(List::of)
            .orElseGet(
                () ->
                    Arrays.stream(FailureCode.values())
                        .filter(each -> !code.isEmpty() && each.code().contains(code))
                        .toList());
    if (found.isEmpty()) {
      throw new CommandException(
          ExitCode.NOT_FOUND,
          "there is no failure code '" + code + "'; docs/failures.md lists all codes");
    }
    PrintWriter out = spec.commandLine().getOut();
    if (found.size() == 1) {
      print(out, found.getFirst());
    } else {
      found.forEach(each -> out.println(each.code() + ": " + each.meaning()));
    }
    out.flush();
    return ExitCode.DONE;
  }

  private static void print(PrintWriter out, FailureCode code) {
    FailureClass failureClass = code.failureClass();
    out.println(code.code());
    out.println("  Meaning:      " + code.meaning());
    out.println("  Class:        " + failureClass.code());
    out.println(
        "  Retry:        "
            + (failureClass.waitingHelps()
                ? "can succeed without a change"
                : "only after the cause is fixed"));
    out.println("  Responsible:  " + code.responsible().code());
    out.println("  Next step:    " + code.nextStep());
  }
}
