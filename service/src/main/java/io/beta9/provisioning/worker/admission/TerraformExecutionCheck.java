package io.beta9.provisioning.worker.admission;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Checks that Terraform can be executed. Executes it when the file is new, has changed, or could
 * not be executed before; otherwise only its permissions are checked.
 */
public final class TerraformExecutionCheck implements LocalPreconditions.LocalCheck {
  private final Path binary;
  private final Runnable execution;
  private @Nullable String executed;

  /**
   * @param execution executes the binary; throws {@link FailureException} or {@link
   *     UncheckedIOException} if that fails
   */
  public TerraformExecutionCheck(Path binary, Runnable execution) {
    this.binary = binary;
    this.execution = execution;
  }

  @Override
  public Optional<Failure> failure() {
    if (!Files.isExecutable(binary) || Files.isDirectory(binary)) {
      executed = null;
      return Optional.of(notExecutable(null));
    }
    try {
      String version = fileVersion();
      if (!version.equals(executed)) {
        executed = null;
        execution.run();
        executed = version;
      }
      return Optional.empty();
    } catch (FailureException e) {
      return Optional.of(e.failure());
    } catch (UncheckedIOException | IOException e) {
      return Optional.of(notExecutable(e.getMessage()));
    }
  }

  private String fileVersion() throws IOException {
    return Files.getLastModifiedTime(binary) + " " + Files.size(binary);
  }

  private Failure notExecutable(@Nullable String reported) {
    return Failure.of(FailureCode.TERRAFORM_NOT_FOUND)
        .with(FailureParameter.PATH, binary.toString())
        .with(FailureParameter.REPORTED, reported);
  }
}
