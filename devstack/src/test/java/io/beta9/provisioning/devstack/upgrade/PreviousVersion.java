package io.beta9.provisioning.devstack.upgrade;

import io.beta9.provisioning.devstack.stack.Distribution;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * The version that {@code deploy/previous-version} names, read from the git repository of the
 * project.
 *
 * @param project root directory of the project
 * @param commit full name of the commit
 * @param latestMigration number of its last migration
 */
record PreviousVersion(Path project, String commit, int latestMigration) {
  private static final String MIGRATIONS = "service/src/main/resources/db/migration/";
  private static final int OUTPUT_SHOWN = 4000;

  /** Returns the version that the file names. */
  static PreviousVersion of(Path project) {
    Properties file = new Properties();
    try (Reader reader = Files.newBufferedReader(project.resolve("deploy/previous-version"))) {
      file.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new PreviousVersion(
        project,
        file.getProperty("commit", ""),
        Integer.parseInt(file.getProperty("latest_migration", "")));
  }

  /** Outcome of a command. */
  private record Outcome(int exitCode, String output) {}

  /**
   * Checks that the commit is in the history of the current one.
   *
   * @throws IllegalStateException if it is not, or if the history is missing
   */
  void requireAncestor() {
    if (execute(project, List.of("git", "cat-file", "-e", commit + "^{commit}")).exitCode() != 0) {
      throw new IllegalStateException(
          "deploy/previous-version names the commit "
              + commit
              + ", which is not in this clone. Fetch the whole history: git fetch --unshallow");
    }
    if (execute(project, List.of("git", "merge-base", "--is-ancestor", commit, "HEAD")).exitCode()
        != 0) {
      throw new IllegalStateException(
          "deploy/previous-version names the commit "
              + commit
              + ", from which the current one does not descend");
    }
  }

  /** Returns the names of the migrations of the version, in order. */
  List<String> migrations() {
    return required(
            project, List.of("git", "ls-tree", "--name-only", "--full-tree", commit, MIGRATIONS))
        .lines()
        .map(path -> path.substring(MIGRATIONS.length()))
        .toList();
  }

  /** Returns a migration as it is in the version. */
  String migration(String name) {
    return required(project, List.of("git", "show", commit + ":" + MIGRATIONS + name));
  }

  /**
   * Returns the distribution of the version. It is built once and kept.
   *
   * @param cache contains one directory for each commit
   * @throws IllegalStateException if the history is missing or the build fails
   */
  Distribution build(Path cache) throws IOException {
    requireAncestor();
    Path built = cache.resolve(commit);
    if (!Files.exists(built)) {
      Path unfinished = cache.resolve(commit + ".unfinished");
      delete(unfinished);
      Files.createDirectories(unfinished);
      Path archive = unfinished.resolve("source.tar");
      required(project, List.of("git", "archive", "--output=" + archive, commit));
      required(unfinished, List.of("tar", "-xf", archive.toString()));
      // Maven downloads only the dependencies that the current version does not
      // use.
      required(
          unfinished,
          List.of(
              "mvn",
              "-B",
              "-q",
              "-Dmaven.test.skip=true",
              "-Dspotless.check.skip=true",
              "-Ddist.archive.skip=true",
              "-pl",
              "dist",
              "-am",
              "package"));
      Files.move(unfinished, built);
    }
    try (Stream<Path> files = Files.list(built.resolve("dist"))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("beta9-provisioning-"))
          .filter(Files::isDirectory)
          .findFirst()
          .map(Distribution::new)
          .orElseThrow(() -> new IllegalStateException(built + " contains no distribution"));
    }
  }

  private static void delete(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static String required(Path directory, List<String> command) {
    Outcome outcome = execute(directory, command);
    if (outcome.exitCode() != 0) {
      String output = outcome.output();
      throw new IllegalStateException(
          String.join(" ", command)
              + " failed in "
              + directory
              + ":\n"
              + output.substring(Math.max(0, output.length() - OUTPUT_SHOWN)));
    }
    return outcome.output();
  }

  private static Outcome execute(Path directory, List<String> command) {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Outcome(process.waitFor(), output);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot execute " + command.getFirst(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
