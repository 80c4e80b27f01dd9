package io.beta9.provisioning.terraform.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.metaconfig.MetaConfigReader;
import io.beta9.provisioning.metaconfig.ParseResult;
import io.beta9.provisioning.metaconfig.catalog.AwsRegions;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.metaconfig.model.InfraModelFactory;
import io.beta9.provisioning.metaconfig.model.InfraModelJson;
import io.beta9.provisioning.metaconfig.network.WorkerNetworks;
import io.beta9.provisioning.metaconfig.text.BodyFormat;
import io.beta9.provisioning.resources.catalog.ResourceCatalog;
import io.beta9.provisioning.settings.ProcessEnvironment;
import io.beta9.provisioning.terraform.process.PrivateFiles;
import io.beta9.provisioning.terraform.process.ShortCommand;
import io.beta9.provisioning.terraform.process.TerraformOptions;
import io.beta9.provisioning.terraform.run.TerraformCli;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Checks the module with Terraform. Its logic is tested by the files in {@code src/test/terraform},
 * which are there so that they are not copied to stack directories.
 */
class ModuleTest {
  private static final Path TESTS = Path.of("src/test/terraform");
  private static final Path EXAMPLES = Path.of("../examples");

  @TempDir static Path folder;

  private static TerraformCli cli;
  private static Path module;

  @BeforeAll
  static void initializeCopy() throws IOException {
    cli = TerraformCli.find(TerraformOptions.of(ProcessEnvironment.current()));
    module = Files.createDirectory(folder.resolve("module"));
    Files.writeString(folder.resolve("terraformrc"), cli.configuration());
    for (Map.Entry<String, byte[]> file : ModuleFiles.read().entrySet()) {
      PrivateFiles.write(module.resolve(file.getKey()), file.getValue());
    }
    assertThat(terraform(module, "init", "-backend=false")).contains("successfully initialized");
  }

  @Test
  void is_formatted() {
    assertThat(terraform(module, "fmt", "-check", "-diff", "-recursive")).isBlank();
    assertThat(terraform(TESTS.toAbsolutePath(), "fmt", "-check", "-diff", "-recursive")).isBlank();
  }

  @Test
  void is_valid() {
    assertThat(terraform(module, "validate")).contains("Success!");
  }

