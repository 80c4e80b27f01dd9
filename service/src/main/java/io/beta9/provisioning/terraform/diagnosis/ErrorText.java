package io.beta9.provisioning.terraform.diagnosis;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes one sentence of what Terraform, its provider and AWS wrap around each other. */
final class ErrorText {
  private static final int LONGEST = 400;
  private static final Pattern API_ERROR =
      Pattern.compile("api error ([A-Za-z][\\w.]*): ?(.*)", Pattern.DOTALL);
  private static final Pattern NOISE =
      Pattern.compile(
          "(https response error )?StatusCode: \\d+, |RequestID: [\\w-]*, |HostID: [^,]*, "
              + "|operation error |Encoded authorization failure message: \\S+");
  private static final Pattern FRAME = Pattern.compile("[╷│╵]|\u001b\\[[0-9;]*m");

  private ErrorText() {}

  /** AWS's own answer where there is one, else the text itself; on one line and not too long. */
  static String condense(String text) {
    String plain = FRAME.matcher(text).replaceAll("");
    Matcher api = API_ERROR.matcher(plain);
    String essence =
        api.find()
            ? "AWS answered " + api.group(1) + ": " + firstParagraph(api.group(2))
            : NOISE.matcher(plain).replaceAll("");
    String line = essence.replaceAll("\\s+", " ").strip();
    if (line.startsWith("Error: ")) {
      line = line.substring("Error: ".length());
    }
    line = NOISE.matcher(line).replaceAll("").strip();
    if (line.length() > LONGEST) {
      line = line.substring(0, LONGEST) + "…";
    }
    return line.isEmpty() ? "there is no further word on it" : line;
  }

  private static String firstParagraph(String text) {
    String[] parts = text.strip().split("\n\\s*\n", 2);
    return parts[0];
  }
}
