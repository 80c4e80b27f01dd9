package io.beta9.provisioning.console;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The Chromium of Debian's package. Where it is missing, a test that needs it is skipped and says
 * so; with {@code CHROMIUM_REQUIRED=yes}, as in continuous integration, it fails.
 */
final class ConsoleBrowser implements AutoCloseable {
  private final Playwright playwright;
  private final Browser browser;

  /** What pages reported: violations of the content security policy, and errors of scripts. */
  private final List<String> problems = new ArrayList<>();

  private ConsoleBrowser(Playwright playwright, Browser browser) {
    this.playwright = playwright;
    this.browser = browser;
  }

  static ConsoleBrowser start() {
    Path chromium =
        Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst()
            .orElseGet(ConsoleBrowser::missing);
    Playwright playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    return new ConsoleBrowser(
        playwright,
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(chromium)
                    .setArgs(List.of("--no-sandbox", "--disable-dev-shm-usage"))));
  }

  private static Path missing() {
    String message =
        "Chromium is not installed, so the console is NOT tested in a browser; install it with"
            + " 'apt-get install chromium'";
    if ("yes".equals(System.getenv("CHROMIUM_REQUIRED"))) {
      return fail(message);
    }
    System.err.println("SKIPPED: " + message);
    return abort(message);
  }

  /** Opens a window of its own, with its own cookies. */
  Page open(ColorScheme scheme, int width, boolean scripts) {
    BrowserContext context =
        browser.newContext(
            new Browser.NewContextOptions()
                .setColorScheme(scheme)
                .setViewportSize(width, 900)
                .setJavaScriptEnabled(scripts)
                .setReducedMotion(com.microsoft.playwright.options.ReducedMotion.REDUCE));
    Page page = context.newPage();
    page.onConsoleMessage(
        message -> {
          if (message.text().contains("Content Security Policy")) {
            problems.add(message.text());
          }
        });
    page.onPageError(problems::add);
    return page;
  }

  Page open() {
    return open(ColorScheme.LIGHT, 1280, true);
  }

  /** Returns the problems since the last call. */
  List<String> takeProblems() {
    List<String> taken = List.copyOf(problems);
    problems.clear();
    return taken;
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