  @Test
  void passes_its_tests() {
    Path copy = withTests("logic");

    assertThat(terraform(copy, "test", "-filter=tests/module.tftest.hcl"))
        .containsPattern("Success! \\d+ passed, 0 failed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"medium.yaml", "gpu.yaml", "hardened.yaml"})
  void accepts_the_variables_of_the_infra_model(String example) throws IOException {
    InfraModel model = model(EXAMPLES.resolve(example));
    Path copy = withTests(example);
    Files.writeString(
        copy.resolve("terraform.tfvars.json"), InfraModelJson.toTfvars(model).toString());

    assertThat(terraform(copy, "test", "-filter=tests/model.tftest.hcl"))
        .contains("Success! 1 passed, 0 failed")
        .doesNotContain("undeclared variable");
  }

  /**
   * The {@code moved} blocks with a resource type that needs no provider: Terraform moves instances
   * in the same way whatever their type.
   */
  @Test
  void moves_node_groups_from_their_earlier_addresses_without_replacing_them() throws IOException {
    Path stack = Files.createDirectory(folder.resolve("moves"));
    Path file = stack.resolve("groups.tf");
    Files.writeString(
        file,
        """
        resource "terraform_data" "system" { input = "system" }
        resource "terraform_data" "cpu" { input = "cpu" }
        resource "terraform_data" "gpu" {
          count = 1
          input = "gpu"
        }
        """);
    terraform(stack, "init");
    terraform(stack, "apply", "-auto-approve");
    String moves =
        Pattern.compile("^moved \\{\n.*?^}", Pattern.MULTILINE | Pattern.DOTALL)
            .matcher(text())
            .results()
            .map(MatchResult::group)
            .collect(Collectors.joining("\n"));
    Files.writeString(
        file,
        moves.replace("aws_eks_node_group", "terraform_data")
            + """

            resource "terraform_data" "this" {
              for_each = toset(["system", "cpu", "gpu"])
              input    = each.key
            }
            """);

    assertThat(terraform(stack, "plan"))
        .contains(
            "terraform_data.system has moved to terraform_data.this[\"system\"]",
            "terraform_data.cpu has moved to terraform_data.this[\"cpu\"]",
            "terraform_data.gpu[0] has moved to terraform_data.this[\"gpu\"]",
            "Plan: 0 to add, 0 to change, 0 to destroy.");
  }

  @Test
  void reads_the_database_password_as_an_ephemeral_value() {
    String text = text();

    assertThat(text)
        .contains("ephemeral \"aws_secretsmanager_secret_version\" \"database\"")
        .containsPattern("password_wo\\s+= local.database_secret")
        .doesNotContainPattern("(?m)^\\s*password\\s*=")
        .doesNotContain("data \"aws_secretsmanager_secret_version\" \"database\"");
  }

  /** Each of these would be created twice after a crash, or would store a secret. */
  @Test
  void contains_no_resource_that_cannot_be_imported_after_a_crash() {
    assertThat(text())
        .doesNotContain("name_prefix")
        .doesNotContain("bucket_prefix")
        .doesNotContain("resource \"aws_iam_access_key\"")
        .doesNotContain("resource \"aws_secretsmanager_secret")
        .doesNotContain("resource \"random_")
        .doesNotContain("data \"aws_ami\"")
        .doesNotContain("provider \"aws\"");
  }

  /** A state with any other data source is rejected as foreign. */
  @Test
  void reads_exactly_the_data_sources_that_a_state_may_contain() {
    assertThat(
            Pattern.compile("(?m)^data \"([a-z0-9_]+)\"")
                .matcher(text())
                .results()
                .map(match -> match.group(1)))
        .containsExactlyInAnyOrderElementsOf(ResourceCatalog.DATA_SOURCES);
  }

  private static InfraModel model(Path example) throws IOException {
    ParseResult read =
        new MetaConfigReader(AwsRegions.all(), WorkerNetworks.of("198.51.100.7/32", ""))
            .read(Files.readAllBytes(example), BodyFormat.of(example.toString()));
    assertThat(read).isInstanceOf(ParseResult.Valid.class);
    return InfraModelFactory.from(((ParseResult.Valid) read).config(), "env_4f1a2b3c4d5e");
  }

  /**
   * Returns a copy of the module with the tests; the file that Terraform cannot mock is replaced.
   */
  private static Path withTests(String name) {
    Path copy = folder.resolve(name);
    copy(module, copy);
    copy(TESTS, copy.resolve("tests"));
    try {
      Files.delete(copy.resolve("secrets.tf"));
      Files.move(copy.resolve("tests/secrets.tf"), copy.resolve("secrets.tf"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return copy;
  }

  /** Copies links as links: the provider is a link to a large file. */
  private static void copy(Path from, Path to) {
    try (Stream<Path> tree = Files.walk(from)) {
      for (Path path : tree.toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isSymbolicLink(path)) {
          Files.createSymbolicLink(target, Files.readSymbolicLink(path));
        } else if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text() {
    StringBuilder text = new StringBuilder();
    ModuleFiles.read()
        .forEach((path, bytes) -> text.append(new String(bytes, StandardCharsets.UTF_8)));
    return text.toString();
  }

  /** Returns standard output and standard error; fails the test if the command fails. */
  private static String terraform(Path where, String command, String... arguments) {
    List<String> line = new ArrayList<>(List.of(cli.binary().toString(), command));
    if (!command.equals("fmt")) {
      line.add("-no-color");
    }
    line.addAll(List.of(arguments));
    Map<String, String> environment = new HashMap<>();
    environment.put("PATH", "/usr/local/bin:/usr/bin:/bin");
    environment.put("HOME", folder.toString());
    environment.put("TF_CLI_CONFIG_FILE", folder.resolve("terraformrc").toString());
    environment.put("TF_IN_AUTOMATION", "1");
    environment.put("CHECKPOINT_DISABLE", "1");
    ShortCommand.Result result = ShortCommand.run(line, where, environment, Duration.ofMinutes(3));
    assertThat(result.exitCode()).as("%s%n%s%n%s", line, result.out(), result.err()).isZero();
    return result.out() + result.err();
  }
}
