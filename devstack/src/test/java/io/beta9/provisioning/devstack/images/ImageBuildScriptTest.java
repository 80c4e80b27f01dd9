package io.beta9.provisioning.devstack.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void the_context_contains_the_aws_provider_unpacked_and_no_other_one(
      boolean packed, @TempDir Path directory) throws IOException {
    Path mirror = directory.resolve("mirror/registry.terraform.io/hashicorp");
    Path aws = Files.createDirectories(mirror.resolve("aws"));
    Files.createDirectories(mirror.resolve("random/3.0.0/linux_amd64"));
    Files.writeString(mirror.resolve("random/3.0.0/linux_amd64/terraform-provider-random"), "");
    if (packed) {
      Files.writeString(aws.resolve("index.json"), "{}");
      zip(aws.resolve("terraform-provider-aws_5.100.0_linux_amd64.zip"));
    } else {
      Path platform = Files.createDirectories(aws.resolve("5.100.0/linux_amd64"));
      Files.writeString(platform.resolve("terraform-provider-aws_v5"), "");
    }

    ShellCommand.Result result = buildAll(directory, "cli", "service", "helm-runner");

    assertThat(result.exitCode()).as(result.output()).isEqualTo(0);
    assertThat(result.output().lines().filter(line -> line.contains("/providers/")).distinct())
        .containsExactly(
            "./terraform/providers/registry.terraform.io/hashicorp/aws/5.100.0/linux_amd64/terraform-provider-aws_v5");
    assertThat(result.output())
        .contains("./distribution/cli/sbom.cdx.json", "./worker/helm-runner/sbom.cdx.json")
        .contains("beta9-provisioning-api:1.2.3", "beta9-provisioning-worker:1.2.3");
  }

  @Test
  void rejects_a_distribution_without_sbom(@TempDir Path directory) throws IOException {
    Files.createDirectories(directory.resolve("mirror/registry.terraform.io/hashicorp/aws"));

    ShellCommand.Result result = buildAll(directory, "cli", "service");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.output()).contains("contains no SBOM of helm-runner");
  }

  private static void zip(Path file) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("terraform-provider-aws_v5"));
      zip.closeEntry();
    }
  }

  /** Builds both images with a builder that lists its context. */
  private static ShellCommand.Result buildAll(Path directory, String... programsWithSbom)
      throws IOException {
    Path content = directory.resolve("beta9-provisioning-1.2.3");
    Files.createDirectories(content.resolve("charts"));
    for (String program : List.of("cli", "service", "helm-runner")) {
      Files.createDirectories(content.resolve(program));
    }
    for (String program : programsWithSbom) {
      Files.writeString(content.resolve(program).resolve("sbom.cdx.json"), "{}");
    }
    Path distribution = directory.resolve("beta9-provisioning-1.2.3.tar.gz");
    ShellCommand.run(
            List.of(
                "tar",
                "-C",
                directory.toString(),
                "-czf",
                distribution.toString(),
                content.getFileName().toString()),
            Map.of())
        .successful();
    Path builder = directory.resolve("builder");
    Files.writeString(
        builder, "#!/bin/sh\nfor context; do :; done\ncd \"$context\" && find . -type f\n");
    assertThat(builder.toFile().setExecutable(true)).isTrue();
    Path terraform = Files.writeString(directory.resolve("terraform"), "");
    return ShellCommand.run(
        List.of(
            "../deploy/images/build",
            "--base-image",
            PINNED,
            "--jdk-image",
            PINNED,
            "--mirror",
            directory.resolve("mirror").toString(),
            "--terraform",
            terraform.toString(),
            "--distribution",
            distribution.toString()),
        Map.of("BUILDER", builder.toString()));
  }

  @Test
  void names_a_missing_argument() {
    assertThat(build().output()).contains("--base-image is required");
    assertThat(build("--base-image", PINNED).output()).contains("--jdk-image is required");
    assertThat(build("--tag").output()).contains("--tag needs a value");
    assertThat(build("everything").output()).contains("unknown argument: everything");
  }
}
