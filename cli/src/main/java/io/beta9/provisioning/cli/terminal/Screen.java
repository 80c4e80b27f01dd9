package io.beta9.provisioning.cli.terminal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Size of a screen in characters, and whether to use colour.
 *
 * @see <a href="https://no-color.org">NO_COLOR</a>
 */
public record Screen(int width, int height, boolean colour) {
  private static final int DEFAULT_WIDTH = 80;
  private static final int DEFAULT_HEIGHT = 24;

  /** Returns the screen of the controlling terminal. */
  public static Screen of(Map<String, String> environment) {
    String[] size = sttySize().split(" ", -1);
    int height = positive(size[0], positive(environment.get("LINES"), DEFAULT_HEIGHT));
    int width =
        positive(
            size.length > 1 ? size[1] : "", positive(environment.get("COLUMNS"), DEFAULT_WIDTH));
    return new Screen(width, height, allowsColour(environment));
  }

  public static boolean allowsColour(Map<String, String> environment) {
    return environment.getOrDefault("NO_COLOR", "").isEmpty();
  }

  /** Returns rows and columns as {@code stty} prints them; empty if unknown. */
  private static String sttySize() {
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
