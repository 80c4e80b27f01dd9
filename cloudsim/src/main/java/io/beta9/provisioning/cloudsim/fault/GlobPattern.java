package io.beta9.provisioning.cloudsim.fault;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A case-insensitive pattern in which {@code *} matches any text. */
public record GlobPattern(String text) {

  /** Returns whether the pattern matches the whole text. */
  public boolean matches(String subject) {
    String regex =
        Arrays.stream(text.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
    return Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.DOTALL)
        .matcher(subject)
        .matches();
  }
}
