package io.beta9.provisioning.devstack.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Buildah's images in a directory of their own, which is deleted at the end. Needs root, {@code
 * buildah} and {@code debootstrap}.
 *
 * <p>The base image consists of Debian's packages. {@code IMAGES_BASE_ROOTFS} names a directory
 * that debootstrap has filled with {@link #PACKAGES} before, so that nothing is downloaded.
 */
final class ImageStore implements AutoCloseable {
  static final String BASE = "localhost/debian-base";
  static final String JDK = "localhost/jdk";
  private static final String PACKAGES = "ca-certificates,procps,tini";

  private final Path directory;
  private final Map<String, String> environment = new HashMap<>();

  private ImageStore(Path directory) {
    this.directory = directory;
    environment.put("CONTAINERS_STORAGE_CONF", directory.resolve("storage.conf").toString());
    environment.put("BUILDAH_ISOLATION", "chroot");
    environment.put("TMPDIR", directory.toString());
    environment.put("BUILDER", "buildah");
  }

  /** Creates the store with the base image and the image with this JDK. */
  static ImageStore create() throws IOException {
    ImageStore store = new ImageStore(Files.createTempDirectory("beta9-images-test"));
    try {
      Files.writeString(
          store.directory.resolve("storage.conf"),
          """
          [storage]
          driver = "vfs"
          graphroot = "%1$s/graph"
          runroot = "%1$s/run"
          """
              .formatted(store.directory));
      store.importBase();
      store.importJdk();
      return store;
    } catch (IOException | RuntimeException | AssertionError e) {
      store.close();
      throw e;
    }
  }

  private void importBase() throws IOException {
    Path rootfs =
        Optional.ofNullable(System.getenv("IMAGES_BASE_ROOTFS"))
            .map(Path::of)
            .orElse(directory.resolve("rootfs"));
    if (!Files.exists(rootfs)) {
      run(
          "debootstrap",
          "--variant=minbase",
          "--include=" + PACKAGES,
          "bookworm",
          rootfs.toString());
    }
    // An archive, because devices are not copied from a directory.
    Path archive = directory.resolve("base.tar");
    run(
        "tar",
        "-C",
        rootfs.toString(),
        "--one-file-system",
        "--exclude=./var/cache/apt/*",
        "--exclude=./var/lib/apt/lists/*",
        "-cf",
        archive.toString(),
        ".");
    String container = run("buildah", "from", "scratch");
    run("buildah", "add", container, archive.toString(), "/");
    commit(container, BASE);
    Files.delete(archive);
  }

  private void importJdk() {
    Path jdk = directory.resolve("jdk");
    // Debian's packages link to the certificates of the host.
    run("cp", "-aL", System.getProperty("java.home"), jdk.toString());
    String container = run("buildah", "from", BASE);
    run("buildah", "copy", container, jdk.toString(), "/opt/java");
    run("rm", "-rf", jdk.toString());
    run("buildah", "config", "--env", "JAVA_HOME=/opt/java", container);
    commit(container, JDK);
  }

  private void commit(String container, String image) {
    run("buildah", "commit", "--quiet", container, image);
    run("buildah", "rm", container);
  }

  /** Runs deploy/images/build with additional arguments. */
  ShellCommand.Result build(String... arguments) {
    List<String> command = new ArrayList<>(List.of("../deploy/images/build"));
    command.addAll(List.of(arguments));
    return ShellCommand.run(command, environment);
  }

  /** Runs a program with the environment of this store and returns its output. */
  String run(String... command) {
    return tryRun(List.of(command)).successful();
  }

  ShellCommand.Result tryRun(List<String> command) {
    return ShellCommand.run(command, environment);
  }

  Path directory() {
    return directory;
  }

  @Override
  public void close() throws IOException {
    ShellCommand.run(List.of("buildah", "rm", "--all"), environment);
    ShellCommand.run(List.of("rm", "-rf", directory.toString()), Map.of()).successful();
  }
}
