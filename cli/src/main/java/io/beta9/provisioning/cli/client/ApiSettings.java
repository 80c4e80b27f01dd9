package io.beta9.provisioning.cli.client;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.beta9.provisioning.apimodel.ExitCode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * URL and key of the API.
 *
 * @param key empty to send requests without a key
 */
public record ApiSettings(URI url, String key) {
  public static final String DEFAULT_URL = "http://127.0.0.1:8080";

  /** Written by the demo, relative to the working directory. */
  public static final Path FILE = Path.of(".provisioner", "cli.json");

  /**
   * Returns the settings from {@code PROVISIONER_URL} and {@code PROVISIONER_KEY}, and from {@link
   * #FILE} in the directory for what is not set.
   *
   * @throws CommandException if the URL or the file is invalid
   */
  public static ApiSettings find(Map<String, String> environment, Path directory) {
    String url = environment.getOrDefault("PROVISIONER_URL", "");
    String key = environment.getOrDefault("PROVISIONER_KEY", "");
    JsonObject file = read(directory.resolve(FILE));
    String urlOfFile = text(file, "url");
    // The key in the file belongs to the URL in the file and must not be sent to another service.
    if (key.isEmpty() && (url.isEmpty() || url.equals(urlOfFile))) {
      key = text(file, "key");
    }
    if (url.isEmpty()) {
      url = urlOfFile.isEmpty() ? DEFAULT_URL : urlOfFile;
    }
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
    if (!Files.exists(file)) {
      return new JsonObject();
    }
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
