package io.beta9.provisioning.testing;

import io.beta9.provisioning.terraform.process.ChildUser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** The user of the tests. */
public final class Root {
  private static final ChildUser WITHOUT_PRIVILEGES = new ChildUser(60990, 60990);

  private Root() {}

  /**
   * Skips the test unless it is executed by root, who can start processes as other users, and these
   * can execute Java and Terraform, which may be installed below a home directory.
   */
  public static void require() {
    Assumptions.assumeTrue(ChildUser.ofThisProcess().uid() == 0, "requires root");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Assumptions.assumeTrue(
        succeeds("\"$1\" -version && terraform version", java),
        "requires Java and Terraform that other users can execute");
  }

  private static boolean succeeds(String script, String argument) {
    List<String> command = List.of("/bin/sh", "-c", script, "check", argument);
    try {
      return new ProcessBuilder(WITHOUT_PRIVILEGES.commandLine(command))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      throw new UncheckedIOException("setpriv cannot be executed", e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
