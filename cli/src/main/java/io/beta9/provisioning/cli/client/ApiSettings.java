package io.beta9.provisioning.cli.client;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.beta9.provisioning.apimodel.ExitCode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * URL and key of the API.
 *
 * @param key empty to send requests without a key
 */
public record ApiSettings(URI url, String key) {
  public static final String DEFAULT_URL = "http://127.0.0.1:8080";

  /** Written by the demo, relative to the working directory. */
  public static final Path FILE = Path.of(".provisioner", "cli.json");

  private static final String KEY = "PROVISIONER_KEY";
  private static final String KEY_FILE = "PROVISIONER_KEY_FILE";

  /** Returns whether requests are sent over TLS. */
  boolean isEncrypted() {
    return "https".equalsIgnoreCase(url.getScheme());
  }

  /**
   * Returns the settings of the environment variables, of {@link #FILE} in the directory, or the
   * default URL without a key. URL and key always come from the same source.
   *
   * @throws CommandException if the URL or the file is invalid, the file is not trusted, or there
   *     is a key without a URL
   */
  public static ApiSettings find(Map<String, String> environment, Path directory) {
    return ofEnvironment(environment, directory)
        .or(() -> ofFile(directory))
        .orElseGet(() -> of(DEFAULT_URL, ""));
  }

  /**
   * Returns the settings of {@code PROVISIONER_URL} and of the key in {@code PROVISIONER_KEY} or in
   * the file that {@code PROVISIONER_KEY_FILE} names; empty if none is set. A URL without a key may
   * select {@link #FILE}, if that has the same URL.
   *
   * @param directory what a relative path is relative to
   * @throws CommandException if the URL is invalid, a key is given twice or without a URL, or its
   *     file cannot be read or is empty
   */
  public static Optional<ApiSettings> ofEnvironment(
      Map<String, String> environment, Path directory) {
    String url = environment.getOrDefault("PROVISIONER_URL", "");
    String direct = environment.getOrDefault(KEY, "").strip();
    String file = environment.getOrDefault(KEY_FILE, "").strip();
    if (!direct.isEmpty() && !file.isEmpty()) {
      throw new CommandException(
          ExitCode.WRONG_USE, KEY_FILE + " conflicts with " + KEY + "; set only one of them");
    }
    if (url.isEmpty() && direct.isEmpty() && file.isEmpty()) {
      return Optional.empty();
    }
    if (url.isEmpty()) {
      throw new CommandException(
          ExitCode.WRONG_USE,
          (file.isEmpty() ? KEY : KEY_FILE) + " is set without PROVISIONER_URL",
          List.of("A key is only sent to the URL that it was given with: set both, or neither."));
    }
    String key = file.isEmpty() ? direct : keyOf(directory, file);
    ApiSettings given = of(url, key);
    return key.isEmpty()
        ? Optional.of(
            trustedFile(directory).filter(found -> found.url().equals(given.url())).orElse(given))
        : Optional.of(given);
  }

  private static String keyOf(Path directory, String file) {
    try {
      String key = Files.readString(directory.resolve(file)).strip();
      if (!key.isEmpty()) {
        return key;
      }
    } catch (IOException | InvalidPathException e) {
      throw new CommandException(
          ExitCode.WRONG_USE,
          "%s: file '%s' cannot be read (%s)"
              .formatted(KEY_FILE, file, e.getClass().getSimpleName()));
    }
    throw new CommandException(
        ExitCode.WRONG_USE, "%s: file '%s' is empty".formatted(KEY_FILE, file));
  }

  /**
   * Returns the settings of {@link #FILE}; empty if there is none.
   *
   * @throws CommandException if others can change the file, or it is invalid
   */
  public static Optional<ApiSettings> ofFile(Path directory) {
    Path file = directory.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      Optional<String> distrust = OwnedFile.distrust(file);
      if (distrust.isPresent()) {
        throw new CommandException(
            ExitCode.WRONG_USE,
            file + " is not used: " + distrust.get(),
            List.of(
                "Change to another directory, set PROVISIONER_URL and PROVISIONER_KEY, or use"
                    + " --profile."));
      }
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.WRONG_USE, file + " cannot be read: " + String.valueOf(e.getMessage()));
    }
    JsonObject content = read(file);
    String url = text(content, "url");
    return Optional.of(url.isEmpty() ? of(DEFAULT_URL, "") : of(url, text(content, "key")));
  }

  private static Optional<ApiSettings> trustedFile(Path directory) {
    try {
      return ofFile(directory);
    } catch (CommandException e) {
      return Optional.empty(); // The URL was given; nothing of the file is needed.
    }
  }

  /**
   * Returns the settings of a URL.
   *
   * @throws CommandException if it is not the URL of an API
   */
  public static ApiSettings of(String url, String key) {
    return new ApiSettings(parse(url), key);
  }

  private static URI parse(String url) {
    try {
      URI uri = URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
      if (uri.getHost() != null
          && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Reported below, like every other text that is not a URL.
    }
    throw new CommandException(
        ExitCode.WRONG_USE, "'" + url + "' is not the URL of an API, such as " + DEFAULT_URL);
  }

  private static JsonObject read(Path file) {
    try {
      return Json.parse(Files.readAllBytes(file))
          .filter(JsonElement::isJsonObject)
          .map(JsonElement::getAsJsonObject)
          .orElseThrow(
              () -> new CommandException(ExitCode.WRONG_USE, file + " is not a JSON object"));
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.WRONG_USE, file + " cannot be read: " + String.valueOf(e.getMessage()));
    }
  }

  private static String text(JsonObject object, String name) {
    JsonElement value = object.get(name);
    return value != null && value.isJsonPrimitive() ? value.getAsString() : "";
  }

  @Override
  public String toString() {
    return "ApiSettings[url=" + url + ", key=" + (key.isEmpty() ? "none" : "***") + "]";
  }
}
