package io.beta9.provisioning.helmrunner;

import com.marcnuri.helm.jni.HelmLib;
import com.marcnuri.helm.jni.NativeLibrary;
import com.sun.jna.Native;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The native Helm library, which the build unpacks into the directory {@code native} beside this
 * program. By default, every process unpacks its 98 MB into a temporary directory, which takes
 * longer than most Helm commands and leaves them there if the process is killed.
 *
 * <p>This provider takes precedence over that of the platform because the jar of this program comes
 * first on the classpath.
 */
public final class UnpackedNativeLibrary implements NativeLibrary {
  @Override
  public String getBinaryName() {
    return file().getFileName().toString();
  }

  @Override
  public HelmLib load() {
    return Native.load(file().toString(), HelmLib.class);
  }

  /** Returns the library of the platform for which this program was built. */
  private static Path file() {
    Path directory = program().resolveSibling("native");
    try (Stream<Path> entries = Files.list(directory)) {
      List<Path> libraries = entries.toList();
      if (libraries.size() == 1) {
        return libraries.getFirst();
      }
      throw new IllegalStateException(directory + " must contain one library, not " + libraries);
    } catch (IOException e) {
      throw new UncheckedIOException("the Helm library is missing: " + directory, e);
    }
  }

  /** Returns the jar of this program, or the directory of its classes. */
  private static Path program() {
    URI location;
    try {
      location =
          UnpackedNativeLibrary.class.getProtectionDomain().getCodeSource().getLocation().toURI();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
    return Path.of(location);
  }
}
