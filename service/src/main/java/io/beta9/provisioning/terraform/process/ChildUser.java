package io.beta9.provisioning.terraform.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A user without privileges that a child process gets instead of the user of this process, so that
 * it can neither read the files and {@code /proc} entries of this process nor signal it.
 */
public record ChildUser(int uid, int gid) {

  /** Returns the user of this process. */
  public static ChildUser ofThisProcess() {
    try {
      // /proc/<pid> itself belongs to the effective user also if the process is not dumpable.
      return ownerOf(Path.of("/proc/self").toRealPath());
    } catch (IOException e) {
      throw new UncheckedIOException("this needs Linux", e);
    }
  }

  /** Returns the owner of a file or directory; of a symbolic link itself. */
  public static ChildUser ownerOf(Path path) throws IOException {
    return new ChildUser(
        (Integer) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS),
        (Integer) Files.getAttribute(path, "unix:gid", LinkOption.NOFOLLOW_LINKS));
  }

  /**
   * Returns the command line that executes the command as this user, in the same process. Neither
   * groups nor capabilities are kept, and programs with the set-user-id bit have no effect.
   */
  public List<String> commandLine(List<String> command) {
    List<String> line =
        new ArrayList<>(
            List.of(
                "setpriv",
                "--reuid=" + uid,
                "--regid=" + gid,
                "--clear-groups",
                "--inh-caps=-all",
                "--ambient-caps=-all",
                "--no-new-privs",
                "--"));
    line.addAll(command);
    return line;
  }

  /** Makes this user the owner of a file. No other user may be able to replace it meanwhile. */
  public void own(Path file) throws IOException {
    Files.setAttribute(file, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
    Files.setAttribute(file, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
  }
}
