package io.beta9.provisioning.bootstrap;

import io.beta9.provisioning.bootstrap.helm.HelmSettings;
import io.beta9.provisioning.helmrunner.Main;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;

/** The real helm-runner, run from the classes of this build: its jar may not be packaged yet. */
public final class TestHelm {
  private TestHelm() {}

  static HelmSettings settings(Path folder) {
    return settings(folder, charts());
  }

  public static HelmSettings settings(Path folder, Path charts) {
    return new HelmSettings(
        jar(folder), Path.of(System.getProperty("java.home"), "bin", "java"), charts);
  }

  /** The charts of this repository. */
  static Path charts() {
    Path inModule = Path.of("..", "deploy", "charts").toAbsolutePath().normalize();
    return Files.isDirectory(inModule)
        ? inModule
        : Path.of("deploy", "charts").toAbsolutePath().normalize();
  }

  /** Returns a jar that contains only a manifest with this test's classpath. */
  private static Path jar(Path folder) {
    String paths = System.getProperty("surefire.test.class.path");
    String classpath =
        Arrays.stream(
                (paths == null ? System.getProperty("java.class.path") : paths)
                    .split(File.pathSeparator, -1))
            .filter(
                path -> path.contains("helm") || path.contains("jna") || path.contains("jackson"))
            .map(path -> Path.of(path).toUri().toString())
            .collect(Collectors.joining(" "));
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Main.class.getName());
    manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classpath);
    Path jar = folder.resolve("helm-runner.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      out.finish();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return jar;
  }
}
