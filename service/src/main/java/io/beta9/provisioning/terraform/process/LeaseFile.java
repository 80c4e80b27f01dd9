package io.beta9.provisioning.terraform.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file that holds the lease of a Terraform process: its content is the owner, its modification
 * time is that of the last renewal.
 */
public record LeaseFile(Path path) {
  static final String NAME = "lease";

  private static final Logger log = LoggerFactory.getLogger(LeaseFile.class);

  static LeaseFile in(Path runDirectory) {
    return new LeaseFile(runDirectory.resolve(NAME));
  }

  /** Takes the lease for this holder. */
  public void take(String holder, Instant confirmedAt) {
    try {
      PrivateFiles.write(path, holder.getBytes(StandardCharsets.UTF_8));
      Files.setLastModifiedTime(path, FileTime.from(confirmedAt));
    } catch (IOException e) {
      throw new UncheckedIOException("the lease of a run cannot be written", e);
    }
  }

  /** Records that the lease was valid at this time. */
  public void renew(Instant confirmedAt) {
    try {
      Files.setLastModifiedTime(path, FileTime.from(confirmedAt));
    } catch (NoSuchFileException e) {
      // The stack directory was removed, so there is no process to keep running.
      log.debug("{} does not exist", path);
    } catch (IOException e) {
      log.warn("The lease {} could not be renewed: {}", path, e.getMessage());
    }
  }

  /** Returns whether the lease belongs to another holder; false for a run without a lease. */
  public boolean belongsToAnother(String holder) {
    try {
      String content = Files.readString(path);
      return !content.isEmpty() && !content.equals(holder);
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
