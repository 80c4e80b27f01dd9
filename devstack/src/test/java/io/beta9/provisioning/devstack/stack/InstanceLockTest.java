package io.beta9.provisioning.devstack.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.app.Service;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstanceLockTest {
  @TempDir Path directory;

  @Test
  void names_the_process_that_uses_the_data_directory_in_one_line() {
    Path data = directory.resolve("demo");
    try (InstanceLock lock = InstanceLock.acquire(data, "demo")) {
      lock.publish("demo", "http://127.0.0.1:8123");

      assertThatThrownBy(() -> InstanceLock.acquire(data, "demo"))
          .isInstanceOf(Service.RefusedException.class)
          .hasMessage(
              "'demo' is already running in %s (pid %d, http://127.0.0.1:8123); stop it with Ctrl-C"
                      .formatted(data, ProcessHandle.current().pid())
                  + " there or 'kill %d', or start another one with --data DIR --port PORT"
                      .formatted(ProcessHandle.current().pid()));
    }
  }

  @Test
  void says_that_the_other_process_is_still_starting() {
    try (InstanceLock _ = InstanceLock.acquire(directory, "demo")) {
      assertThatThrownBy(() -> InstanceLock.acquire(directory, "demo"))
          .hasMessageContaining("still starting");
    }
  }

  @Test
  void refuses_even_if_the_description_of_the_owner_is_missing() throws Exception {
    try (InstanceLock _ = InstanceLock.acquire(directory, "demo")) {
      Files.delete(directory.resolve("instance.json"));

      assertThatThrownBy(() -> InstanceLock.acquire(directory, "demo"))
          .isInstanceOf(Service.RefusedException.class)
          .hasMessageContaining("'demo' is already running");
    }
  }

  @Test
  void is_available_again_after_close_and_after_a_killed_owner() throws Exception {
    InstanceLock.acquire(directory, "demo").close();
    // A killed owner leaves its files, but no lock.
    Files.writeString(directory.resolve("instance.json"), "{\"pid\": 1}");

    try (InstanceLock lock = InstanceLock.acquire(directory, "demo")) {
      assertThat(lock).isNotNull();
    }
  }
}
