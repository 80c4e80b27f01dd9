package io.beta9.provisioning.doctor;

import io.beta9.provisioning.doctor.Doctor.CheckResult;
import io.beta9.provisioning.doctor.Doctor.Purpose;
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
 * Checks for the Linux features that running Terraform requires: {@code /proc} identifies
 * processes, and {@code setsid} lets a process outlive its worker.
 *
 * @param processes path of {@code /proc}
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
  public CheckResult run() {
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
    return isOnPath("setsid")
        ? CheckResult.good(System.getProperty("os.name") + " " + System.getProperty("os.version"))
        : CheckResult.bad(
            "setsid is not on the PATH", "Install the package util-linux, which contains setsid.");
  }

  private boolean isOnPath(String program) {
    String path = environment.getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin");
    return Stream.of(path.split(Pattern.quote(File.pathSeparator), -1))
        .filter(folder -> !folder.isEmpty())
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }
}
