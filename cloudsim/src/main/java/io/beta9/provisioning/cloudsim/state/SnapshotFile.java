package io.beta9.provisioning.cloudsim.state;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Stores the state in one file, which is replaced atomically. */
public final class SnapshotFile {
  /** The simulator's state classes, the SDK's model classes, and the JDK's value types. */
  private static final ObjectInputFilter ALLOWED =
      ObjectInputFilter.Config.createFilter(
          "io.beta9.provisioning.cloudsim.**;software.amazon.awssdk.**;"
              + "java.lang.*;java.util.*;java.util.concurrent.*;java.util.concurrent.atomic.*;"
              + "java.time.*;"
              + "java.math.*;!*");

  private final Path file;
  private byte[] lastWritten = new byte[0];

  public SnapshotFile(Path folder) {
    this.file = folder.resolve("cloudsim.state");
  }

  /**
   * Returns the stored state, or an empty map if there is none.
   *
   * @throws IllegalStateException if the file was not written by this version
   */
  public Map<InMemoryStateStore.Key, Serializable> read() {
    if (!Files.exists(file)) {
      return Map.of();
    }
    try {
      return deserialize(Files.readAllBytes(file));
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalStateException(
          "The simulated cloud's state in "
              + file
              + " was not written by this version; delete the file to start with an empty cloud",
          e);
    }
  }

  /** Serializes the store; to be called while the lock is held. */
  static byte[] serialize(InMemoryStateStore store) {
    return serialize(store.states());
  }

  static Map<InMemoryStateStore.Key, Serializable> deserialize(byte[] bytes)
      throws IOException, ClassNotFoundException {
    try (ObjectInputStream objects = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      objects.setObjectInputFilter(ALLOWED);
      Map<InMemoryStateStore.Key, Serializable> states = new LinkedHashMap<>();
      for (int left = objects.readInt(); left > 0; left--) {
        states.put(
            (InMemoryStateStore.Key) objects.readObject(), (Serializable) objects.readObject());
      }
      return states;
    }
  }

  static byte[] serialize(Map<InMemoryStateStore.Key, Serializable> states) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream objects = new ObjectOutputStream(bytes)) {
      objects.writeInt(states.size());
      for (Map.Entry<InMemoryStateStore.Key, Serializable> state : states.entrySet()) {
        objects.writeObject(state.getKey());
        objects.writeObject(state.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Could not write the simulated cloud's state", e);
    }
    return bytes.toByteArray();
  }

  /** Writes the bytes unless they equal what was written last. */
  synchronized void write(byte[] bytes) {
    if (Arrays.equals(bytes, lastWritten)) {
      return;
    }
    try {
      Files.createDirectories(file.getParent());
      Path temporary = file.resolveSibling(file.getFileName() + ".new");
      Files.write(temporary, bytes);
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      lastWritten = bytes;
    } catch (IOException e) {
      throw new UncheckedIOException("Could not write the simulated cloud's state", e);
    }
  }
}
