package io.beta9.provisioning.devstack.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisConfigurationTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "/data|dir \"/data\"",
        "/my data|dir \"/my data\"",
        "/a\"b|dir \"/a\\\"b\"",
        "/a\\b|dir \"/a\\\\b\"",
      })
  void quotes_paths(String path, String line) {
    assertThat(RedisConfiguration.path("dir", Path.of(path))).isEqualTo(line);
  }
}
