package io.beta9.provisioning.format;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Renders a command that people copy into a POSIX shell. Words may come from an account or a
 * cluster: whatever a shell would interpret is quoted, and control characters are left out.
 */
public final class ShellCommand {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  private ShellCommand() {}

  /** Returns the words as one line. */
  public static String of(String... words) {
    return Arrays.stream(words).map(ShellCommand::word).collect(Collectors.joining(" "));
  }

  private static String word(String word) {
    String printable = CONTROL.matcher(word).replaceAll("");
    return PLAIN.matcher(printable).matches()
        ? printable
        : "'" + printable.replace("'", "'\\''") + "'";
  }
}
