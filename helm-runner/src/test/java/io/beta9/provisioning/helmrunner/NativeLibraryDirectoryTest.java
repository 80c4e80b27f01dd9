package io.beta9.provisioning.helmrunner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibraryDirectoryTest {
  @TempDir Path parent;

  @Test
  void removesItsFolderWhenItIsClosed() throws IOException {
    try (NativeLibraryDirectory folder = NativeLibraryDirectory.open(parent)) {
      Files.writeString(folder.path().resolve("library.so"), "x");
      assertThat(parent).isNotEmptyDirectory();
    }
    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void removesWhatDeadProcessesLeftAndNothingElse() throws IOException {
    // The pid of this process with another start: a process that died, and whose pid came again.
    Path dead = Files.createDirectory(parent.resolve("helm-runner-" + pid() + "-12345"));
    Files.writeString(dead.resolve("library.so"), "x");
    Path foreign = Files.createDirectory(parent.resolve("helm-runner-notes"));
    try (NativeLibraryDirectory mine = NativeLibraryDirectory.open(parent)) {
      NativeLibraryDirectory.deleteStale(parent);
      assertThat(dead).doesNotExist();
      assertThat(foreign).exists();
      assertThat(mine.path()).exists();
    }
  }

  private static long pid() {
    return ProcessHandle.current().pid();
  }
}
