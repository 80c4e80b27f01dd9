package io.beta9.provisioning.failure.cause;

import io.beta9.provisioning.format.Excerpt;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The nested error messages of Terraform, its provider and AWS: their parts, and a short form. */
final class ErrorText {
  private static final int MAX_LENGTH = 1000;
  private static final Pattern API_ERROR =
      Pattern.compile("api error ([\\w.]+): ?(.*)", Pattern.DOTALL);
  private static final Pattern NOISE =
      Pattern.compile(
          "(https response error )?StatusCode: \\d+, |RequestID: [\\w-]*, |HostID: [^,]*, "
              + "|operation error |Encoded authorization failure message: \\S+"
              + "|\\s*status code: \\d+, request id: [\\w-]*(, host id: \\S*)?");
  private static final Pattern FRAME = Pattern.compile("[╷│╵]|\u001b\\[[0-9;]*m");

  /** Several errors in one message, as Go's multierror package joins them. */
  private static final Pattern LIST = Pattern.compile("\\d+ errors? occurred:\\s*\\* ");

  private static final Pattern LIST_ITEM = Pattern.compile("\\n\\s*\\* ");

  /** Several issues of one resource, one in each line: {@code i-1, i-2: NodeCreationFailure: …}. */
  private static final Pattern ISSUES = Pattern.compile("last error: (?=\\S[^\\n:]*: [A-Z]\\w+: )");

  private static final Pattern NEXT_ISSUE = Pattern.compile("\\n\\s*(?=\\S[^\\n:]*: [A-Z]\\w+: )");

  private ErrorText() {}

  /** Returns the single errors that the text consists of, at least one. */
  static List<String> parts(String text) {
    List<String> parts = split(text, LIST, LIST_ITEM);
    return parts.isEmpty() ? orWhole(split(text, ISSUES, NEXT_ISSUE), text) : parts;
  }

  private static List<String> orWhole(List<String> parts, String text) {
    return parts.size() < 2 ? List.of(text) : parts;
  }

  private static List<String> split(String text, Pattern start, Pattern separator) {
    Matcher begin = start.matcher(text);
    if (!begin.find()) {
      return List.of();
    }
    List<String> parts = new ArrayList<>();
    for (String part : separator.split(text.substring(begin.end()))) {
      if (!part.isBlank()) {
        parts.add(part.strip());
      }
    }
    return parts;
  }

  /** Returns the error of AWS, if there is one, or else the text, in one line. */
  static String condense(String text) {
    String plain = FRAME.matcher(text).replaceAll("");
    Matcher api = API_ERROR.matcher(plain);
    String message =
        api.find()
            ? "AWS answered " + api.group(1) + ": " + firstParagraph(api.group(2))
            : NOISE.matcher(plain).replaceAll("");
    String line = message.replaceAll("\\s+", " ").strip();
    if (line.startsWith("Error: ")) {
      line = line.substring("Error: ".length());
    }
    line = NOISE.matcher(line).replaceAll("").strip();
    return line.isEmpty() ? "no details were reported" : Excerpt.of(line, MAX_LENGTH);
  }

  private static String firstParagraph(String text) {
    String[] parts = text.strip().split("\n\\s*\n", 2);
    return parts[0];
  }
}
