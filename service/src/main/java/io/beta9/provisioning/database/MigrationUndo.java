package io.beta9.provisioning.database;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What taking back a script does.
 *
 * @param statements in their order, each on one line
 */
public record MigrationUndo(Migrations.Applied script, List<String> statements) {
  private static final Pattern TABLE = Pattern.compile("drop table (\\w+)");
  private static final Pattern COLUMN = Pattern.compile("alter table (\\w+) drop column (\\w+)");

  static MigrationUndo of(Migrations.Applied script, String text) {
    String code =
        text.lines()
            .filter(line -> !line.strip().startsWith("--"))
            .collect(Collectors.joining(" "));
    return new MigrationUndo(
        script,
        Arrays.stream(code.split(";"))
            .map(statement -> statement.strip().replaceAll("\\s+", " "))
            .filter(statement -> !statement.isEmpty())
            .toList());
  }

  /** A query for the number of rows that a statement loses; empty where it loses none. */
  static Optional<String> countOf(String statement) {
    Matcher table = TABLE.matcher(statement);
    if (table.matches()) {
      return Optional.of("select count(*)::text from " + TableCatalog.quoted(table.group(1)));
    }
    Matcher column = COLUMN.matcher(statement);
    if (column.matches()) {
      return Optional.of(
          "select count(%s)::text from %s"
              .formatted(
                  TableCatalog.quoted(column.group(2)), TableCatalog.quoted(column.group(1))));
    }
    return Optional.empty();
  }
}
