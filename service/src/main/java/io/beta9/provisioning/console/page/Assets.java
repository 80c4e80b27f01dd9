package io.beta9.provisioning.console.page;

import io.beta9.provisioning.console.session.ConsolePaths;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPOutputStream;

/**
 * Style sheet, scripts and icon. The path of an asset contains the hash of its content, so that
 * browsers keep it until it changes. Assets are read when they are used first.
 */
public final class Assets {
  private static final String HTMX = "META-INF/resources/webjars/htmx.org/2.0.7/dist/htmx.min.js";

  private static final Map<String, String> RESOURCES =
      Map.of(
          "console.css", "console/console.css",
          "console.js", "console/console.js",
          "icon.svg", "console/icon.svg",
          "htmx.js", HTMX);

  private static final int HASH_LENGTH = 12;

  private final Map<String, Asset> loaded = new ConcurrentHashMap<>();

  /**
   * A file that pages refer to.
   *
   * @param hash the beginning of the content's SHA-256
   */
  public static final class Asset {
    private final String hash;
    private final String mediaType;
    private final byte[] content;
    private final byte[] compressed;

    private Asset(String hash, String mediaType, byte[] content, byte[] compressed) {
      this.hash = hash;
      this.mediaType = mediaType;
      this.content = content;
      this.compressed = compressed;
    }

    public String mediaType() {
      return mediaType;
    }

    public byte[] content() {
      return content.clone();
    }

    /** Returns the content, compressed with gzip. */
    public byte[] compressed() {
      return compressed.clone();
    }
  }

  /** Returns the path of an asset. */
  public String path(String name) {
    return ConsolePaths.ASSETS + asset(name).hash + "/" + name;
  }

  /** Returns an asset; empty if there is none with this name and content. */
  public Optional<Asset> find(String hash, String name) {
    return RESOURCES.containsKey(name) && asset(name).hash.equals(hash)
        ? Optional.of(asset(name))
        : Optional.empty();
  }

  private Asset asset(String name) {
    return loaded.computeIfAbsent(name, Assets::load);
  }

  private static Asset load(String name) {
    String resource = RESOURCES.getOrDefault(name, name);
    try (InputStream in = Assets.class.getClassLoader().getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the class path has no " + resource);
      }
      byte[] content = in.readAllBytes();
      ByteArrayOutputStream compressed = new ByteArrayOutputStream();
      try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
        gzip.write(content);
      }
      return new Asset(
          HexFormat.of()
              .formatHex(MessageDigest.getInstance("SHA-256").digest(content))
              .substring(0, HASH_LENGTH),
          mediaType(name),
          content,
          compressed.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static String mediaType(String name) {
    return switch (name.substring(name.lastIndexOf('.'))) {
      case ".css" -> "text/css;charset=UTF-8";
      case ".svg" -> "image/svg+xml";
      default -> "text/javascript;charset=UTF-8";
    };
  }
}
