package io.beta9.provisioning.helmrunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestTest {
  @TempDir Path folder;

  @Test
  void reads_an_install_request() throws Exception {
    Files.writeString(folder.resolve("Chart.yaml"), "name: x");
    Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), "{}");
    Request request =
        read(
            """
            {"action":"install","release":"beta9","namespace":"beta9-system","chart":"%s",
             "kubeconfig_file":"%s","create_namespace":true,"wait":true,"timeout_seconds":300}
            """
                .formatted(folder, kubeconfig));
    assertThat(request.action()).isEqualTo(Action.INSTALL);
    assertThat(request.namespace()).isEqualTo("beta9-system");
    assertThat(request.createNamespace()).isTrue();
    assertThat(request.atomic()).isFalse();
    assertThat(request.timeout()).contains(Duration.ofMinutes(5));
    assertThat(request.deadline()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "[]|not a JSON object",
        "{|not JSON",
        "{\"action\":\"rollback\"}|unknown action",
        "{\"action\":\"version\",\"kubeconfig\":\"x\"}|unknown field 'kubeconfig'",
        "{\"action\":\"template\",\"release\":\"x\"}|requires a chart",
        "{\"action\":\"template\",\"release\":\"x\",\"chart\":\"oci://registry.example/x\"}|neither",
        "{\"action\":\"template\",\"release\":\"x\",\"chart\":\"stable/nginx\"}|neither",
        "{\"action\":\"status\",\"release\":\"x\"}|kubeconfig_file is missing",
        "{\"action\":\"status\",\"release\":\"x\",\"kubeconfig_file\":\"/nowhere/at/all\"}|not a"
            + " readable file",
        "{\"action\":\"template\"}|requires a release",
        "{\"action\":\"version\",\"wait\":\"yes\"}|wait must be true or false",
        "{\"action\":\"version\",\"timeout_seconds\":0}|timeout_seconds must be a positive integer",
      })
  void rejects_invalid_requests(String text, String reason) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining(reason);
  }

  private Request read(String text) throws IOException, InvalidRequestException {
    return Request.read(Files.writeString(folder.resolve("request.json"), text));
  }
}
