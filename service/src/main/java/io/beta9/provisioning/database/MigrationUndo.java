package io.beta9.provisioning.database;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The undo part of a migration.
 *
 * @param statements the SQL statements in order, each on one line
 */
public record MigrationUndo(Migrations.Migration migration, List<String> statements) {
  private static final Pattern TABLE = Pattern.compile("drop table (\\w+)");
  private static final Pattern COLUMN = Pattern.compile("alter table (\\w+) drop column (\\w+)");
  private static final Pattern RENAME =
      Pattern.compile("alter table (\\w+) rename column (\\w+) to (\\w+)");

  static MigrationUndo of(Migrations.Migration migration, String text) {
    String sql =
        text.lines()
            .filter(line -> !line.strip().startsWith("--"))
            .collect(Collectors.joining(" "));
    return new MigrationUndo(
        migration,
        Arrays.stream(sql.split(";"))
            .map(statement -> statement.strip().replaceAll("\\s+", " "))
            .filter(statement -> !statement.isEmpty())
            .toList());
  }

  /** A column that a statement renames. */
  record RenamedColumn(String table, String from, String to) {}

  /** Returns the column that a statement renames; empty if it renames none. */
  static Optional<RenamedColumn> renameIn(String statement) {
    Matcher rename = RENAME.matcher(statement);
    return rename.matches()
        ? Optional.of(new RenamedColumn(rename.group(1), rename.group(2), rename.group(3)))
        : Optional.empty();
  }

  /**
   * Returns a query for the number of rows or values that a statement deletes; empty if none.
   *
   * @param renamed the columns that the statements before it rename
   */
  Optional<String> lossQuery(String statement, List<RenamedColumn> renamed) {
    Matcher table = TABLE.matcher(statement);
    if (table.matches() && !isTemporary(table.group(1))) {
      return Optional.of("select count(*)::text from " + TableCatalog.quoted(table.group(1)));
    }
    Matcher column = COLUMN.matcher(statement);
    if (column.matches()) {
      return Optional.of(
          "select count(%s)::text from %s"
              .formatted(
                  TableCatalog.quoted(currentName(column.group(1), column.group(2), renamed)),
                  TableCatalog.quoted(column.group(1))));
    }
    return Optional.empty();
  }

  /** Returns whether the script itself creates the table for its own use. */
  private boolean isTemporary(String table) {
    return statements.stream()
        .anyMatch(statement -> statement.startsWith("create temporary table " + table + " "));
  }

  /** Returns the name in the current schema of a column that earlier statements rename. */
  private static String currentName(String table, String column, List<RenamedColumn> renamed) {
    String name = column;
    for (RenamedColumn rename : renamed.reversed()) {
      if (rename.table().equals(table) && rename.to().equals(name)) {
        name = rename.from();
      }
    }
    return name;
  }
}
