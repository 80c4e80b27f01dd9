package io.beta9.provisioning.cli.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/** Decides whether a file may be trusted: a user who can write it decides where keys are sent. */
public final class OwnedFile {
  private static final String USER = "unix:uid";
  private static final String MODE = "unix:mode";

  /** This process, which has its user's id; more reliable than a name without an account. */
  private static final Path PROCESS = Path.of("/proc/self");

  private static final int WRITABLE_BY_OTHERS = 0_022;
  private static final int ACCESSIBLE_BY_OTHERS = 0_077;

  private OwnedFile() {}

  /**
   * Returns why the file, or a link to it, is not trusted; empty if only this user can change it.
   */
  public static Optional<String> distrust(Path file) throws IOException {
    Object user = Files.getAttribute(PROCESS, USER);
    if (!Files.getAttribute(file, USER, LinkOption.NOFOLLOW_LINKS).equals(user)
        || !Files.getAttribute(file, USER).equals(user)) {
      return Optional.of("it belongs to another user");
    }
    return (mode(file) & WRITABLE_BY_OTHERS) == 0
        ? Optional.empty()
        : Optional.of("other users can write it");
  }

  /** Returns why a file with secrets is not trusted; empty if only this user can access it. */
  public static Optional<String> exposure(Path file) throws IOException {
    Optional<String> distrust = distrust(file);
    if (distrust.isPresent()) {
      return distrust;
    }
    return (mode(file) & ACCESSIBLE_BY_OTHERS) == 0
        ? Optional.empty()
        : Optional.of("other users can read it");
  }

  private static int mode(Path file) throws IOException {
    return (Integer) Files.getAttribute(file, MODE);
  }
}
