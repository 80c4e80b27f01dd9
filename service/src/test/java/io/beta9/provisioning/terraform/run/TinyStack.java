package io.beta9.provisioning.terraform.run;

import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.settings.ProcessEnvironment;
import io.beta9.provisioning.terraform.process.ChildUser;
import io.beta9.provisioning.terraform.process.DeadlinePolicy;
import io.beta9.provisioning.terraform.process.ProviderCredentials;
import io.beta9.provisioning.terraform.process.TerraformOptions;
import io.beta9.provisioning.terraform.stack.StackDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A stack without providers and with a local state, for the real Terraform. */
public final class TinyStack {
  public static final Duration PLENTY = Duration.ofMinutes(2);
  private static final EnvironmentId ID = new EnvironmentId("env_0123456789ab");

  private final Path base;
  private final StackDirectory stack;
  private final TerraformOptions options;

  public TinyStack(Path base, String configuration) {
    this(base, configuration, Duration.ofMinutes(1));
  }

  TinyStack(Path base, String configuration, Duration interruptGrace) {
    this(
        base,
        configuration,
        interruptGrace,
        TerraformOptions.of(ProcessEnvironment.current()).resourceDeadlines(),
        Optional.empty());
  }

  private TinyStack(
      Path base,
      String configuration,
      Duration interruptGrace,
      DeadlinePolicy deadlines,
      Optional<ChildUser> user) {
    TerraformOptions found = TerraformOptions.of(ProcessEnvironment.current());
    this.base = base;
    this.stack = StackDirectory.at(base, ID);
    this.options =
        new TerraformOptions(
            found.environment(),
            found.binary(),
            found.mirror(),
            found.providerLock(),
            10,
            Duration.ZERO,
            interruptGrace,
            Duration.ofMillis(10),
            1,
            deadlines,
            user);
    try {
      StackDirectory.create(base, ID, options);
      stack.write("main.tf", configuration);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Creates {@code quick}, then {@code slow}, which completes when the gate is opened (or the stack
   * is deleted, so that no process waits permanently).
   */
  public static TinyStack withGate(Path base) {
    return withGate(base, Duration.ofMinutes(1));
  }

  public static TinyStack withDeadlines(Path base, DeadlinePolicy deadlines) {
    return new TinyStack(base, GATED, Duration.ofMinutes(1), deadlines, Optional.empty());
  }

  /** Creates a stack that belongs to a user without privileges. */
  static TinyStack of(ChildUser user, Path base, String configuration) {
    return new TinyStack(
        base,
        configuration,
        Duration.ofMinutes(1),
        TerraformOptions.of(ProcessEnvironment.current()).resourceDeadlines(),
        Optional.of(user));
  }

  /** Creates a stack with a gate that belongs to a user without privileges. */
  public static TinyStack withGate(ChildUser user, Path base) {
    return of(user, base, GATED);
  }

  /** Returns the existing stack in this directory, regardless of its owner. */
  static TinyStack existing(Path base) {
    Optional<ChildUser> user = StackDirectory.at(base, ID).user();
    return user.isPresent() ? withGate(user.get(), base) : withGate(base);
  }

  static TinyStack withGate(Path base, Duration interruptGrace) {
    return new TinyStack(base, GATED, interruptGrace);
  }

  private static final String GATED =
      """
      resource "terraform_data" "quick" {
        input = "x"
      }
      resource "terraform_data" "slow" {
        input = terraform_data.quick.output
        provisioner "local-exec" {
          command = "while [ ! -e gate ] && [ -e main.tf ]; do sleep 0.05; done"
        }
      }
      output "plain" {
        value = terraform_data.quick.output
      }
      output "secret" {
        value     = "not-a-secret"
        sensitive = true
      }
      """;

  /** Creates a stack whose apply takes seconds, so that its memory is measured. */
  public static TinyStack withSlowApply(Path base) {
    return new TinyStack(
        base,
        """
        resource "terraform_data" "slow" {
          provisioner "local-exec" {
            command = "sleep 3"
          }
        }
        """);
  }

  Path base() {
    return base;
  }

  public StackDirectory stack() {
    return stack;
  }

  public Terraform terraform(String... secrets) {
    return new TerraformProcesses(
        TerraformCli.find(options), options, stack, Redactor.of(List.of(secrets)));
  }

  /** Returns Terraform in this stack, with published metrics. */
  public Terraform terraform(TerraformRunMetrics metrics) {
    return new TerraformProcesses(
        TerraformCli.find(options),
        options,
        stack,
        Redactor.of(List.of()),
        ProviderCredentials.OF_WORKER,
        metrics);
  }

  public void openGate() {
    try {
      Files.writeString(stack.path().resolve("gate"), "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static TerraformRun run(String id) {
    return TerraformRun.unattended(id, PLENTY);
  }
}
