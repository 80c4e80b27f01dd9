package io.beta9.provisioning.devstack.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.cli.client.ApiSettings;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CliConfigTest {
  private static final ApiSettings API =
      new ApiSettings(URI.create("http://127.0.0.1:8123"), "b9p_secret");

  @TempDir Path directory;

  @Test
  void keeps_the_key_in_the_data_directory_for_the_owner_only() throws Exception {
    CliConfig config = CliConfig.in(directory.resolve("data"));

    config.write(API);

    assertThat(config.key()).isEqualTo("b9p_secret");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(config.file())))
        .isEqualTo("rw-------");
  }

  @Test
  void has_an_empty_key_before_the_first_start() {
    assertThat(CliConfig.in(directory).key()).isEmpty();
  }

  @Test
  void the_cli_finds_the_stack_that_was_activated_last() throws Exception {
    CliConfig first = CliConfig.in(directory.resolve("first"));
    first.write(new ApiSettings(URI.create("http://127.0.0.1:8000"), "b9p_first"));
    CliConfig second = CliConfig.in(directory.resolve("elsewhere/second"));
    second.write(API);
    Path link = directory.resolve(ApiSettings.FILE);
    Files.createDirectories(link.getParent());
    Files.writeString(link, "a file of an earlier version");

    first.activate(link);
    second.activate(link);

    assertThat(ApiSettings.find(Map.of(), directory)).isEqualTo(API);
    assertThat(first.key()).isEqualTo("b9p_first");
  }
}
