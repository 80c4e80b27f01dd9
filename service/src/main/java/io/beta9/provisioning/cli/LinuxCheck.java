package io.beta9.provisioning.cli;

import io.beta9.provisioning.cli.Doctor.CheckResult;
import io.beta9.provisioning.cli.Doctor.Purpose;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What only Linux has and Terraform is run by: a process is told from another of the same number by
 * {@code /proc}, and outlives its worker in a session of its own.
 *
 * @param processes where {@code /proc} is
 */
record LinuxCheck(Map<String, String> environment, Path processes) implements Doctor.DoctorCheck {
  private static final List<String> NEEDED =
      List.of("self/stat", "self/ns/pid", "sys/kernel/random/boot_id");

  @Override
  public String name() {
    return "Linux";
  }

  @Override
  public Set<Purpose> neededFor() {
    return Purpose.from(Purpose.DEMO);
  }

  @Override
  public CheckResult look() {
    List<String> missing = new ArrayList<>();
    NEEDED.stream()
        .map(processes::resolve)
        .filter(file -> !Files.exists(file))
        .forEach(file -> missing.add(file.toString()));
    if (!missing.isEmpty()) {
      return CheckResult.bad(
          System.getProperty("os.name") + " without " + String.join(", ", missing),
          "Run it on Linux, in WSL2, or in a Linux container with /proc.");
    }
    return onThePath("setsid")
        ? CheckResult.good(System.getProperty("os.name") + " " + System.getProperty("os.version"))
        : CheckResult.bad(
            "setsid is not on the PATH", "Install the package util-linux, which has setsid.");
  }

  private boolean onThePath(String program) {
    String path = environment.getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin");
    return Stream.of(path.split(Pattern.quote(File.pathSeparator), -1))
        .filter(folder -> !folder.isEmpty())
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }
}
