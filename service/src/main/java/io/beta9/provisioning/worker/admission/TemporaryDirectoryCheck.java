package io.beta9.provisioning.worker.admission;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Checks that temporary files can be written: Terraform's providers create their sockets there, and
 * the directory may be on another file system than the work directory.
 */
public record TemporaryDirectoryCheck(Path directory) implements LocalPreconditions.LocalCheck {
  private static final int TRIAL_BYTES = 4096;

  @Override
  public Optional<Failure> failure() {
    try {
      Path file = Files.createTempFile(directory, "beta9-write-check-", "");
      try {
        Files.write(file, new byte[TRIAL_BYTES]);
      } finally {
        Files.delete(file);
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(
          Failure.of(FailureCode.TEMPORARY_DIRECTORY_UNUSABLE)
              .with(FailureParameter.PATH, directory.toString())
              .with(FailureParameter.REPORTED, e.toString()));
    }
  }
}
