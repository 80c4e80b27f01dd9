package io.beta9.provisioning.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.cli.client.CommandException;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.terminal.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** {@code --tenant} and {@code --all-tenants}. */
class TenantOptionTest {
  /** The lists of what belongs to a tenant, and what works on such a list. */
  private static final Set<String> LISTS =
      Set.of(
          "env list", "keys list", "accounts list", "audit list", "webhooks list", "state prune");

  /** Commands that send no request to the API, or sign in. */
  private static final Set<String> LOCAL =
      Set.of("login", "logout", "explain", "versions", "versions digests", "completion", "help");

  /** The parts of the API that concern the installation and have no parameter {@code tenant}. */
  private static final Set<String> INSTALLATION =
      Set.of("queue", "workers", "regions", "reports", "tenants", "shared-accounts");

  private static final String ENVIRONMENT = "env_0123456789ab";

  /** Every command that sends requests, with what it needs to send one. */
  private static final String COMMANDS =
      """
      env create -f model.yaml
      env create -f model.yaml --dry-run
      env list
      env get ID
      env watch ID
      env events ID
      env logs ID
      env resources ID
      env diagnose ID
      env bundle ID
      env retry ID
      env update ID -f model.yaml
      env bootstrap ID
      env smoke ID
      env connect ID
      env kubeconfig ID
      env cancel ID
      env request-quota ID
      env restore-access ID
      env leftovers ID
      env leftovers ID --remove
      env destroy ID --yes
      env destroy ID --force --confirm x --reason y
      env get demo
      accounts add 123456789012
      accounts list
      accounts get acct_0123456789ab
      accounts verify acct_0123456789ab
      accounts remove acct_0123456789ab
      accounts shared
      accounts share 123456789012 --with x --reason y
      accounts unshare 123456789012 --with x --reason y
      state show ID
      state versions ID
      state lock ID
      state unlock ID --reason y
      state rollback ID --to v --reason y
      state prune ID
      state prune --all
      state kept ID
      queue
      workers list
      workers drain w-1
      workers resume w-1
      regions list
      regions open us-east-1 --reason y
      regions close us-east-1 --reason y
      report failures
      report health
      report capacity
      audit list
      audit export
      audit head
      audit verify
      keys create --name x
      keys list
      keys rotate key_0123456789ab
      keys revoke key_0123456789ab
      tenants create x
      tenants list
      tenants get x
      tenants suspend x
      tenants resume x
      tenants delete x --confirm x
      webhooks add https://hooks.example.com
      webhooks list
      webhooks get whk_0123456789ab
      webhooks update whk_0123456789ab --description x
      webhooks remove whk_0123456789ab
      webhooks rotate whk_0123456789ab
      webhooks deliveries whk_0123456789ab
      webhooks replay whk_0123456789ab --all-dead
      webhooks test whk_0123456789ab
      onboarding aws
      """;

  @TempDir private Path directory;
  private final FakeApi api = new FakeApi();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void writeMetaConfig() throws IOException {
    Files.writeString(directory.resolve("model.yaml"), "name: demo\n");
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private void run(String line, String... more) {
    Terminal terminal =
        new Terminal(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            false,
            Map.of("PROVISIONER_URL", api.url(), "PROVISIONER_KEY", FakeApi.KEY),
            directory);
    new Cli(new CommandContext(terminal, TenantOptionTest::end))
        .run(
            Stream.concat(
                    Arrays.stream(line.replace("ID", ENVIRONMENT).split(" ")), Stream.of(more))
                .toArray(String[]::new));
  }

  /** Ends a command that would wait for what does not happen here. */
  private static void end(Duration pause) {
    throw new CommandException(ExitCode.FAILED, "would wait for " + pause);
  }

  static List<String> lines() {
    return COMMANDS.lines().toList();
  }

  private static void collect(CommandLine command, String path, Set<String> names) {
    for (CommandLine child : Set.copyOf(command.getSubcommands().values())) {
      String name = (path + " " + child.getCommandName()).strip();
      if (child.getCommand() instanceof BaseCommand) {
        names.add(name);
      }
      collect(child, name, names);
    }
  }

  private static Set<String> names() {
    Set<String> names = new TreeSet<>();
    collect(Cli.allCommands(Terminal.ofProcess()), "", names);
    return names;
  }

  @Test
  void every_list_of_what_belongs_to_tenants_has_the_option_all_tenants() {
    CommandLine root = Cli.allCommands(Terminal.ofProcess());
    List<String> without = new ArrayList<>();
    for (String name : LISTS) {
      CommandLine command = root;
      for (String word : name.split(" ")) {
        command = command.getSubcommands().get(word);
      }
      if (command.getCommandSpec().findOption("--all-tenants") == null) {
        without.add(name);
      }
    }
    assertThat(without).isEmpty();
  }

  @Test
  void these_tests_know_every_command() {
    Set<String> tested = new TreeSet<>(LOCAL);
    names().stream()
        .filter(name -> lines().stream().anyMatch(line -> (line + " ").startsWith(name + " ")))
        .forEach(tested::add);

    assertThat(names()).isSubsetOf(tested);
  }

  @ParameterizedTest
  @MethodSource("lines")
  void every_request_of_every_command_names_the_tenant_unless_it_concerns_the_installation(
      String line) {
    run(line, "--tenant", "acme");

    assertThat(api.requests).as(err.toString(StandardCharsets.UTF_8)).isNotEmpty();
    for (FakeApi.Request request : api.requests) {
      List<String> tenants =
          Arrays.stream(request.query().split("&"))
              .filter(parameter -> parameter.equals("tenant=acme"))
              .toList();
      boolean concernsInstallation = INSTALLATION.contains(request.path().split("/")[3]);
      assertThat(tenants).as(request.toString()).hasSize(concernsInstallation ? 0 : 1);
      if (concernsInstallation) {
        assertThat(err.toString(StandardCharsets.UTF_8))
            .contains("note: --tenant has no effect: this command concerns the whole installation");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("lines")
  void no_request_names_a_tenant_without_the_option(String line) {
    run(line);

    assertThat(api.requests).as(err.toString(StandardCharsets.UTF_8)).isNotEmpty();
    assertThat(api.requests)
        .filteredOn(request -> !request.path().startsWith("/api/v1/shared-accounts"))
        .noneMatch(request -> request.query().contains("tenant="));
    assertThat(err.toString(StandardCharsets.UTF_8)).doesNotContain("--tenant has no effect");
  }
}
