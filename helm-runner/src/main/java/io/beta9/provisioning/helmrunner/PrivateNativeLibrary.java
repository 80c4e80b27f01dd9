package io.beta9.provisioning.helmrunner;

import com.marcnuri.helm.jni.NativeLibrary;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * The platform's own library, unpacked where this program says. The library's own way is a new
 * folder in the JVM's temporary directory, which cannot be moved once the JVM runs, and which stays
 * when the process is killed.
 *
 * <p>It is found before the platform's because this program's jar comes first on the classpath.
 */
public final class PrivateNativeLibrary implements NativeLibrary {
  private static volatile @Nullable Path directory;

  /** Says where to unpack; to be called before anything of Helm is. */
  static void setDirectory(Path path) {
    directory = path;
  }

  @Override
  public String getBinaryName() {
    return ServiceLoader.load(NativeLibrary.class).stream()
        .filter(provider -> provider.type() != PrivateNativeLibrary.class)
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("no Helm library for this platform is installed"))
        .get()
        .getBinaryName();
  }

  @Override
  public Path createTempDirectory() {
    Path path = directory;
    if (path == null) {
      throw new IllegalStateException("nobody said where the Helm library is to be unpacked");
    }
    return path;
  }
}
