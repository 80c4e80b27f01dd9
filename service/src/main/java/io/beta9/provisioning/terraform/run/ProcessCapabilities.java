package io.beta9.provisioning.terraform.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The effective capabilities of a process, one bit for each.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/capabilities.7.html">capabilities(7)</a>
 */
record ProcessCapabilities(long effective) {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String EFFECTIVE = "CapEff:";
  private static final int SETGID = 6;
  private static final int SETUID = 7;

  /** Returns those of this process. */
  static ProcessCapabilities ofThisProcess() {
    try {
      return parse(Files.readAllLines(STATUS));
    } catch (IOException e) {
      throw new UncheckedIOException("this needs Linux", e);
    }
  }

  /** Returns those in the lines of {@code /proc/<pid>/status}; none if they are not in it. */
  static ProcessCapabilities parse(List<String> status) {
    return status.stream()
        .filter(line -> line.startsWith(EFFECTIVE))
        .map(line -> line.substring(EFFECTIVE.length()).strip())
        .filter(bits -> bits.matches("[0-9a-f]{1,16}"))
        .map(bits -> new ProcessCapabilities(Long.parseUnsignedLong(bits, 16)))
        .findFirst()
        .orElse(new ProcessCapabilities(0));
  }

  /** Returns whether the process may become another user with another group. */
  boolean canChangeUser() {
    return has(SETUID) && has(SETGID);
  }

  private boolean has(int capability) {
    return (effective >>> capability & 1) == 1;
  }
}
