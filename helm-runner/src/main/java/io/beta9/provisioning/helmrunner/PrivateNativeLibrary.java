package io.beta9.provisioning.helmrunner;

import com.marcnuri.helm.jni.NativeLibrary;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * The native Helm library of the platform, unpacked into a configurable directory. By default, it
 * is unpacked into a new directory below the JVM's temporary directory, whose location cannot be
 * changed while the JVM runs, and which remains after the process is killed.
 *
 * <p>This provider takes precedence over that of the platform because the jar of this program comes
 * first on the classpath.
 */
public final class PrivateNativeLibrary implements NativeLibrary {
  private static volatile @Nullable Path directory;

  /**
   * Sets the directory into which the library is unpacked. Must be called before any use of Helm.
   */
  static void setDirectory(Path path) {
    directory = path;
  }

  @Override
  public String getBinaryName() {
    return ServiceLoader.load(NativeLibrary.class).stream()
        .filter(provider -> provider.type() != PrivateNativeLibrary.class)
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("no Helm library for this platform on the classpath"))
        .get()
        .getBinaryName();
  }

  @Override
  public Path createTempDirectory() {
    Path path = directory;
    if (path == null) {
      throw new IllegalStateException("setDirectory has not been called");
    }
    return path;
  }
}
