package io.beta9.provisioning.devstack.images;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A container of an image, with the volumes of the chart and the network of the host. */
final class ImageContainer {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String SECRETS = "/etc/provisioning/secrets";
  private static final String STACKS = "/tmp/beta9-provisioning";

  /**
   * $1 the root, $2 the directory of the secrets, then the command. The root is read-only; writable
   * are the volumes that the chart mounts. The command has a process namespace of its own and no
   * capabilities.
   */
  private static final String READ_ONLY =
      """
      set -eu
      root=$1 secrets=$2; shift 2
      mount --make-rprivate /
      mount --bind "$root" "$root"
      mount --bind -o ro "$secrets" "$root/etc/provisioning/secrets"
      mount -o remount,bind,ro "$root"
      mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
      mkdir "$root/tmp/beta9-provisioning"
      mount -t tmpfs -o mode=770,uid=0,gid=10001 tmpfs "$root/tmp/beta9-provisioning"
      mount -t proc proc "$root/proc"
      mount --rbind /dev "$root/dev"
      exec chroot "$root" setpriv --reuid 10001 --regid 10001 --clear-groups --no-new-privs \
        --bounding-set=-all "$@"
      """;

  private final ImageStore store;
  private final JsonNode config;
  private final String name;
  private final Path root;
  private final Path secrets;

  ImageContainer(ImageStore store, String image) throws IOException {
    this.store = store;
    this.config =
        JSON.readTree(store.run("buildah", "inspect", "--type", "image", image))
            .at("/OCIv1/config");
    this.name = store.run("buildah", "from", "--pull-never", image);
    this.root = Path.of(store.run("buildah", "mount", name));
    this.secrets = Files.createTempDirectory(store.directory(), "secrets");
    Files.setPosixFilePermissions(secrets, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.createDirectories(root.resolve(SECRETS.substring(1)));
  }

  /** Returns the image's configuration as of the OCI image specification. */
  JsonNode config() {
    return config;
  }

  /** Returns a path of the image on the host. */
  Path path(String path) {
    return root.resolve(path.substring(1));
  }

  /** Adds a file to the directory of the secrets. */
  void addFile(String name, String content) throws IOException {
    Files.writeString(secrets.resolve(name), content);
  }

  /** Runs a command with buildah as the image's user. */
  ShellCommand.Result run(Map<String, String> environment, String... command) {
    return store.tryRun(buildahRun(environment, List.of(command)));
  }

  /** Starts the image's entry point and command with buildah. */
  RunningContainer start(Map<String, String> environment) {
    return start(buildahRun(environment, entryPoint()), Map.of());
  }

  /** Starts the image's entry point and command with a read-only root. */
  RunningContainer startReadOnly(Map<String, String> environment) {
    return start(readOnly(environment, entryPoint()), Map.of());
  }

  /** Runs a command with a read-only root. */
  ShellCommand.Result runReadOnly(Map<String, String> environment, String... command) {
    return store.tryRun(readOnly(environment, List.of(command)));
  }

  private RunningContainer start(List<String> command, Map<String, String> environment) {
    try {
      Path log = Files.createTempFile(store.directory(), "container", ".log");
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
      builder
          .environment()
          .put("CONTAINERS_STORAGE_CONF", store.directory().resolve("storage.conf").toString());
      builder.environment().putAll(environment);
      return new RunningContainer(builder.start(), log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> buildahRun(Map<String, String> environment, List<String> command) {
    List<String> line = new ArrayList<>(List.of("buildah", "run", "--isolation", "chroot"));
    line.add("--user=" + config.at("/User").asString());
    line.add("--volume=" + secrets + ":" + SECRETS + ":ro");
    line.addAll(environment(environment).map(variable -> "--env=" + variable).toList());
    line.add(name);
    line.add("--");
    line.addAll(command);
    return line;
  }

  private List<String> readOnly(Map<String, String> environment, List<String> command) {
    List<String> line =
        new ArrayList<>(List.of("unshare", "--mount", "--pid", "--fork", "--kill-child"));
    line.addAll(List.of("sh", "-c", READ_ONLY, "read-only", root.toString(), secrets.toString()));
    line.addAll(List.of("env", "-i"));
    config.at("/Env").forEach(variable -> line.add(variable.asString()));
    line.addAll(environment(environment).toList());
    line.addAll(command);
    return line;
  }

  private static Stream<String> environment(Map<String, String> environment) {
    Stream<String> chart =
        Stream.of(
            "DATABASE_URL_FILE=" + SECRETS + "/DATABASE_URL",
            "REDIS_URL_FILE=" + SECRETS + "/REDIS_URL",
            "WORKDIR_BASE=" + STACKS);
    return Stream.concat(
        chart, environment.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()));
  }

  private List<String> entryPoint() {
    List<String> command = new ArrayList<>();
    config.at("/Entrypoint").forEach(word -> command.add(word.asString()));
    config.at("/Cmd").forEach(word -> command.add(word.asString()));
    return command;
  }
}
