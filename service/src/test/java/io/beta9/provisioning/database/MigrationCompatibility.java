package io.beta9.provisioning.database;

import static java.util.stream.Collectors.toSet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Decides whether migrations are compatible with the processes of the previous version, which run
 * beside the new schema. A statement is rejected unless it is known to be compatible, or unless a
 * comment before it names the release in which the last reader is gone:
 *
 * <pre>-- contract 0.2.0: no version since 0.2.0 reads the column</pre>
 *
 * <p>The release must have been published, so that it is not older than the previous version. A
 * trigger on a table of the previous version, or a function of it that is replaced, takes part in
 * its statements; a comment before it states why they still succeed:
 *
 * <pre>-- compatible: it only computes a column that the previous version does not write</pre>
 */
final class MigrationCompatibility {
  private static final Pattern MARKER = Pattern.compile("contract (\\d+\\.\\d+\\.\\d+): .*\\S.*");
  private static final Pattern REASON = Pattern.compile("compatible: .*\\S.*");
  private static final Pattern TRIGGER =
      Pattern.compile("create (?:constraint )?trigger (\\w+) .*");
  private static final Pattern CREATE_FUNCTION =
      Pattern.compile("create function (\\w+) ?\\(.*", Pattern.DOTALL);
  private static final Pattern REPLACE_FUNCTION =
      Pattern.compile("create or replace function \\w+ ?\\(.*", Pattern.DOTALL);
  private static final Pattern DROP_FUNCTION = Pattern.compile("drop function (\\w+) ?\\(.*");
  private static final Pattern COMPATIBLE =
      Pattern.compile(
          "(comment on|insert into|create (index|sequence|type|view|function)|analyze|select)\\b.*",
          Pattern.DOTALL);
  private static final Pattern CREATE_TABLE =
      Pattern.compile("create table (?:if not exists )?(\\w+) ?\\((.*)\\).*");
  private static final Pattern UNIQUE_INDEX =
      Pattern.compile(
          "create unique index (?:concurrently )?(?:if not exists )?(\\w+) on (\\w+).*");
  private static final Pattern DROP_INDEX =
      Pattern.compile("drop index (?:concurrently )?(?:if exists )?(\\w+)");
  private static final Pattern UPDATE =
      Pattern.compile("update (\\w+)(?: (?:as )?\\w+)? set (.*?)(?: (?:from|where) .*)?");
  private static final Pattern ALTER_TABLE =
      Pattern.compile("alter table (?:if exists )?(?:only )?(\\w+) (.*)");
  private static final Pattern ADD_CONSTRAINT =
      Pattern.compile(
          "add (?:constraint (\\w+) )?((?:check|unique|primary key|foreign key|exclude)\\b.*)");
  private static final Pattern ADD_COLUMN =
      Pattern.compile("add (?:column )?(?:if not exists )?(\\w+) (.*)");
  private static final Pattern DROP_CONSTRAINT =
      Pattern.compile("drop constraint (?:if exists )?(\\w+)(?: cascade)?");
  private static final Pattern COMPATIBLE_ACTION =
      Pattern.compile("rename constraint .*|alter (column )?\\w+ set (default|statistics) .*");
  private static final Pattern VALUES = Pattern.compile("check ?\\( ?(\\w+) in \\(([^)]*)\\) ?\\)");

  /** A foreign key without a reaction makes the previous version's deletes fail. */
  private static final Pattern REFERENCE =
      Pattern.compile("references (\\w++)(?: ?\\([^)]*\\))?+(?! on delete (?:cascade|set))");

  private final Map<String, Set<String>> allowedValues = new HashMap<>();
  private final Set<String> uniqueIndexes = new HashSet<>();
  private final Set<String> releases;

  /** What the previous version does not know: added by this script or one before it. */
  private final Added added = new Added(new HashSet<>(), new HashSet<>(), new HashSet<>());

  /**
   * Creates the check.
   *
   * @param earlier the scripts that the previous version has applied, in order
   * @param releases the published releases
   */
  MigrationCompatibility(List<String> earlier, Set<String> releases) {
    this.releases = releases;
    for (String script : earlier) {
      for (MigrationStatement statement : MigrationStatement.of(script)) {
        rememberUniqueIndex(statement.sql());
        tableOf(statement.sql()).ifPresent(table -> rememberValues(table, statement.sql()));
      }
    }
  }

  /** Returns why the next later script is incompatible; empty if it is compatible. */
  List<String> problems(String script) {
    List<String> problems = new ArrayList<>();
    for (MigrationStatement statement : MigrationStatement.of(script)) {
      List<String> found = statementProblems(statement.sql());
      Optional<String> release = contractedSince(statement);
      if ((TRIGGER.matcher(statement.sql()).matches()
              || REPLACE_FUNCTION.matcher(statement.sql()).matches())
          && statement.comments().stream().anyMatch(REASON.asMatchPredicate())) {
        continue;
      }
      if (release.isEmpty()) {
        found.forEach(problem -> problems.add(problem + ": " + statement.sql()));
      } else if (!releases.contains(release.get())) {
        problems.add("release " + release.get() + " is not in the changelog: " + statement.sql());
      }
    }
    return problems;
  }

