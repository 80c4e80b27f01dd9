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

/** Whose a Terraform is (its content), and until when that was last confirmed (its time). */
public record LeaseFile(Path path) {
  static final String NAME = "lease";

  private static final Logger log = LoggerFactory.getLogger(LeaseFile.class);

  static LeaseFile in(Path runDirectory) {
    return new LeaseFile(runDirectory.resolve(NAME));
  }

  /** Makes it this holder's. */
  public void take(String holder, Instant confirmedAt) {
    try {
      PrivateFiles.write(path, holder.getBytes(StandardCharsets.UTF_8));
      Files.setLastModifiedTime(path, FileTime.from(confirmedAt));
    } catch (IOException e) {
      throw new UncheckedIOException("the lease of a run cannot be written", e);
    }
  }

  /** Says that the right was in force at that time. */
  public void renew(Instant confirmedAt) {
    try {
      Files.setLastModifiedTime(path, FileTime.from(confirmedAt));
    } catch (NoSuchFileException e) {
      // The stack directory has been removed: there is nothing to keep alive.
      log.debug("{} is gone", path);
    } catch (IOException e) {
      log.warn("The lease {} could not be renewed: {}", path, e.getMessage());
    }
  }

  /** Whether another than this holder has it. A run without a lease is anybody's. */
  public boolean isOfAnother(String holder) {
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
