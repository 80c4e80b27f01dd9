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
  void deletes_its_directory_when_closed() throws IOException {
    try (NativeLibraryDirectory directory = NativeLibraryDirectory.open(parent)) {
      Files.writeString(directory.path().resolve("library.so"), "x");
      assertThat(parent).isNotEmptyDirectory();
    }
    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void deletes_only_the_directories_of_terminated_processes() throws IOException {
    // The PID of this process with another start time: a terminated process whose PID was reused.
    Path stale = Files.createDirectory(parent.resolve("helm-runner-" + pid() + "-12345"));
    Files.writeString(stale.resolve("library.so"), "x");
    Path unrelated = Files.createDirectory(parent.resolve("helm-runner-notes"));
    try (NativeLibraryDirectory own = NativeLibraryDirectory.open(parent)) {
      NativeLibraryDirectory.deleteStale(parent);
      assertThat(stale).doesNotExist();
      assertThat(unrelated).exists();
      assertThat(own.path()).exists();
    }
  }

  private static long pid() {
    return ProcessHandle.current().pid();
  }
}
