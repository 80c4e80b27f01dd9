package io.beta9.provisioning.cli;

import io.beta9.provisioning.cli.Doctor.DoctorLine;
import io.beta9.provisioning.cli.Doctor.Purpose;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description =
        "Looks at what is needed around this product, and says how to get what is missing.",
    footer = {
      "",
      "It ends with 1 where something is missing that is needed.",
      "",
      "Examples:",
      "  provisioner doctor",
      "  provisioner doctor --for up",
      "  provisioner doctor --for production -o json"
    })
final class DoctorCommand implements Callable<Integer> {
  private final ApiCommand session;
  private final Doctor doctor;

  @Option(
      names = "--for",
      paramLabel = "PURPOSE",
      defaultValue = "demo",
      description = "What it is needed for: ${COMPLETION-CANDIDATES} (default: demo).")
  Purpose purpose = Purpose.DEMO;

  @Mixin OutputOption output = new OutputOption();

  DoctorCommand(ApiCommand session, Doctor doctor) {
    this.session = session;
    this.doctor = doctor;
  }

  @Override
  public Integer call() {
    QuietLogs.begin();
    List<DoctorLine> lines = doctor.examine(purpose);
    boolean missing = lines.stream().anyMatch(DoctorLine::missing);
    if (output.json()) {
      json(lines, !missing);
    } else {
      table(lines, missing);
    }
    return missing ? ExitCode.FAILED : ExitCode.DONE;
  }

  private void table(List<DoctorLine> lines, boolean missing) {
    Table table = new Table("", "WHAT", "FOUND");
    for (DoctorLine line : lines) {
      table.row(
          line.finding().good() ? "ok" : line.needed() ? "MISSING" : "-",
          line.name(),
          line.finding().found());
      if (!line.finding().good()) {
        table.row("", "", "→ " + line.finding().remedy());
      }
    }
    table.print(session.terminal().out());
    session.terminal().out().println();
    session
        .terminal()
        .out()
        .println(
            missing
                ? "Something is missing for '" + purpose + "'."
                : "All that '" + purpose + "' needs is here.");
  }

  private void json(List<DoctorLine> lines, boolean ok) {
    ObjectNode report = JsonMapper.shared().createObjectNode();
    report.put("ok", ok).put("for", purpose.toString());
    ArrayNode checks = report.putArray("checks");
    for (DoctorLine line : lines) {
      checks
          .addObject()
          .put("name", line.name())
          .put("ok", line.finding().good())
          .put("needed", line.needed())
          .put("found", line.finding().found())
          .put("remedy", line.finding().remedy());
    }
    session.printJson(report);
  }
}
