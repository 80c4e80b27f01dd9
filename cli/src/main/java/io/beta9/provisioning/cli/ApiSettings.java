package io.beta9.provisioning.cli;

import io.beta9.provisioning.apimodel.ExitCode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Where the API is, and the key that opens it; an empty key asks without one. */
public record ApiSettings(URI url, String key) {
  public static final String DEFAULT_URL = "http://127.0.0.1:8080";

  /** Written by the demo for the commands that are typed beside it. */
  public static final Path FILE = Path.of(".provisioner", "cli.json");

  /**
   * From {@code PROVISIONER_URL} and {@code PROVISIONER_KEY}; what these do not say, from {@link
   * #FILE} in the directory.
   */
  public static ApiSettings find(Map<String, String> environment, Path directory) {
    String url = environment.getOrDefault("PROVISIONER_URL", "");
    String key = environment.getOrDefault("PROVISIONER_KEY", "");
    JsonNode file = read(directory.resolve(FILE));
    String urlOfFile = ApiReply.text(file, "url");
    // A key is for the service it came with: it is not shown to another.
    if (key.isEmpty() && (url.isEmpty() || url.equals(urlOfFile))) {
      key = ApiReply.text(file, "key");
    }
    if (url.isEmpty()) {
      url = urlOfFile.isEmpty() ? DEFAULT_URL : urlOfFile;
    }
    return new ApiSettings(parsed(url), key);
  }

  private static URI parsed(String url) {
    try {
      URI uri = URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
      if (uri.getHost() != null
          && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Told below, like every other text that is no URL.
    }
    throw new CommandException(
        ExitCode.WRONG_USE, "'" + url + "' is not the URL of an API, like " + DEFAULT_URL);
  }

  private static JsonNode read(Path file) {
    JsonMapper mapper = JsonMapper.shared();
    if (!Files.exists(file)) {
      return mapper.createObjectNode();
    }
    try {
      return mapper.readTree(Files.readAllBytes(file));
    } catch (IOException | JacksonException e) {
      throw new CommandException(
          ExitCode.WRONG_USE, file + " cannot be read: " + String.valueOf(e.getMessage()));
    }
  }

  @Override
  public String toString() {
    return "ApiSettings[url=" + url + ", key=" + (key.isEmpty() ? "none" : "***") + "]";
  }
}
