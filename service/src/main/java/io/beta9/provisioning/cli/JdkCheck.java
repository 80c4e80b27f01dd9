package io.beta9.provisioning.cli;

import io.beta9.provisioning.cli.Doctor.CheckResult;
import io.beta9.provisioning.cli.Doctor.Purpose;
import java.util.Set;

/** The Java that this runs on. */
record JdkCheck(Runtime.Version version) implements Doctor.DoctorCheck {
  private static final int OLDEST = 25;

  @Override
  public String name() {
    return "JDK";
  }

  @Override
  public Set<Purpose> neededFor() {
    return Purpose.from(Purpose.DEMO);
  }

  @Override
  public CheckResult look() {
    String found = version + ", " + System.getProperty("java.home");
    return version.feature() >= OLDEST
        ? CheckResult.good(found)
        : CheckResult.bad(
            found,
            "Install a JDK "
                + OLDEST
                + ", for example from https://adoptium.net, and set JAVA_HOME to it.");
  }
}
