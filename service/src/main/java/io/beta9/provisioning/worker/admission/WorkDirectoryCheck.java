package io.beta9.provisioning.worker.admission;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.terraform.process.PrivateFiles;
import io.beta9.provisioning.terraform.process.ShortCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Checks that files can be written below the work directory and executed there: a {@code noexec}
 * mount makes Terraform's providers fail without a clear reason (hashicorp/terraform#15909).
 */
public record WorkDirectoryCheck(Path workdirBase) implements LocalPreconditions.LocalCheck {
  private static final String SCRIPT = "#!/bin/sh\nexit 0\n";
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  @Override
  public Optional<Failure> failure() {
    try {
      Files.createDirectories(workdirBase);
      writeAndDelete();
      ShortCommand.Result result =
          ShortCommand.run(List.of(executable().toString()), Path.of("/"), Map.of(), TIMEOUT);
      return result.exitCode() == 0
          ? Optional.empty()
          : Optional.of(unusable().with(FailureParameter.EXIT_CODE, result.exitCode()));
    } catch (IOException e) {
      return Optional.of(
          LocalFailures.of(e, "Writing " + workdirBase)
              .orElseGet(() -> unusable().with(FailureParameter.REPORTED, e.toString())));
    } catch (UncheckedIOException e) {
      return Optional.of(unusable().with(FailureParameter.REPORTED, e.getMessage()));
    }
  }

  private void writeAndDelete() throws IOException {
    Path file = Files.createTempFile(workdirBase, ".write-check-", "");
    try {
      Files.writeString(file, SCRIPT);
    } finally {
      Files.delete(file);
    }
  }

  /** Written only once: a file that was just written may be busy when it is executed. */
  private Path executable() throws IOException {
    // Private: the work directory may lie where other users can create files.
    Path folder = workdirBase.toAbsolutePath().resolve(".check");
    PrivateFiles.createPrivateDirectory(folder);
    Path script = folder.resolve("execute");
    if (!Files.isRegularFile(script) || Files.size(script) != SCRIPT.length()) {
      Files.writeString(script, SCRIPT);
      Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }
    return script;
  }

  private Failure unusable() {
    return Failure.of(FailureCode.WORK_DIRECTORY_UNUSABLE)
        .with(FailureParameter.PATH, workdirBase.toString());
  }
}
