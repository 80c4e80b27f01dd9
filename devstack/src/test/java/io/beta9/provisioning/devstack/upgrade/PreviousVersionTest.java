package io.beta9.provisioning.devstack.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreviousVersionTest {
  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
  private static final Path MIGRATIONS = PROJECT.resolve("service/src/main/resources/db/migration");

  @TempDir Path directory;

  @BeforeEach
  void requireRepository() {
    assumeTrue(Files.exists(PROJECT.resolve(".git")), "this is not a git repository");
  }

  @Test
  void the_current_commit_descends_from_the_previous_version() {
    PreviousVersion.of(PROJECT).requireAncestor();
  }

  @Test
  void the_file_names_the_last_migration_of_the_previous_version() {
    PreviousVersion previous = PreviousVersion.of(PROJECT);

    assertThat(Integer.parseInt(previous.migrations().getLast().split("_")[0]))
        .isEqualTo(previous.latestMigration());
  }

  /** A changed script has no effect where it has been applied. */
  @Test
  void the_migrations_of_the_previous_version_are_unchanged() throws Exception {
    PreviousVersion previous = PreviousVersion.of(PROJECT);

    assertThat(previous.migrations()).hasSizeGreaterThan(20);
    for (String name : previous.migrations()) {
      assertThat(withoutComments(Files.readString(MIGRATIONS.resolve(name))))
          .as(name)
          .isEqualTo(withoutComments(previous.migration(name)));
    }
  }

  @Test
  void a_commit_that_is_not_in_the_clone_is_reported_with_the_command_that_fetches_it() {
    PreviousVersion previous = new PreviousVersion(PROJECT, "0".repeat(40), 1);

    assertThatThrownBy(() -> previous.build(directory))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("which is not in this clone")
        .hasMessageEndingWith("git fetch --unshallow");
  }

  @Test
  void a_commit_of_another_branch_is_not_a_previous_version() throws Exception {
    git("init", "--quiet", "--initial-branch=main");
    String other = commit("a commit of another branch");
    git("checkout", "--quiet", "--orphan", "other");
    commit("the current commit");
    PreviousVersion previous = new PreviousVersion(directory, other, 1);

    assertThatThrownBy(previous::requireAncestor)
        .hasMessageEndingWith("from which the current one does not descend");
  }

  private static List<String> withoutComments(String script) {
    return script.lines().filter(line -> !line.startsWith("-- ")).toList();
  }

  private String commit(String subject) throws Exception {
    git(
        "-c",
        "user.name=test",
        "-c",
        "user.email=test@example.com",
        "commit",
        "--quiet",
        "--allow-empty",
        "--message=" + subject);
    return git("rev-parse", "HEAD").strip();
  }

  private String git(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return output;
  }
}
