package io.beta9.provisioning.cli.profile;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.cli.client.CommandException;
import io.beta9.provisioning.cli.client.Json;
import io.beta9.provisioning.cli.client.OwnedFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The profiles of a user, in a file that only the user can access: {@code
 * $XDG_CONFIG_HOME/beta9-provisioning/profiles.json}, by default below {@code ~/.config}.
 *
 * @see <a href="https://specifications.freedesktop.org/basedir-spec/latest/">XDG base
 *     directories</a>
 */
final class ProfileStore {
  private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path directory;

  private ProfileStore(Path directory) {
    this.directory = directory;
  }

  /** The content of the file. */
  private record Profiles(@Nullable Map<String, Profile> profiles) {
    Map<String, Profile> byName() {
      return profiles == null ? new TreeMap<>() : new TreeMap<>(profiles);
    }
  }

  /** Returns the store of the user with these environment variables. */
  static ProfileStore of(Map<String, String> environment) {
    String configured = environment.getOrDefault("XDG_CONFIG_HOME", "");
    // The specification: a relative path is invalid and ignored.
    Path base =
        Path.of(configured).isAbsolute()
            ? Path.of(configured)
            : Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")), ".config");
    return new ProfileStore(base.resolve("beta9-provisioning"));
  }

  Path file() {
    return directory.resolve("profiles.json");
  }

  /**
   * Returns a profile.
   *
   * @throws CommandException if the file is invalid or others can access it
   */
  Optional<Profile> find(String name) {
    return Optional.ofNullable(read().get(name));
  }

  /** Returns the names in alphabetical order. */
  List<String> names() {
    return List.copyOf(read().keySet());
  }

  /** Changes a profile while no other process does; null stands for none. */
  @Nullable Profile update(String name, UnaryOperator<@Nullable Profile> change) {
    try {
      Files.createDirectories(directory, PRIVATE_DIRECTORY);
      try (FileChannel lock =
              FileChannel.open(
                  directory.resolve("profiles.lock"),
                  Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                  PRIVATE_FILE);
          FileLock _ = lock.lock()) {
        Map<String, Profile> profiles = read();
        Profile before = profiles.get(name);
        Profile after = change.apply(before);
        if (!Objects.equals(after, before)) {
          if (after == null) {
            profiles.remove(name);
          } else {
            profiles.put(name, after);
          }
          write(profiles);
        }
        return after;
      }
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.FAILED, file() + " cannot be written: " + String.valueOf(e.getMessage()));
    }
  }

  private Map<String, Profile> read() {
    Path file = file();
    if (!Files.exists(file)) {
      return new TreeMap<>();
    }
    try {
      Optional<String> exposure = OwnedFile.exposure(file);
      if (exposure.isPresent()) {
        throw new CommandException(
            ExitCode.WRONG_USE,
            file + " is not used: " + exposure.get(),
            List.of("Run: chmod 600 " + file));
      }
      return Json.<Profiles>readOwn(
              Json.parse(Files.readAllBytes(file)).orElseGet(JsonObject::new), Profiles.class)
          .byName();
    } catch (IOException | JsonParseException e) {
      throw new CommandException(
          ExitCode.WRONG_USE, file + " cannot be read: " + String.valueOf(e.getMessage()));
    }
  }

  /** Replaces the file atomically: a reader finds the old or the new content. */
  private void write(Map<String, Profile> profiles) throws IOException {
    Path temporary = Files.createTempFile(directory, "profiles", ".new", PRIVATE_FILE);
    try {
      Files.write(
          temporary,
          Json.compact(Json.toTree(new Profiles(profiles))).getBytes(StandardCharsets.UTF_8));
      Files.move(
          temporary, file(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
