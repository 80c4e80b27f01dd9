package io.beta9.provisioning.devstack.onboarding;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.cloudsim.aws.authorization.ModuleFingerprint;
import io.beta9.provisioning.cloudsim.aws.authorization.PermissionRecording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A full cycle with the real Terraform under exactly the policies of the onboarding documents. What
 * it requires is recorded with {@code -Dpermissions.write=true}.
 */
@Tag("slow")
class OnboardedCycleTest {
  private static final Path SERVICE = Path.of("../service/src");
  private static final Path RECORDING =
      SERVICE.resolve("test/resources/io/beta9/provisioning/onboarding/recorded-permissions.jsonl");

  @TempDir Path directory;

  @Test
  void passes_with_exactly_the_onboarding_policies_and_requires_what_is_recorded()
      throws Exception {
    try (OnboardedInstallation installation = new OnboardedInstallation(directory)) {
      try {
        new OnboardedCycle(installation).run();
      } finally {
        Files.writeString(Path.of("target/recorded-permissions.jsonl"), recording(installation));
      }

      assertThat(installation.sim().permissions().denied())
          .filteredOn(entry -> entry.principal().equals(installation.principal()))
          .isEmpty();
      String recorded = recording(installation);
      if (Boolean.getBoolean("permissions.write")) {
        Files.createDirectories(RECORDING.getParent());
        Files.writeString(RECORDING, recorded);
      }
      assertThat(recorded)
          .as("differs from the recording; see 'The recorded permissions' in CONTRIBUTING.md")
          .isEqualTo(Files.readString(RECORDING));
    }
  }

  private static String recording(OnboardedInstallation installation) throws IOException {
    return "# module "
        + ModuleFingerprint.of(SERVICE.resolve("main/resources/terraform/aws"))
        + "\n"
        + PermissionRecording.write(
            installation.sim().permissions().all(), installation.principal());
  }
}
