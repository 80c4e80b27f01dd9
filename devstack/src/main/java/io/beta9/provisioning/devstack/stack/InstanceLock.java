package io.beta9.provisioning.devstack.stack;

import io.beta9.provisioning.app.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Exclusive use of a data directory by one process. The kernel releases the lock when the process
 * ends, however it ends. The owner is described in a file beside the lock.
 */
public final class InstanceLock implements AutoCloseable {
  private static final String LOCK_FILE = "instance.lock";
  private static final String OWNER_FILE = "instance.json";

  private final Path directory;
  private final FileChannel channel;

  private InstanceLock(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /**
   * Acquires the lock of the data directory, which is created if it does not exist.
   *
   * @param command what this process runs, for example {@code demo}
   * @throws Service.RefusedException if another process holds the lock; the message names it
   */
  public static InstanceLock acquire(Path directory, String command) {
    try {
      Files.createDirectories(directory);
      FileChannel channel =
          FileChannel.open(
              directory.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!tryLock(channel)) {
        channel.close();
        throw new Service.RefusedException(alreadyRunning(directory, command));
      }
      InstanceLock lock = new InstanceLock(directory, channel);
      lock.writeOwner(command, null);
      return lock;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot use the data directory " + directory, e);
    }
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      // Held by this process.
      return false;
    }
  }

  private static String alreadyRunning(Path directory, String command) {
    JsonNode owner = readOwner(directory);
    String address = owner.path("url").asString("");
    return "'%s' is already running in %s (pid %s, %s); stop it with Ctrl-C there or 'kill %s', or start another one with --data DIR --port PORT"
        .formatted(
            owner.path("command").asString(command),
            directory,
            owner.path("pid").asString("unknown"),
            address.isEmpty() ? "still starting" : address,
            owner.path("pid").asString("PID"));
  }

  private static JsonNode readOwner(Path directory) {
    try {
      return JsonMapper.shared().readTree(Files.readAllBytes(directory.resolve(OWNER_FILE)));
    } catch (IOException | JacksonException e) {
      // The owner is writing the file; the message leaves out what it contains.
      return JsonMapper.shared().createObjectNode();
    }
  }

  /**
   * Returns whether the file belongs to the lock, so that it must not be deleted while it is held.
   */
  public static boolean isLockFile(Path file) {
    return file.endsWith(LOCK_FILE) || file.endsWith(OWNER_FILE);
  }

  /** Records the URL of the API, so that another process can name it. */
  public void publish(String command, String url) {
    writeOwner(command, url);
  }

  private void writeOwner(String command, @Nullable String url) {
    ObjectNode owner = JsonMapper.shared().createObjectNode();
    owner.put("command", command).put("pid", ProcessHandle.current().pid());
    if (url != null) {
      owner.put("url", url);
    }
    try {
      Files.writeString(directory.resolve(OWNER_FILE), owner.toString());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to " + directory, e);
    }
  }

  @Override
  public void close() {
    try {
      // The lock file stays: deleting it would allow two processes to lock different files.
      Files.deleteIfExists(directory.resolve(OWNER_FILE));
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot release the lock of " + directory, e);
    }
  }
}
