package io.beta9.provisioning.terraform.process;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The memory of all processes of a session, for example of Terraform with its providers. Memory
 * that is backed by files is not counted, because the kernel can reclaim it.
 */
public final class SessionMemory {
  private static final int FIELD_SESSION = 3;
  private static final long BYTES_PER_KIB = 1024;
  private static final Pattern RESIDENT = Pattern.compile("(?m)^RssAnon:\\s+(\\d+) kB");

  private SessionMemory() {}

  /**
   * Returns the anonymous resident memory in bytes; 0 if there is no such session.
   *
   * @param processes the path of {@code /proc}
   * @param leader the pid of the session's leader, which is the id of the session
   */
  public static long residentBytes(Path processes, long leader) {
    long kib = 0;
    try (DirectoryStream<Path> all = Files.newDirectoryStream(processes, "[0-9]*")) {
      for (Path process : all) {
        kib += residentKib(process, leader);
      }
    } catch (IOException | DirectoryIteratorException e) {
      return 0; // Not Linux; everything else that Terraform needs fails with a better message.
    }
    return kib * BYTES_PER_KIB;
  }

  private static long residentKib(Path process, long leader) {
    try {
      String stat = Files.readString(process.resolve("stat"));
      // The name of the program is in parentheses and may contain spaces and parentheses.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return Long.parseLong(fields[FIELD_SESSION]) == leader
          ? residentKib(Files.readString(process.resolve("status")))
          : 0;
    } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
      return 0; // The process has ended in the meantime.
    }
  }

  private static long residentKib(String status) {
    Matcher matcher = RESIDENT.matcher(status);
    return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
  }
}
