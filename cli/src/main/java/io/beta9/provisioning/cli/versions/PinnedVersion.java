package io.beta9.provisioning.cli.versions;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import io.beta9.provisioning.cli.client.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A dependency with a pinned version. {@code versions.json} lists all of them; a test compares it
 * with the files that pin them.
 *
 * @param image of an image: host and repository; null for everything else
 * @param digest of an image: the digest that belongs to the version, which the chart pins next to
 *     its tag; null if it is not known yet, and for everything else
 * @param digestSource of an image with a digest: where the digest was read, the registry or a
 *     public document; null for everything else
 * @param pinnedIn the file that pins it, relative to the root of the repository
 * @param as the text in that file, with {@code %s} in place of the version
 * @param digestAs of an image: the text that follows the version if there is a digest, with {@code
 *     %s} in its place; null if the digest has a line of its own, which is {@code ""} without one
 * @param atLeast whether newer versions are supported, too
 * @param repository GitHub repository of its releases; null if there is none
 * @param tags prefix of the tags of its releases; null if the repository has only one product
 */
record PinnedVersion(
    String name,
    String version,
    @Nullable String image,
    @Nullable String digest,
    @Nullable String digestSource,
    String pinnedIn,
    String as,
    @Nullable String digestAs,
    @Nullable Boolean atLeast,
    @Nullable String repository,
    @Nullable String tags) {

  boolean isImage() {
    return image != null;
  }

  /** The text in the file that pins it: the version, and of an image also its digest. */
  String pinnedText() {
    String text = as.formatted(version);
    if (!isImage()) {
      return text;
    }
    if (digestAs != null) {
      return text + (digest == null ? "\"" : digestAs.formatted(digest) + "\"");
    }
    return text + "\n    digest: " + (digest == null ? "\"\"" : digest);
  }

  PinnedVersion withDigest(@Nullable String newDigest) {
    return new PinnedVersion(
        name,
        version,
        image,
        newDigest,
        digestSource,
        pinnedIn,
        as,
        digestAs,
        atLeast,
        repository,
        tags);
  }

  boolean supportsNewer() {
    return Boolean.TRUE.equals(atLeast);
  }

  /** Returns all pinned versions. */
  static List<PinnedVersion> all() {
    try (InputStream in =
        Objects.requireNonNull(PinnedVersion.class.getResourceAsStream("/versions.json"))) {
      return read(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a list in the form of {@code versions.json}.
   *
   * @throws JsonParseException if it is not such a list
   */
  static List<PinnedVersion> read(byte[] list) {
    JsonElement document =
        Json.parse(list)
            .filter(JsonElement::isJsonArray)
            .orElseThrow(() -> new JsonParseException("versions.json is not a list in JSON"));
    List<PinnedVersion> versions = new ArrayList<>();
    for (JsonElement item : document.getAsJsonArray()) {
      versions.add(Json.readOwn(item, PinnedVersion.class));
    }
    return versions;
  }
}
