package io.beta9.provisioning.terraform.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.metaconfig.CloudTarget;
import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.terraform.process.ChildEnvironment;
import io.beta9.provisioning.terraform.process.TerraformOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class StackDirectoryTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final EnvironmentId ID = new EnvironmentId("env_4f1a2b3c4d5e");
  private static final TerraformOptions REAL_AWS = TerraformOptions.of(Map.of());
  private static final TerraformOptions ELSEWHERE =
      TerraformOptions.of(Map.of("AWS_ENDPOINT_URL", "http://localhost:4566"));

  @TempDir private Path base;

  @Test
  void creates_the_directory_of_the_runbook_readable_only_by_its_owner() throws IOException {
    StackDirectory stack = StackDirectory.prepare(base, spec(null), REAL_AWS);

    assertThat(stack.path()).isEqualTo(base.resolve("env_4f1a2b3c4d5e/cdktf.out/stacks/beta9-aws"));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(stack.path())))
        .isEqualTo("rwx------");
    assertThat(stack.path().resolve("versions.tf")).exists();
    assertThat(stack.path().resolve("tests")).doesNotExist();
    assertThat(json(stack, "terraform.tfvars.json").path("environment_id").asString())
        .isEqualTo(ID.value());
    JsonNode manifest = json(stack, "../../manifest.json");
    assertThat(manifest.at("/stacks/beta9-aws/synthesizedStackPath").asString())
        .isEqualTo("stacks/beta9-aws/cdk.tf.json");
  }

  @Test
  void describes_the_stack_as_the_cdk_for_terraform_does() {
    StackDirectory stack = StackDirectory.prepare(base, spec(null), REAL_AWS);

    JsonNode metadata = json(stack, "cdk.tf.json").path("//").path("metadata");
    assertThat(metadata.path("backend").asString()).isEqualTo("s3");
    assertThat(metadata.path("stackName").asString()).isEqualTo("beta9-aws");
    assertThat(metadata.path("version").asString())
        .isEqualTo(json(stack, "../../manifest.json").path("version").asString());
    JsonNode project = json(stack, "../../../cdktf.json");
    assertThat(project.path("output").asString()).isEqualTo("cdktf.out");
    assertThat(project.path("language").asString()).isEqualTo("java");
    assertThat(project.path("app").asString()).contains("--skip-synth");
  }

  @Test
  void keeps_the_output_of_the_latest_ended_runs_and_of_those_that_may_be_running()
      throws IOException {
    StackDirectory stack = StackDirectory.prepare(base, spec(null), REAL_AWS);
    Path elsewhere = run(stack, "elsewhere", 0);
    Files.writeString(elsewhere.resolve("pid"), RUN.replace("boot=1", "boot=other"));
    for (int i = 1; i <= StackDirectory.KEPT_RUNS + 2; i++) {
      Files.writeString(run(stack, "run-" + i, i).resolve("exit"), "0\n");
      age(stack.runDirectory("run-" + i), i);
    }

    stack.pruneRuns();

    assertThat(elsewhere).exists();
    assertThat(stack.runDirectory("run-1")).doesNotExist();
    assertThat(stack.runDirectory("run-2")).doesNotExist();
    assertThat(stack.runDirectory("run-3")).exists();
    assertThat(stack.endedRuns()).hasSize(StackDirectory.KEPT_RUNS + 1);
  }

  private static final String RUN =
      "kind=apply\npid=1\nstart=1\nleader=1\nleader_start=1\nboot=1\nnamespace=pid:[1]\n";

  private static Path run(StackDirectory stack, String id, int time) throws IOException {
    Path run = Files.createDirectories(stack.runDirectory(id));
    Files.writeString(run.resolve("pid"), RUN);
    age(run, time);
    return run;
  }

  private static void age(Path file, int time) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH.plusSeconds(time)));
  }

  @Test
  void deletes_private_files_that_a_killed_process_has_left() throws IOException {
    StackDirectory stack = StackDirectory.prepare(base, spec(null), REAL_AWS);
    Path old = Files.createDirectory(stack.privateDirectory().resolve("helm-1"));
    Files.writeString(old.resolve("values.yaml"), "password: secret");
    Path recent = Files.createDirectory(stack.privateDirectory().resolve("helm-2"));
    age(old, 99);
    age(recent, 100);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(old.getParent())))
        .isEqualTo("rwx------");

    stack.removePrivateFilesBefore(Instant.EPOCH.plusSeconds(100));
    assertThat(stack.privateDirectory()).isDirectoryContaining(recent::equals);
    assertThat(old).doesNotExist();

    stack.removePrivateFiles();
    assertThat(recent).doesNotExist();
  }

  @Test
  void renames_a_log_that_is_larger_than_its_limit() throws IOException {
    StackDirectory stack = StackDirectory.prepare(base, spec(null), REAL_AWS);
    Path log = stack.path().resolve(StackDirectory.LOG);
    Files.write(log, new byte[(int) StackDirectory.MAX_LOG_BYTES]);
    StackDirectory.prepare(base, spec(null), REAL_AWS);
    assertThat(log).exists();

    Files.write(log, new byte[(int) StackDirectory.MAX_LOG_BYTES + 1]);
    StackDirectory.prepare(base, spec(null), REAL_AWS);
    assertThat(log).doesNotExist();
    assertThat(stack.path().resolve("terraform.log.1")).exists();
  }

  @Test
  void backend_and_provider_assume_the_role() {
    JsonNode settings = json(StackDirectory.prepare(base, spec("x-1"), REAL_AWS), "cdk.tf.json");

    JsonNode backend = settings.at("/terraform/backend/s3");
    assertThat(backend.path("bucket").asString()).isEqualTo("bucket");
    assertThat(backend.path("use_lockfile").asBoolean()).isTrue();
    assertThat(backend.path("encrypt").asBoolean()).isTrue();
    assertThat(backend.has("dynamodb_table")).isFalse();
    assertThat(backend.has("use_path_style")).isFalse();
    assertThat(backend.at("/assume_role/external_id").asString()).isEqualTo("x-1");
    JsonNode provider = settings.at("/provider/aws/0");
    assertThat(provider.at("/allowed_account_ids/0").asString()).isEqualTo("123456789012");
    assertThat(provider.at("/assume_role/0/session_name").asString())
        .isEqualTo("beta9-provisioning-env_4f1a2b3c4d5e");
    assertThat(provider.at("/default_tags/0/tags/team").asString()).isEqualTo("x");
  }

  @Test
  void terraform_evaluates_no_template_in_a_tag() {
    StackSpec spec = spec(null);
    String template = "${file(\"/proc/self/environ\")}%{ if true }x%{ endif }";
    StackSpec hostile =
        new StackSpec(
            spec.id(),
            spec.target(),
            Map.of("team", template, template, "x"),
            spec.variables(),
            spec.state());

    String escaped = "$${file(\"/proc/self/environ\")}%%{ if true }x%%{ endif }";
    JsonNode tags =
        json(StackDirectory.prepare(base, hostile, REAL_AWS), "cdk.tf.json")
            .at("/provider/aws/0/default_tags/0/tags");
    assertThat(tags.path("team").asString()).isEqualTo(escaped);
    assertThat(tags.path(escaped).asString()).isEqualTo("x");
  }

  @Test
  void uses_path_style_addressing_with_a_custom_endpoint() {
    JsonNode settings = json(StackDirectory.prepare(base, spec(null), ELSEWHERE), "cdk.tf.json");

    assertThat(settings.at("/terraform/backend/s3/use_path_style").asBoolean()).isTrue();
    assertThat(settings.at("/provider/aws/0/s3_use_path_style").asBoolean()).isTrue();
    assertThat(settings.at("/terraform/backend/s3/assume_role").has("external_id")).isFalse();
  }

  @Test
  void rewrites_nothing_and_removes_foreign_files_when_repeated() throws IOException {
    StackDirectory stack = StackDirectory.prepare(base, spec(null), REAL_AWS);
    Map<Path, Object> before = stamps(stack);
    Files.writeString(stack.path().resolve("adopted.tf"), "import {}");
    Files.writeString(stack.path().resolve("preferred_by_opentofu.tofu"), "import {}");
    Files.writeString(stack.path().resolve("preferred_by_opentofu.tofu.json"), "{}");
    Files.writeString(stack.path().resolve("evil.auto.tfvars"), "x = 1");

    StackDirectory.prepare(base, spec(null), REAL_AWS);

    assertThat(stamps(stack)).isEqualTo(before);
  }

  @Test
  void rejects_a_directory_that_is_a_symbolic_link() throws IOException {
    Path elsewhere = Files.createDirectory(base.resolve("elsewhere"));
    Files.createSymbolicLink(base.resolve(ID.value()), elsewhere);

    assertThatThrownBy(() -> StackDirectory.prepare(base, spec(null), REAL_AWS))
        .hasRootCauseMessage(
            base.resolve(ID.value()) + " is a symbolic link, which is not trusted");
  }

  @Test
  void rejects_a_run_id_that_leaves_its_directory() {
    assertThatThrownBy(() -> StackDirectory.at(base, ID).runDirectory("../x"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void installs_the_module_s_provider_from_the_mirror_and_no_other_from_anywhere()
      throws IOException {
    Files.createDirectories(base.resolve("m/registry.terraform.io/hashicorp/aws/5.100.0"));
    Files.createDirectories(base.resolve("m/registry.terraform.io/other/other/1.0.0"));
    TerraformOptions options =
        TerraformOptions.of(Map.of("TERRAFORM_PROVIDER_MIRROR", base.resolve("m").toString()));

    String configuration = CliConfiguration.of(ProviderMirror.find(options));

    assertThat(configuration)
        .isEqualTo(
            """
            disable_checkpoint = true

            provider_installation {
              filesystem_mirror {
                path    = "%s"
                include = ["registry.terraform.io/hashicorp/aws"]
              }
              direct {
                include = ["registry.opentofu.org/hashicorp/aws"]
              }
            }
            """
                .formatted(base.resolve("m")));
  }

  @Test
  void installs_only_the_module_s_provider_from_the_registry_without_a_mirror() {
    assertThat(CliConfiguration.of(Optional.empty()))
        .isEqualTo(
            """
            disable_checkpoint = true

            provider_installation {
              direct {
                include = ["registry.terraform.io/hashicorp/aws", "registry.opentofu.org/hashicorp/aws"]
              }
            }
            """);
  }

  @Test
  void uses_an_opentofu_mirror_for_opentofu() throws IOException {
    Files.createDirectories(base.resolve("m/registry.opentofu.org/hashicorp/aws/5.100.0"));

    assertThat(CliConfiguration.of(ProviderMirror.at(base.resolve("m"))))
        .contains("include = [\"registry.opentofu.org/hashicorp/aws\"]")
        .contains("include = [\"registry.terraform.io/hashicorp/aws\"]");
  }

  @Test
  void does_not_pass_the_environment_of_the_worker_to_terraform() {
    TerraformOptions options =
        TerraformOptions.of(
            Map.of(
                "DATABASE_URL",
                "postgresql://u:p@h/d",
                "AWS_ACCESS_KEY_ID",
                "AKIA",
                "AWS_WEB_IDENTITY_TOKEN_FILE",
                "/token",
                "AWS_ENDPOINT_URL",
                "http://localhost:1",
                "TF_LOG",
                "trace"));

    assertThat(ChildEnvironment.of(options, Path.of("/x/cli.tfrc")))
        .containsEntry("AWS_ACCESS_KEY_ID", "AKIA")
        .containsEntry("TF_CLI_CONFIG_FILE", "/x/cli.tfrc")
        .containsEntry("AWS_EC2_METADATA_DISABLED", "true")
        .doesNotContainKeys("DATABASE_URL", "TF_LOG");
    assertThat(ChildEnvironment.of(options, Path.of("/x/cli.tfrc"), Path.of("/x/run")))
        .as("with credentials of its own")
        .containsEntry("AWS_CONFIG_FILE", "/x/run/aws-config")
        .containsEntry("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
        .containsEntry("AWS_ENDPOINT_URL", "http://localhost:1")
        .doesNotContainKeys("AWS_ACCESS_KEY_ID", "AWS_WEB_IDENTITY_TOKEN_FILE", "DATABASE_URL");
  }

  static StackSpec spec(String externalId) {
    return new StackSpec(
        ID,
        new CloudTarget(
            "aws", "us-east-1", "123456789012", "arn:aws:iam::123456789012:role/B", externalId),
        Map.of("beta9:environment-id", ID.value(), "team", "x"),
        JSON.createObjectNode().put("environment_id", ID.value()),
        new StateBackend("s3", "bucket", "key", "us-east-1", true, null));
  }

  private static JsonNode json(StackDirectory stack, String name) {
    return JSON.readTree(stack.path().resolve(name).normalize().toFile());
  }

  private static Map<Path, Object> stamps(StackDirectory stack) throws IOException {
    Map<Path, Object> stamps = new TreeMap<>();
    try (Stream<Path> files = Files.walk(stack.path())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        // The inode changes with every replacement; the time may not change within one clock tick.
        stamps.put(
            file, List.of(Files.getAttribute(file, "unix:ino"), Files.getLastModifiedTime(file)));
      }
    }
    return stamps;
  }
}
