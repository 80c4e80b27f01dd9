package io.beta9.provisioning.cli.versions;

import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The files of a checkout that hold the digests of images: {@code versions.json} and the charts.
 */
final class DigestFiles {
  private static final Path VERSIONS = Path.of("cli/src/main/resources/versions.json");

  private final Path checkout;

  DigestFiles(Path checkout) {
    this.checkout = checkout;
  }

  /** Whether the directory is a checkout of this project. */
  boolean exist() {
    return Files.isRegularFile(checkout.resolve(VERSIONS));
  }

  /**
   * Returns the pinned versions of the checkout, which the installed command may not know yet.
   *
   * @throws IOException if the list cannot be read
   */
  List<PinnedVersion> versions() throws IOException {
    try {
      return PinnedVersion.read(Files.readAllBytes(checkout.resolve(VERSIONS)));
    } catch (JsonParseException e) {
      throw new IOException(VERSIONS + " cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Pins an image with a digest. First in the file that is installed: if the second write fails,
   * the next call finds the first one made and repeats only the second.
   *
   * @throws IOException if a file cannot be read or written, or does not hold the image as {@code
   *     versions.json} describes it; then nothing has been written for this image
   */
  void pin(PinnedVersion image, String digest) throws IOException {
    PinnedVersion pinned = image.withDigest(digest);
    Path file = checkout.resolve(image.pinnedIn());
    Path versions = checkout.resolve(VERSIONS);
    String text = Files.readString(file);
    String list = Files.readString(versions);
    String listed = entry(list, image);
    String changed =
        listed.replaceFirst(
            "\"digest\": null",
            "\"digest\": \"" + digest + "\", \"digest_source\": \"the registry\"");
    if (!text.contains(pinned.pinnedText())) {
      if (!text.contains(image.pinnedText())) {
        throw new IOException(file + " does not pin " + image.name() + " as versions.json says");
      }
      Files.writeString(file, text.replace(image.pinnedText(), pinned.pinnedText()));
    }
    Files.writeString(versions, list.replace(listed, changed));
  }

  private static String entry(String list, PinnedVersion image) throws IOException {
    String start = "{\"name\": \"" + image.name() + "\",";
    return list.lines()
        .filter(line -> line.strip().startsWith(start))
        .findFirst()
        .orElseThrow(() -> new IOException(VERSIONS + " does not list " + image.name()));
  }
}
