package io.beta9.provisioning.devstack.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Arguments of deploy/images/build. {@link ImagesTest} builds the images. */
class ImageBuildScriptTest {
  private static final String PINNED = "debian@sha256:" + "0123456789abcdef".repeat(4);

  private static ShellCommand.Result build(String... arguments) {
    List<String> command = new ArrayList<>(List.of("../deploy/images/build"));
    command.addAll(List.of(arguments));
    return ShellCommand.run(command, Map.of("BUILDER", "true"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "debian",
        "debian:bookworm-slim",
        "debian@sha256:0123",
        "debian@sha512:" + "0123456789abcdef",
        "registry.example.com/localhost/debian"
      })
  void rejects_an_image_without_a_digest(String reference) {
    ShellCommand.Result base = build("--base-image", reference, "--jdk-image", PINNED);
    assertThat(base.exitCode()).isEqualTo(2);
    assertThat(base.output()).contains("--base-image must be pinned by digest").contains(reference);

    ShellCommand.Result jdk = build("--base-image", PINNED, "--jdk-image", reference);
    assertThat(jdk.exitCode()).isEqualTo(2);
    assertThat(jdk.output()).contains("--jdk-image must be pinned by digest");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost/debian-base", "debian"})
  void accepts_a_digest_or_a_local_image(String name) {
    String reference = name.equals("debian") ? PINNED : name;
    ShellCommand.Result result =
        build(
            "--base-image",
            reference,
            "--jdk-image",
            reference,
            "--distribution",
            "missing.tar.gz");
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.output()).contains("no such distribution: missing.tar.gz");
  }

  @Test
  void names_a_missing_argument() {
    assertThat(build().output()).contains("--base-image is required");
    assertThat(build("--base-image", PINNED).output()).contains("--jdk-image is required");
    assertThat(build("--tag").output()).contains("--tag needs a value");
    assertThat(build("everything").output()).contains("unknown argument: everything");
  }
}
