package io.beta9.provisioning.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.operation.Operation;
import io.beta9.provisioning.terraform.stack.StackDirectory;
import io.beta9.provisioning.testing.Servers;
import io.beta9.provisioning.worker.admission.DiskSpace;
import io.beta9.provisioning.worker.pipeline.TestQueue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

class WorkdirPrunerTest {
  private static final Instant NOW = Instant.parse("2100-01-01T00:00:00Z");
  private static final Duration RETENTION = Duration.ofDays(7);

  @TempDir private Path base;
  private TestQueue queue;
  private WorkdirPruner pruner;

  @BeforeEach
  void start() {
    queue = new TestQueue(Servers.migratedDatabase());
    pruner =
        new WorkdirPruner(
            base,
            RETENTION,
            new DiskSpace(base, this::freeBytes, DataSize.ofBytes(300), DataSize.ofBytes(100)),
            queue.environments,
            queue.operations,
            queue.transactions,
            Clock.fixed(NOW, ZoneOffset.UTC));
  }

  /** Each stack directory takes 100 bytes of 500. */
  private long freeBytes() {
    return 500 - 100L * entries().stream().filter(name -> name.startsWith("env_")).count();
  }

  @AfterEach
  void stop() {
    queue.database.close();
  }

  @Test
  void deletes_the_directory_of_a_destroyed_environment_and_all_that_is_in_it() throws IOException {
    EnvironmentId destroyed = environment("destroyed", "succeeded");
    directory(destroyed, Duration.ZERO);

    pruner.prune();

    assertThat(entries()).isEmpty();
  }

  @Test
  void deletes_an_unused_directory_after_exactly_the_retention() throws IOException {
    EnvironmentId unused = environment("ready", "succeeded");
    EnvironmentId used = environment("failed", "failed");
    directory(unused, RETENTION.plusSeconds(1));
    directory(used, RETENTION);

    pruner.prune();

    assertThat(entries()).containsExactly(used.value());
  }

  @Test
  void while_the_space_is_low_the_directories_that_were_unused_longest_are_deleted()
      throws IOException {
    EnvironmentId newest = environment("ready", "succeeded");
    EnvironmentId oldest = environment("failed", "failed");
    EnvironmentId older = environment("ready", "succeeded");
    directory(newest, Duration.ofMinutes(1));
    directory(oldest, Duration.ofMinutes(3));
    directory(older, Duration.ofMinutes(2));

    pruner.makeSpace();

    assertThat(entries()).containsExactlyInAnyOrder(newest.value(), older.value());
  }

  @Test
  void with_sufficient_space_nothing_is_deleted_to_make_some() throws IOException {
    directory(environment("ready", "succeeded"), Duration.ofDays(30));
    directory(environment("ready", "succeeded"), Duration.ofDays(30));

    pruner.makeSpace();

    assertThat(entries()).hasSize(2);
  }

  @Test
  void directories_of_active_operations_remain_however_little_space_is_left() throws IOException {
    for (int i = 0; i < 5; i++) {
      directory(environment("provisioning", "waiting"), Duration.ofDays(30));
    }

    pruner.makeSpace();

    assertThat(entries()).hasSize(5);
  }

  @Test
  void deletes_private_files_that_are_older_than_any_call_also_of_active_environments()
      throws IOException {
    EnvironmentId active = environment("provisioning", "waiting");
    directory(active, Duration.ZERO);
    StackDirectory stack = StackDirectory.at(base, active);
    Path old = Files.writeString(stack.privateDirectory().resolve("old"), "secret");
    Path recent = Files.writeString(stack.privateDirectory().resolve("recent"), "secret");
    Files.setLastModifiedTime(old, FileTime.from(NOW.minus(Duration.ofMinutes(10)).minusMillis(1)));
    Files.setLastModifiedTime(recent, FileTime.from(NOW.minus(Duration.ofMinutes(10))));

    pruner.removePrivateFiles();

    assertThat(old).doesNotExist();
    assertThat(recent).exists();
  }

  @Test
  void deletes_the_plan_and_the_credentials_that_a_killed_worker_has_left() throws IOException {
    EnvironmentId failed = environment("failed", "failed");
    Path stack = directory(failed, Duration.ZERO);
    Path plan = Files.writeString(stack.resolve(StackDirectory.PLAN), "token");
    Path variables = Files.writeString(stack.resolve("terraform.tfvars.json"), "{}");
    Path credentials = credentials(failed);

    pruner.prune();

    assertThat(plan).doesNotExist();
    assertThat(credentials).doesNotExist();
    assertThat(variables).exists();
  }