  private static Optional<String> contractedSince(MigrationStatement statement) {
    return statement.comments().stream()
        .map(MARKER::matcher)
        .filter(Matcher::matches)
        .map(marker -> marker.group(1))
        .findFirst();
  }

  /** Tables, columns as {@code table.column}, and functions. */
  private record Added(Set<String> tables, Set<String> columns, Set<String> functions) {}

  private List<String> statementProblems(String sql) {
    Matcher table = CREATE_TABLE.matcher(sql);
    Matcher alter = ALTER_TABLE.matcher(sql);
    Matcher update = UPDATE.matcher(sql);
    Matcher unique = UNIQUE_INDEX.matcher(sql);
    Matcher index = DROP_INDEX.matcher(sql);
    if (table.matches()) {
      added.tables().add(table.group(1));
      rememberValues(table.group(1), sql);
      return referenceProblems(table.group(2));
    }
    if (alter.matches()) {
      return MigrationStatement.splitAtCommas(alter.group(2)).stream()
          .flatMap(action -> actionProblems(alter.group(1), action).stream())
          .toList();
    }
    if (update.matches()) {
      return changesOnlyAdded(update.group(1), update.group(2))
          ? List.of()
          : List.of("changes values that the previous version wrote");
    }
    if (unique.matches()) {
      rememberUniqueIndex(sql);
      return added.tables().contains(unique.group(2))
          ? List.of()
          : List.of("the previous version's rows may violate a unique index");
    }
    if (index.matches()) {
      return uniqueIndexes.contains(index.group(1))
          ? List.of("the previous version's 'on conflict' may need the index")
          : List.of();
    }
    Matcher function = CREATE_FUNCTION.matcher(sql);
    Matcher droppedFunction = DROP_FUNCTION.matcher(sql);
    if (function.matches()) {
      added.functions().add(function.group(1));
    }
    if (droppedFunction.matches() && added.functions().contains(droppedFunction.group(1))) {
      return List.of();
    }
    return COMPATIBLE.matcher(sql).matches()
        ? List.of()
        : List.of("is not known to be compatible with the previous version");
  }

  private List<String> referenceProblems(String definition) {
    Matcher reference = REFERENCE.matcher(definition);
    List<String> problems = new ArrayList<>();
    while (reference.find()) {
      if (!added.tables().contains(reference.group(1))) {
        problems.add(
            "without 'on delete', the previous version cannot delete from " + reference.group(1));
      }
    }
    return problems;
  }

  private List<String> actionProblems(String table, String action) {
    if (added.tables().contains(table)) {
      return List.of();
    }
    Matcher constraint = ADD_CONSTRAINT.matcher(action);
    Matcher column = ADD_COLUMN.matcher(action);
    Matcher dropped = DROP_CONSTRAINT.matcher(action);
    if (constraint.matches()) {
      return allowsMore(table, constraint.group(2))
          ? List.of()
          : List.of("the previous version's rows may violate a new constraint");
    }
    if (column.matches()) {
      return addedColumnProblems(table, column.group(1), column.group(2));
    }
    if (dropped.matches()) {
      return dropped.group(1).matches(".*_p?key")
          ? List.of("the previous version's 'on conflict' may need the constraint")
          : List.of();
    }
    return COMPATIBLE_ACTION.matcher(action).matches()
        ? List.of()
        : List.of("is not known to be compatible with the previous version");
  }

  private List<String> addedColumnProblems(String table, String column, String definition) {
    added.columns().add(table + "." + column);
    rememberValues(table, "add column " + column + " " + definition);
    List<String> problems = new ArrayList<>(referenceProblems(definition));
    if (definition.matches(".*\\b(not null|primary key)\\b.*")
        && !definition.matches(".*\\b(default|generated)\\b.*")) {
      problems.add("the previous version does not write a column that must not be null");
    }
    return problems;
  }

  private boolean changesOnlyAdded(String table, String assignments) {
    return added.tables().contains(table)
        || MigrationStatement.splitAtCommas(assignments).stream()
            .map(assignment -> assignment.split("=", 2)[0].strip())
            .allMatch(column -> added.columns().contains(table + "." + column));
  }

  /** Returns whether a check permits every value that the previous version's check permits. */
  private boolean allowsMore(String table, String constraint) {
    Matcher values = VALUES.matcher(constraint);
    if (!values.matches()) {
      return false;
    }
    Set<String> before = allowedValues.get(table + "." + values.group(1));
    return before != null && literals(values.group(2)).containsAll(before);
  }

  private void rememberValues(String table, String sql) {
    Matcher values = VALUES.matcher(sql);
    while (values.find()) {
      allowedValues.put(table + "." + values.group(1), literals(values.group(2)));
    }
  }

  private static Set<String> literals(String list) {
    return MigrationStatement.splitAtCommas(list).stream().map(String::strip).collect(toSet());
  }

  private void rememberUniqueIndex(String sql) {
    Matcher unique = UNIQUE_INDEX.matcher(sql);
    if (unique.matches()) {
      uniqueIndexes.add(unique.group(1));
    }
  }

  private static Optional<String> tableOf(String sql) {
    Matcher table = CREATE_TABLE.matcher(sql);
    Matcher alter = ALTER_TABLE.matcher(sql);
    if (table.matches()) {
      return Optional.of(table.group(1));
    }
    return alter.matches() ? Optional.of(alter.group(1)) : Optional.empty();
  }
}
