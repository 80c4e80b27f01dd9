package io.beta9.provisioning.devstack.stack;

import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.doctor.Doctor;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Checks the machine with the checks of {@code doctor} before anything is started. */
public final class Prerequisites {
  private Prerequisites() {}

  /**
   * Checks what every command of the development stack requires: Linux, JDK, Terraform,
   * helm-runner.
   *
   * @throws Service.RefusedException if a requirement is not met; names each with its remedy
   */
  public static void check(Map<String, String> environment) {
    check(Doctor.of(environment, DevStackPaths.projectRoot().toAbsolutePath()));
  }

  static void check(Doctor doctor) {
    List<Doctor.DoctorLine> failed = doctor.failedRequirements(Doctor.Purpose.DEMO);
    if (!failed.isEmpty()) {
      throw new Service.RefusedException(
          failed.stream()
              .map(
                  line ->
                      "%s does not meet the requirements: %s. %s"
                          .formatted(line.name(), line.finding().found(), line.finding().remedy()))
              .collect(Collectors.joining("\n")));
    }
  }
}
