package io.beta9.provisioning.doctor;

import io.beta9.provisioning.doctor.Doctor.CheckResult;
import io.beta9.provisioning.doctor.Doctor.Purpose;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks that helm-runner, which the build creates, is present. */
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
  public CheckResult run() {
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
                    "not found at " + places.getFirst(),
                    "Build it with 'mvn -pl helm-runner package', or set " + SETTING + "."));
  }
}
