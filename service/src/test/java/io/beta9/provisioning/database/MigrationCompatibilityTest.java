package io.beta9.provisioning.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MigrationCompatibilityTest {
  private static final Path PROJECT = Path.of("..");
  private static final Path SCRIPTS = Path.of("src/main/resources/db/migration");
  private static final Pattern RELEASE = Pattern.compile("(?m)^## \\[?(\\d+\\.\\d+\\.\\d+)\\b");
  private static final String EARLIER =
      """
      create table jobs (
        id text primary key,
        state text not null check (state in (
          'waiting', 'running')),
        note text
      );
      create unique index jobs_one_active on jobs (note) where state = 'running';
      create index jobs_waiting on jobs (id);
      """;

  private static List<String> problems(String script) {
    return new MigrationCompatibility(List.of(EARLIER), Set.of("0.1.0")).problems(script);
  }

  @Test
  void every_migration_after_the_previous_version_is_compatible_with_it() throws IOException {
    int latest = latestMigrationOfPreviousVersion();
    MigrationCompatibility compatibility =
        new MigrationCompatibility(contents(id -> id <= latest), releases());

    assertThat(scripts(id -> id <= latest)).isNotEmpty();
    for (Path script : scripts(id -> id > latest)) {
      assertThat(compatibility.problems(Files.readString(script)))
          .as("%s: expand in one release, contract in a later one (docs/deployment.md)", script)
          .isEmpty();
    }
  }

  @Test
  void a_table_that_an_earlier_script_adds_may_be_changed_freely() {
    MigrationCompatibility compatibility =
        new MigrationCompatibility(List.of(EARLIER), Set.of("0.1.0"));
    String change = "alter table notes alter column job drop not null, add check (job <> '')";

    assertThat(compatibility.problems(change)).isNotEmpty();
    assertThat(compatibility.problems("create table notes (job text not null)")).isEmpty();
    assertThat(compatibility.problems(change)).isEmpty();
  }

  /** The rules are not too lenient for what was written before they existed. */
  @Test
  void the_migrations_that_renamed_stored_values_are_incompatible() throws IOException {
    MigrationCompatibility compatibility =
        new MigrationCompatibility(contents(id -> id < 18), Set.of());

    assertThat(compatibility.problems(Files.readString(scripts(id -> id == 18).getFirst())))
        .anyMatch(problem -> problem.startsWith("changes values"));
    assertThat(compatibility.problems(Files.readString(scripts(id -> id == 21).getFirst())))
        .anyMatch(problem -> problem.startsWith("changes values"))
        .anyMatch(problem -> problem.contains("may violate a new constraint"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "create table notes (id text primary key, job text references jobs on delete cascade)",
        "create table a (id text primary key); create table b (a text references a)",
        "create table a (id text); create unique index a_id on a (id);"
            + " alter table a add constraint a_positive check (id > '0'); drop index jobs_waiting",
        "alter table jobs add column size integer",
        "alter table jobs add column size integer not null default 0",
        "alter table jobs add column size integer not null default 0 check (size >= 0), add a text",
        "alter table jobs add column size integer; update jobs set size = 1 where note is null",
        "alter table jobs add column size integer; update jobs j set size = 1 where note is null",
        "alter table jobs drop constraint jobs_state_check; alter table jobs add constraint"
            + " jobs_state_check check (state in ('waiting', 'paused', 'running'))",
        "alter table jobs add column kind text check (kind in ('a')); alter table jobs add"
            + " constraint k check (kind in ('a', 'b'))",
        "alter table jobs alter column note set default ''",
        "alter table jobs rename constraint jobs_state_check to jobs_states",
        "create index jobs_by_note on jobs (note)",
        "comment on column jobs.note is 'drop table jobs; not null'",
        "-- drop table jobs;\ncreate index a on jobs (note) /* ; drop table jobs */",
        "create function f() returns text language sql as $$ drop table jobs; $$",
        "create index a on jobs (note);\n-- //@UNDO\ndrop table jobs;",
        "create function f() returns text language sql as $$ select '' $$; drop function f()",
        "-- compatible: it only reads\ncreate trigger t after insert on jobs execute function f()",
        "-- compatible: same result\n"
            + "create or replace function f() returns text language sql as $$ select '' $$",
      })
  void accepts_what_has_no_effect_on_the_previous_version(String script) {
    assertThat(problems(script)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "drop table jobs",
        "DROP TABLE IF EXISTS jobs",
        "create index a on jobs (note); drop table jobs",
        "alter table jobs drop column note",
        "alter table jobs drop note",
        "alter table jobs add column size integer, drop column note",
        "alter table jobs rename to tasks",
        "alter table jobs rename column note to text",
        "alter table jobs rename note to text",
        "alter type mood rename value 'a' to 'b'",
        "alter table jobs add column size integer not null",
        "alter table jobs add column size integer primary key",
        "alter table jobs alter column note set not null",
        "alter table jobs alter column note type integer",
        "alter table jobs alter note set data type integer",
        "alter table jobs alter column state drop default",
        "alter table jobs alter column state drop not null",
        "alter table jobs add constraint jobs_note check (note <> '')",
        "alter table jobs add constraint jobs_note check (note <> '') not valid",
        "alter table jobs add check (note <> '')",
        "alter table jobs add constraint s check (state in ('running', 'paused'))",
        "alter table jobs add constraint n check (note in ('a', 'b'))",
        "alter table jobs add unique (note)",
        "alter table jobs add constraint f foreign key (note) references a on delete cascade",
        "alter table jobs drop constraint jobs_pkey",
        "create unique index jobs_note on jobs (note)",
        "drop index jobs_one_active",
        "create table notes (id text primary key, job text references jobs)",
        "create table notes (id text primary key, job text references jobs (id) on delete"
            + " restrict)",
        "update jobs set state = 'going' where state = 'running'",
        "alter table jobs add column size integer; update jobs set size = 1, note = 'a'",
        "delete from jobs",
        "truncate jobs",
        "do $$ begin drop table jobs; end $$",
        "drop function f()",
        "create trigger t before insert on jobs for each row execute function f()",
        "-- compatible:\ncreate trigger t before insert on jobs for each row execute function f()",
        "-- compatible: unused\ndrop table jobs",
        "create or replace function f() returns text language sql as $$ select '' $$",
      })
  void rejects_what_the_previous_version_may_not_tolerate(String script) {
    assertThat(problems(script)).hasSize(1);
  }

  @Test
  void accepts_a_contracting_statement_whose_last_reader_is_gone_in_a_published_release() {
    assertThat(
            problems(
                """
                -- // remove notes
                -- contract 0.1.0: notes are in a table of their own since 0.1.0
                alter table jobs drop column note;
                """))
        .isEmpty();
  }

  @Test
  void rejects_a_contracting_statement_whose_release_is_not_published() {
    assertThat(problems("-- contract 0.2.0: not read any more\nalter table jobs drop column note;"))
        .containsExactly(
            "release 0.2.0 is not in the changelog: alter table jobs drop column note");
  }

  @Test
  void a_marker_without_a_reason_or_before_another_statement_has_no_effect() {
    assertThat(problems("-- contract 0.1.0:\ndrop table jobs;")).hasSize(1);
    assertThat(problems("-- contract 0.1.0: unused\ndrop table jobs; drop table jobs;")).hasSize(1);
  }

  private static int latestMigrationOfPreviousVersion() throws IOException {
    Properties file = new Properties();
    try (Reader reader = Files.newBufferedReader(PROJECT.resolve("deploy/previous-version"))) {
      file.load(reader);
    }
    return Integer.parseInt(file.getProperty("latest_migration"));
  }

  private static Set<String> releases() throws IOException {
    return RELEASE
        .matcher(Files.readString(PROJECT.resolve("CHANGELOG.md")))
        .results()
        .map(release -> release.group(1))
        .collect(Collectors.toSet());
  }

  private static List<Path> scripts(IntPredicate id) throws IOException {
    try (Stream<Path> files = Files.list(SCRIPTS)) {
      return files
          .filter(file -> id.test(Integer.parseInt(file.getFileName().toString().split("_")[0])))
          .sorted()
          .toList();
    }
  }

  private static List<String> contents(IntPredicate id) throws IOException {
    List<String> contents = new ArrayList<>();
    for (Path script : scripts(id)) {
      contents.add(Files.readString(script));
    }
    return contents;
  }
}
