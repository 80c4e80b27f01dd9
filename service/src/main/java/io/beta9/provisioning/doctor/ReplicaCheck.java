package io.beta9.provisioning.doctor;

import io.beta9.provisioning.doctor.Doctor.CheckResult;
import io.beta9.provisioning.doctor.Doctor.Purpose;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Checks the connection to the read replica, if there is one. */
record ReplicaCheck(Map<String, String> environment) implements Doctor.DoctorCheck {
  private static final String SETTING = "DATABASE_READ_URL";

  @Override
  public String name() {
    return "replica";
  }

  /** Optional: without it, the primary serves all reads. */
  @Override
  public Set<Purpose> neededFor() {
    return isAbsent() ? Set.of() : Purpose.from(Purpose.PRODUCTION);
  }

  @Override
  public CheckResult run() {
    return isAbsent()
        ? CheckResult.good(SETTING + " is not set; the database serves all reads")
        : PostgresCheck.connect(
            environment, settings -> Objects.requireNonNull(settings.readUrl()), SETTING);
  }

  private boolean isAbsent() {
    return environment.getOrDefault(SETTING, "").isBlank()
        && environment.getOrDefault(SETTING + "_FILE", "").isBlank();
  }
}
