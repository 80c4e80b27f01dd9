package io.beta9.provisioning.terraform.diagnosis;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Condenses the nested error messages of Terraform, its provider and AWS to one line. */
final class ErrorText {
  private static final int MAX_LENGTH = 400;
  private static final Pattern API_ERROR =
      Pattern.compile("api error ([A-Za-z][\\w.]*): ?(.*)", Pattern.DOTALL);
  private static final Pattern NOISE =
      Pattern.compile(
          "(https response error )?StatusCode: \\d+, |RequestID: [\\w-]*, |HostID: [^,]*, "
              + "|operation error |Encoded authorization failure message: \\S+");
  private static final Pattern FRAME = Pattern.compile("[╷│╵]|\u001b\\[[0-9;]*m");

  private ErrorText() {}

  /**
   * Returns the error of AWS, if there is one, or else the text; one line, at most 400 characters.
   */
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
    if (line.length() > MAX_LENGTH) {
      line = line.substring(0, MAX_LENGTH) + "…";
    }
    return line.isEmpty() ? "no details were reported" : line;
  }

  private static String firstParagraph(String text) {
    String[] parts = text.strip().split("\n\\s*\n", 2);
    return parts[0];
  }
}
