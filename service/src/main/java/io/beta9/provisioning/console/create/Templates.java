package io.beta9.provisioning.console.create;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The meta-configs of the directory {@code examples}. */
final class Templates {
  static final List<String> NAMES = List.of("small", "medium", "gpu", "hardened");

  private Templates() {}

  /** Returns a template; empty if there is none with this name. */
  static Optional<String> find(String name) {
    if (!NAMES.contains(name)) {
      return Optional.empty();
    }
    String resource = "console/examples/" + name + ".yaml";
    try (InputStream in = Templates.class.getClassLoader().getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the class path has no " + resource);
      }
      return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
