package io.beta9.provisioning.command;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.doctor.Doctor;
import io.beta9.provisioning.doctor.Doctor.DoctorLine;
import io.beta9.provisioning.doctor.Doctor.Purpose;
import io.beta9.provisioning.format.PrintableText;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code doctor}: checks the prerequisites on this machine. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = "Checks the prerequisites and prints how to install or fix what is missing.",
    footer = {
      "",
      "Exits with 1 if a required prerequisite is missing.",
      "",
      "Examples:",
      "  ./provisioner doctor",
      "  ./provisioner doctor --for up",
      "  ./provisioner doctor --for production -o json"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the spec
public final class DoctorCommand implements Callable<Integer> {
  private final Doctor doctor;

  @Spec CommandSpec spec;

  @Option(
      names = "--for",
      paramLabel = "PURPOSE",
      defaultValue = "demo",
      description = "Purpose: ${COMPLETION-CANDIDATES} (default: demo).")
  Purpose purpose = Purpose.DEMO;

  @Mixin FormatOption format = new FormatOption();

  public DoctorCommand(Doctor doctor) {
    this.doctor = doctor;
  }

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    err.println("Checking the prerequisites for '" + purpose + "' ...");
    err.flush();
    List<DoctorLine> lines = doctor.examine(purpose);
    boolean missing = lines.stream().anyMatch(DoctorLine::missing);
    PrintWriter out = spec.commandLine().getOut();
    if (format.isJson()) {
      out.println(json(lines, !missing).toPrettyString());
    } else {
      printTable(lines, missing, out);
    }
    return missing ? ExitCode.FAILED : ExitCode.DONE;
  }

  private void printTable(List<DoctorLine> lines, boolean missing, PrintWriter out) {
    int nameWidth = lines.stream().mapToInt(line -> line.name().length()).max().orElse(0);
    int statusWidth = missing ? "MISSING".length() : "ok".length();
    String row = "%-" + statusWidth + "s  %-" + Math.max(nameWidth, "CHECK".length()) + "s  %s%n";
    out.printf(row, "", "CHECK", "FOUND");
    for (DoctorLine line : lines) {
      boolean passed = line.finding().good();
      out.printf(
          row,
          passed ? "ok" : line.needed() ? "MISSING" : "-",
          line.name(),
          PrintableText.of(line.finding().found()));
      if (!passed) {
        out.printf(row, "", "", "→ " + line.finding().remedy());
      }
    }
    out.println();
    out.println(
        missing
            ? "Prerequisites for '" + purpose + "' are missing."
            : "All prerequisites for '" + purpose + "' are met.");
  }

  private ObjectNode json(List<DoctorLine> lines, boolean ok) {
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
    return report;
  }
}
