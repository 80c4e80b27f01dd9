package io.beta9.provisioning.doctor;

import io.beta9.provisioning.doctor.Doctor.CheckResult;
import io.beta9.provisioning.doctor.Doctor.Purpose;
import java.util.Set;

/** Checks the version of the JDK that runs this process. */
record JdkCheck(Runtime.Version version) implements Doctor.DoctorCheck {
  private static final int MIN_VERSION = 25;

  @Override
  public String name() {
    return "JDK";
  }

  @Override
  public Set<Purpose> neededFor() {
    return Purpose.from(Purpose.DEMO);
  }

  @Override
  public CheckResult run() {
    String found = version + ", " + System.getProperty("java.home");
    return version.feature() >= MIN_VERSION
        ? CheckResult.good(found)
        : CheckResult.bad(
            found,
            "Install a JDK "
                + MIN_VERSION
                + ", for example from https://adoptium.net, and set JAVA_HOME to it.");
  }
}
