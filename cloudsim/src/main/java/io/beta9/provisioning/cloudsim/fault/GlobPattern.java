package io.beta9.provisioning.cloudsim.fault;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A pattern in which {@code *} stands for any text; letters' case does not count. */
public record GlobPattern(String text) {

  /** Whether the pattern covers this text as a whole. */
  public boolean matches(String subject) {
    String regex =
        Arrays.stream(text.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
    return Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.DOTALL)
        .matcher(subject)
        .matches();
  }
}
