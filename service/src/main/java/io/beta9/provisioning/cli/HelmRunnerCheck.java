package io.beta9.provisioning.cli;

import io.beta9.provisioning.cli.Doctor.CheckResult;
import io.beta9.provisioning.cli.Doctor.Purpose;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The program around the Helm library, which the build makes. */
record HelmRunnerCheck(Map<String, String> environment, Path directory)
    implements Doctor.DoctorCheck {
  private static final String SETTING = "HELM_RUNNER_JAR";

  @Override
  public String name() {
    return "helm-runner";
  }

  @Override
  public Set<Purpose> neededFor() {
    return Purpose.from(Purpose.DEMO);
  }

  @Override
  public CheckResult look() {
    String set = environment.getOrDefault(SETTING, "");
    List<Path> places =
        set.isBlank()
            ? List.of(
                directory.resolve(Path.of("helm-runner", "target", "helm-runner.jar")),
                directory.resolve(Path.of("helm-runner", "helm-runner.jar")))
            : List.of(directory.resolve(set));
    return places.stream()
        .filter(Files::isRegularFile)
        .findFirst()
        .map(jar -> CheckResult.good(jar.toString()))
        .orElseGet(
            () ->
                CheckResult.bad(
                    "not at " + places.getFirst(),
                    "'mvn -pl helm-runner package' builds it; " + SETTING + " says where it is."));
  }
}
