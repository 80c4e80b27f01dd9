package io.beta9.provisioning.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How much fits on a screen, and whether in colour.
 *
 * @see <a href="https://no-color.org">NO_COLOR</a>
 */
record Screen(int width, int height, boolean colour) {
  private static final int USUAL_WIDTH = 80;
  private static final int USUAL_HEIGHT = 24;

  static Screen of(Map<String, String> environment) {
    boolean colour = coloursAllowed(environment);
    String[] size = sizeOfTerminal().split(" ");
    int height = positive(size[0], positive(environment.get("LINES"), USUAL_HEIGHT));
    int width =
        positive(size.length > 1 ? size[1] : "", positive(environment.get("COLUMNS"), USUAL_WIDTH));
    return new Screen(width, height, colour);
  }

  static boolean coloursAllowed(Map<String, String> environment) {
    return environment.getOrDefault("NO_COLOR", "").isEmpty();
  }

  /** Rows and columns as {@code stty} says them, or nothing. */
  private static String sizeOfTerminal() {
    try {
      Process stty =
          new ProcessBuilder("sh", "-c", "stty size </dev/tty")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!stty.waitFor(1, TimeUnit.SECONDS)) {
        stty.destroyForcibly();
        return "";
      }
      return new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  private static int positive(@Nullable String text, int fallback) {
    return text != null && text.matches("[1-9][0-9]{0,4}") ? Integer.parseInt(text) : fallback;
  }
}
