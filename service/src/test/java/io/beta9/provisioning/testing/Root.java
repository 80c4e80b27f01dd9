package io.beta9.provisioning.testing;

import io.beta9.provisioning.terraform.process.ChildUser;
import org.junit.jupiter.api.Assumptions;

/** The user of the tests. */
public final class Root {
  private Root() {}

  /** Skips the test unless it is executed by root, who can start processes as other users. */
  public static void require() {
    Assumptions.assumeTrue(ChildUser.ofThisProcess().uid() == 0, "requires root");
  }
}