  @Test
  void keeps_the_plan_and_the_credentials_of_an_active_operation() throws IOException {
    EnvironmentId active = environment("provisioning", "waiting");
    Path stack = directory(active, Duration.ZERO);
    Path plan = Files.writeString(stack.resolve(StackDirectory.PLAN), "token");
    Path credentials = credentials(active);

    pruner.prune();

    assertThat(plan).exists();
    assertThat(credentials).exists();
  }

  private Path credentials(EnvironmentId id) throws IOException {
    Path run = StackDirectory.at(base, id).runDirectory("run-1");
    Files.createDirectories(run);
    Files.writeString(run.resolve("exit"), "0\n");
    return Files.writeString(run.resolve("credentials.json"), "{}");
  }

  @Test
  void keeps_the_directory_of_an_environment_with_an_active_operation() throws IOException {
    EnvironmentId waiting = environment("destroyed", "waiting");
    directory(waiting, RETENTION.multipliedBy(10));

    pruner.prune();

    assertThat(entries()).containsExactly(waiting.value());
  }

  @Test
  void keeps_a_state_that_terraform_could_not_write() throws IOException {
    EnvironmentId failed = environment("failed", "failed");
    Path stack = directory(failed, RETENTION.multipliedBy(10));
    Files.writeString(stack.resolve(StackDirectory.ERRORED_STATE), "{}");

    pruner.prune();

    assertThat(entries()).containsExactly(failed.value());
  }

  @Test
  void keeps_a_run_of_another_container_until_its_exit_code_is_known() throws IOException {
    EnvironmentId failed = environment("failed", "failed");
    Path run = directory(failed, RETENTION.multipliedBy(10)).resolve("runs/r1");
    Files.createDirectories(run);
    Files.writeString(
        run.resolve("pid"),
        "kind=apply\npid=1\nstart=1\nleader=1\nleader_start=1\nboot=other\nnamespace=pid:[1]\n");
    age(run.getParent().getParent().getParent().getParent().getParent(), RETENTION.plusDays(1));

    pruner.prune();
    assertThat(entries()).containsExactly(failed.value());

    Files.writeString(run.resolve("exit"), "0\n");
    age(base.resolve(failed.value()), RETENTION.plusDays(1));
    pruner.prune();
    assertThat(entries()).isEmpty();
  }

  @Test
  void leaves_directories_alone_that_do_not_belong_to_its_environments() throws IOException {
    directory(new EnvironmentId("env_0123456789ab"), RETENTION.multipliedBy(10));
    Files.createDirectories(base.resolve("notes"));

    pruner.prune();

    assertThat(entries()).containsExactlyInAnyOrder("env_0123456789ab", "notes");
  }

  @Test
  void deletes_shared_providers_that_no_remaining_directory_uses() throws IOException {
    EnvironmentId destroyed = environment("destroyed", "succeeded");
    EnvironmentId ready = environment("ready", "succeeded");
    Path unused = provider(destroyed, "unused");
    Path used = provider(ready, "used");

    pruner.prune();

    assertThat(unused).doesNotExist();
    assertThat(used).exists();
  }

  /** Creates a shared provider that the directory of an environment uses. */
  private Path provider(EnvironmentId id, String name) throws IOException {
    Path stack = directory(id, Duration.ZERO);
    Path shared = Files.createDirectories(base.resolve(".providers")).resolve(name);
    Files.writeString(shared, name);
    Files.createLink(stack.resolve(name), shared);
    return shared;
  }

  @Test
  void deletes_what_an_interrupted_pruning_left() throws IOException {
    Files.createDirectories(base.resolve(".deleted-1/cdktf.out"));

    pruner.prune();

    assertThat(entries()).isEmpty();
  }

  private EnvironmentId environment(String status, String operationState) {
    Operation operation = queue.queued();
    queue
        .jdbc
        .sql("update environments set status = :status where id = :id")
        .param("status", status)
        .param("id", operation.environment().value())
        .update();
    queue
        .jdbc
        .sql("update operations set state = :state where id = :id")
        .param("state", operationState)
        .param("id", operation.id().value())
        .update();
    return operation.environment();
  }

  /** Creates the stack directory of an environment as it is some time after its last use. */
  private Path directory(EnvironmentId id, Duration unused) throws IOException {
    Path stack = StackDirectory.at(base, id).path();
    Files.createDirectories(stack.resolve("runs"));
    Files.writeString(stack.resolve("main.tf"), "");
    Files.writeString(stack.resolve(StackDirectory.LOG), "");
    age(base.resolve(id.value()), unused);
    return stack;
  }

  private static void age(Path directory, Duration age) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.toList()) {
        Files.setLastModifiedTime(file, FileTime.from(NOW.minus(age)));
      }
    }
  }

  private List<String> entries() {
    try (Stream<Path> files = Files.list(base)) {
      return files.map(file -> file.getFileName().toString()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
